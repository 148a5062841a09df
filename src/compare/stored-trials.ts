import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../input/user-error.ts';
import type { TrialLine } from '../runs/format.ts';
import { readRun } from '../runs/read.ts';
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
  // Run ids begin with their time.
  for (const entry of (await readdir(output).catch(() => [])).toSorted()) {
    try {
      for await (const line of readRun(join(output, entry))) {
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
