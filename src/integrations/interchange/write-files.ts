import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asTyped } from '../../input/globs.ts';
import { messageOf, UserError } from '../../input/user-error.ts';

/**
 * Writes files below a folder, all or none as far as that can be known before: an existing file is never overwritten.
 * @param files relative path -> content.
 * @returns the paths as the user would type them.
 * @throws {UserError} if one of them exists, or cannot be written.
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<string[]> {
  const paths = [...files.keys()].map((name) => join(folder, name));
  const existing = paths.find((path) => existsSync(path));
  if (existing !== undefined) {
    throw UserError.at(
      asTyped(existing),
      'exists already and is not overwritten; choose another folder with --output',
    );
  }
  for (const [name, content] of files) {
    const path = join(folder, name);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content, { flag: 'wx' });
    } catch (error) {
      throw UserError.at(asTyped(path), `cannot be written (${messageOf(error)})`, { cause: error });
    }
  }
  return paths.map(asTyped);
}
