import { pooledRate } from '../stats/clustered.ts';
import type { Interval } from '../stats/interval.ts';
import { wilsonInterval } from '../stats/rates.ts';

/** How often a promise was kept on one task, over the repeats to which it applied. */
export interface TaskCount {
  readonly kept: number;
  readonly applicable: number;
}

/**
 * The keep-rate over tasks with its 95 % Wilson interval. Repeats of one task are not independent: the count behind the
 * interval is divided by the design effect 1 + (m − 1)·ICC, so that repeating a task that always comes out the same
 * narrows nothing. Undefined if the promise never applied.
 */
export function keepRate(tasks: readonly TaskCount[]): { rate: number; interval: Interval } | undefined {
  const applied = tasks.filter((task) => task.applicable > 0);
  const found = pooledRate(
    applied.map(({ kept, applicable }) =>
      Array.from({ length: applicable }, (_, index) => Number(index < kept)),
    ),
  );
  if (!found) return undefined;
  const { rate, interval } = found;
  // Where nothing varies, or there is one task, nothing shows that repeats of a task are more than one observation.
  const isOneEach = rate === 0 || rate === 1 || applied.length < 2;
  return { rate, interval: isOneEach ? wilsonInterval(rate, applied.length) : interval };
}
