import { relative } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { UserError } from './user-error.ts';

/**
 * The files that paths and globs name, sorted, each once, relative to the working folder where that is shorter.
 * @throws {UserError} for a glob that matches nothing. A plain path is passed on: reading it gives the better error.
 */
export async function expandPaths(patterns: readonly string[], what: string): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    if (!isDynamicPattern(pattern)) {
      found.add(asTyped(pattern));
      continue;
    }
    const files = await glob(pattern, { absolute: true, expandDirectories: false });
    if (files.length === 0) throw UserError.at(asTyped(pattern), `no ${what} matches this pattern`);
    for (const file of files) found.add(asTyped(file));
  }
  return [...found].sort();
}

/** A path relative to the working folder where that is shorter: what a user would type. */
export function asTyped(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && short.length < path.length ? short : path;
}
