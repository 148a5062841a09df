import { join, resolve } from 'node:path';
import { messageOf, UserError } from '../input/user-error.ts';
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
  let damaged: string | undefined;
  for (const folder of (await runFolders(output)).toReversed()) {
    // A run that was stopped before its first line was written, or one of another version: not what is looked for.
    const header = await readHeader(folder).catch(unlessBug);
    if (!header || header.comparison || resolve(header.suite.path) !== resolve(suite.path)) continue;
    newest ??= header.id;
    if (await isWholeAtOnce(folder)) continue;
    const state = await readRunState(folder).catch((error: unknown) => {
      unlessBug(error);
      damaged ??= messageOf(error);
    });
    if (state && isUnfinished(state)) return folder;
  }
  const found =
    newest === undefined
      ? `there is no run of suite "${suite.name}" in ${output}`
      : (damaged ?? `every run of suite "${suite.name}" in ${output} is whole, the newest is ${newest}`);
  throw new UserError(`nothing to resume: ${found}; start one without --resume`);
}

function unlessBug(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

/** True if the last line says so; without it the whole file has to be read. */
async function isWholeAtOnce(folder: string): Promise<boolean> {
  const line = (await lastLine(join(folder, RUN_FILE))) as EndedLine | undefined;
  return line?.type === 'ended' && line.reason === 'whole' && line.retryable === 0;
}
