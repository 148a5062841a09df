import { pooledRate, type RepeatedRate } from '../stats/clustered.ts';

/** How often a promise was kept on one task, over the repeats to which it applied. */
export interface TaskCount {
  readonly kept: number;
  readonly applicable: number;
}

/** The keep-rate over tasks with its 95 % interval (`pooledRate`); undefined if the promise never applied. */
export function keepRate(tasks: readonly TaskCount[]): RepeatedRate | undefined {
  return pooledRate(
    tasks.map(({ kept, applicable }) =>
      Array.from({ length: applicable }, (_, index) => Number(index < kept)),
    ),
  );
}
