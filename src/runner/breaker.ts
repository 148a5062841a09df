import type { TrialLine } from '../runs/format.ts';

/** Failures that say nothing of a single trial: the next call would most likely fail likewise. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set(['network', 'timeout', 'overloaded', 'rate-limit']);

/** The fewest failures in a row that are taken for more than bad luck. */
const FEWEST = 5;

/**
 * Says of each finished trial whether every further one would most likely fail, and why. A trial fails only after all its
 * retries. Before any success, failures of all trials at work at once are enough. Later, an outage fails all trials at work
 * together, so it has to last through two such rounds.
 */
export function createBreaker(trialsAtOnce: number): (trial: TrialLine) => string | undefined {
  let inARow = 0;
  let hasSuccess = false;
  return ({ error }) => {
    // Recordings that are missing cost nothing; the report lists them.
    if (error?.kind === 'missing') return undefined;
    if (error?.kind === 'fatal') return error.message;
    const isTelling = error && (!hasSuccess || OF_THE_CONNECTION.has(error.kind));
    if (!isTelling) {
      hasSuccess ||= !error;
      inARow = 0;
      return undefined;
    }
    inARow++;
    const most = Math.max(FEWEST, hasSuccess ? 2 * trialsAtOnce : trialsAtOnce);
    return inARow >= most ? `${inARow} trials in a row got no answer; the last: ${error.message}` : undefined;
  };
}
