import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../input/user-error.ts';
import type { TrialLine } from '../runs/format.ts';
import { readRun } from '../runs/read.ts';

/** Run ids begin with their time. */
const newestFirst = (x: string, y: string): number => (x < y ? 1 : -1);

/** Older answers may be those of another model behind the same name. */
export const MOST_DAYS = 14;

/**
 * Answered trials of earlier runs by their keys, all or only those asked for: same key, same stored answer. Runs older than 14 days and runs that cannot
 * be read are left aside.
 */
export async function storedTrials(
  output: string,
  keys: ReadonlySet<string> | undefined,
  now: Date,
): Promise<Map<string, TrialLine>> {
  const found = new Map<string, TrialLine>();
  for (const entry of (await readdir(output).catch(() => [])).toSorted(newestFirst)) {
    try {
      for await (const line of readRun(join(output, entry))) {
        if (line.type === 'run') {
          const days = (now.getTime() - Date.parse(line.startedAt)) / 86_400_000;
          if (days > MOST_DAYS) break;
        }
        if (line.type === 'trial' && (keys?.has(line.key) ?? true) && !line.error && !found.has(line.key))
          found.set(line.key, line);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}
