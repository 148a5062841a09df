import { existsSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { UserError } from './user-error.ts';

/**
 * The files that paths and globs name, sorted, each once, relative to the working folder where that is shorter.
 * @throws {UserError} for a glob that matches nothing. A plain path is passed on: reading it gives the better error.
 */
export async function expandPaths(patterns: readonly string[], what: string): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const { folder: cwd, rest } = asFarAsThere(pattern);
    if (!isDynamicPattern(rest)) {
      found.add(asTyped(pattern));
      continue;
    }
    const files = await glob(rest, { cwd, absolute: true, expandDirectories: false });
    if (files.length === 0) throw UserError.at(asTyped(pattern), `no ${what} matches this pattern`);
    for (const file of files) found.add(asTyped(file));
  }
  return [...found].sort();
}

/** What is there by its very name is no pattern, be it called `app (copy)` or `[id]`. */
function asFarAsThere(pattern: string): { readonly folder: string; readonly rest: string } {
  const names: string[] = [];
  let folder = resolve(pattern);
  for (; !existsSync(folder) && basename(folder) !== ''; folder = dirname(folder))
    names.unshift(basename(folder));
  return { folder, rest: names.join('/') };
}

/** A path relative to the working folder where that is shorter: what a user would type. */
export function asTyped(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && short.length < path.length ? short : path;
}
