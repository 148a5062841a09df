import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILE } from './journal.ts';

/** The paths of the run folders in a folder, the oldest first, since run ids begin with their time; none if there is no such folder. */
export async function runFolders(output: string): Promise<string[]> {
  const entries = await readdir(output).catch(() => []);
  return entries
    .toSorted()
    .map((entry) => join(output, entry))
    .filter((folder) => existsSync(join(folder, RUN_FILE)));
}
