import { join, resolve } from 'node:path';
import { UserError } from '../input/user-error.ts';
import type { EndedLine } from './format.ts';
import { RUN_FILE } from './journal.ts';
import { lastLine } from './last-line.ts';
import { readHeader } from './read.ts';
import { runFolders } from './run-folders.ts';
import { isUnfinished, readRunState } from './unfinished.ts';

/**
 * The newest unfinished run of a suite. Comparisons are left out: comparing again goes on with them.
 * @param output the folder that holds the run folders.
 * @throws {UserError} if there is none.
 */
export async function findUnfinished(output: string, suite: { name: string; path: string }): Promise<string> {
  let newest: string | undefined;
  for (const folder of (await runFolders(output)).toReversed()) {
    try {
      const header = await readHeader(folder);
      if (header.comparison || resolve(header.suite.path) !== resolve(suite.path)) continue;
      newest ??= header.id;
      if (!(await isWholeAtOnce(folder)) && isUnfinished(await readRunState(folder))) return folder;
    } catch (error) {
      // A run that was stopped before its first line was written, or one of another version: not what is looked for.
      if (!(error instanceof UserError)) throw error;
    }
  }
  const found =
    newest === undefined
      ? `there is no run of suite "${suite.name}" in ${output}`
      : `every run of suite "${suite.name}" in ${output} is whole, the newest is ${newest}`;
  throw new UserError(`nothing to resume: ${found}; start one without --resume`);
}

/** True if the last line says so; without it the whole file has to be read. */
async function isWholeAtOnce(folder: string): Promise<boolean> {
  const line = (await lastLine(join(folder, RUN_FILE))) as EndedLine | undefined;
  return line?.type === 'ended' && line.reason === 'whole' && line.retryable === 0;
}
