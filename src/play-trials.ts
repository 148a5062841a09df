import { Stopped } from './models/stopped.ts';
import type { TrialEvent } from './play-trial.ts';
import { eachInParallel } from './runner/pool.ts';
import type { TrialLine } from './runs/format.ts';

/** What may end the playing before all trials have been tried. */
export interface PlayLimits {
  readonly atOnce: number;
  /** Says of a finished trial whether every further one would most likely fail, and why. */
  readonly breaker: (trial: TrialLine) => string | undefined;
  /** When it aborts no trial begins any more; those at work are finished. */
  readonly finish?: AbortSignal | undefined;
  readonly onTrial?: ((event: TrialEvent) => void) | undefined;
}

/**
 * Plays trials side by side, beginning each only when there is room for it.
 * @returns what stopped the work, if a trial was left out or given up for it.
 * @throws what `play` throws, except what stops the work.
 */
export async function playTrials<T>(
  trials: Iterable<T>,
  play: (trial: T) => Promise<TrialLine>,
  { atOnce, breaker, finish, onTrial }: PlayLimits,
): Promise<Stopped | undefined> {
  let stopped: Stopped | undefined;
  let isCut = false;
  function* untilStopped(): Generator<T> {
    for (const trial of trials) {
      if (finish?.aborted) stopped ??= new Stopped('interrupted', 'no further trial was begun');
      isCut ||= stopped !== undefined;
      if (isCut) return;
      yield trial;
    }
  }
  await eachInParallel(untilStopped(), atOnce, async (trial) => {
    try {
      const why = breaker(await play(trial));
      if (why !== undefined) stopped ??= new Stopped('no-answers', why);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      // A second interrupt says more than the first.
      if (!stopped || stopped.reason === error.reason) stopped = error;
      isCut = true;
      onTrial?.({ type: 'given-up' });
    }
  });
  return isCut ? stopped : undefined;
}
