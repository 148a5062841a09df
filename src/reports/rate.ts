import type { Interval } from '../stats/interval.ts';
import { wilsonInterval } from '../stats/rates.ts';
import { designEffect, varianceSplit } from '../stats/repeats.ts';

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
  const of = applied.reduce((sum, task) => sum + task.applicable, 0);
  if (of === 0) return undefined;
  const rate = applied.reduce((sum, task) => sum + task.kept, 0) / of;
  const split = varianceSplit(
    applied.map(({ kept, applicable }) =>
      Array.from({ length: applicable }, (_, index) => Number(index < kept)),
    ),
  );
  // All kept or all broken: nothing varies, so nothing shows that the repeats of a task are more than one observation.
  const icc = rate === 0 || rate === 1 ? 1 : (split?.icc ?? 1);
  return { rate, interval: wilsonInterval(rate, of / designEffect(of / applied.length, icc)) };
}
