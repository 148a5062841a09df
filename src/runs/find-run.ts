import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../input/user-error.ts';
import { RUN_FILE } from './journal.ts';
import { runFolders } from './run-folders.ts';

/**
 * The run folder that the user means: a path, a run id (or the beginning of one), or, with nothing said, the newest.
 * @param output the folder that holds the run folders.
 * @throws {UserError} if there is none, or the beginning fits several.
 */
export async function findRun(named: string | undefined, output: string): Promise<string> {
  if (named !== undefined && existsSync(join(named, RUN_FILE))) return named;
  if (named?.endsWith(RUN_FILE) && existsSync(named)) return named.slice(0, -RUN_FILE.length - 1) || '.';
  const ids = (await runFolders(output)).map((folder) => basename(folder));
  const fitting = named === undefined ? ids.slice(-1) : ids.filter((id) => id.startsWith(named));
  const [only, ...others] = fitting;
  if (only === undefined) {
    throw new UserError(
      named === undefined
        ? `no run in ${output}; start one with \`vouch run\``
        : `no run "${named}", neither a run folder nor a run id in ${output}`,
    );
  }
  if (others.length > 0)
    throw new UserError(
      `"${named}" fits ${fitting.length} runs in ${output}: ${fitting.slice(0, 5).join(', ')}`,
    );
  return join(output, only);
}
