import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder that is gone when its test ends. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
  /** Full path of a file in it, whether or not it exists. */
  file(name: string): string;
}

/** Makes a folder with these files (relative path -> content), for `await using`. */
export async function tempFolder(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'vouch-test-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
