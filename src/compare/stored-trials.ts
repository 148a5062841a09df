import { UserError } from '../input/user-error.ts';
import type { TrialLine } from '../runs/format.ts';
import { readRun } from '../runs/read.ts';
import { runFolders } from '../runs/run-folders.ts';
import { isTooOld } from './age.ts';

/**
 * Answered trials of earlier runs by their keys, of those that are asked for: same key, same stored answer. Where several have
 * one key the first counts, so that asking again until the answer pleases changes nothing. Runs older than 14 days and runs
 * that cannot be read are left aside.
 */
export async function storedTrials(
  output: string,
  keys: ReadonlySet<string>,
  now: Date,
): Promise<Map<string, TrialLine>> {
  const found = new Map<string, TrialLine>();
  for (const folder of await runFolders(output)) {
    try {
      for await (const line of readRun(folder)) {
        if (line.type === 'run' && isTooOld(line.startedAt, now)) break;
        if (line.type === 'trial' && keys.has(line.key) && !line.error && !found.has(line.key))
          found.set(line.key, line);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}
