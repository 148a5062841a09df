/** How a measured time grows with the size of what is worked on. */
export interface GrowthOptions {
  /** The sizes that are compared. */
  readonly small: number;
  readonly large: number;
  /** Stands for a shorter time at the small size, of which noise would be the greater part; ms. */
  readonly shortest: number;
  /** Grown no more than so many times is enough. */
  readonly most: number;
}

const MOST_ROUNDS = 5;

/**
 * How many times as long the large size takes as the small one, by processor time. Clean-up, compiling and page faults
 * only ever add to a time, so the shortest of some rounds says best what the work itself takes; it is measured again
 * only until the growth is small enough, which that of a quadratic algorithm never is.
 * @param work - Does the work on a size; what it does outside of `timed` does not count.
 */
export async function growthOf(
  work: (size: number, timed: Timed) => void | Promise<void>,
  { small, large, shortest, most }: GrowthOptions,
): Promise<number> {
  const least = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  let growth = Number.POSITIVE_INFINITY;
  for (let round = 0; round < MOST_ROUNDS && growth >= most; round++) {
    least.small = Math.min(least.small, await millisecondsOf(work, small));
    least.large = Math.min(least.large, await millisecondsOf(work, large));
    growth = least.large / Math.max(least.small, shortest);
  }
  return growth;
}

/** Does a part of the work and counts its time. */
export type Timed = <T>(part: () => T | Promise<T>) => Promise<T>;

async function millisecondsOf(
  work: (size: number, timed: Timed) => void | Promise<void>,
  size: number,
): Promise<number> {
  let milliseconds = 0;
  await work(size, async (part) => {
    // Unlike the time of a clock, it does not depend on what else the machine does.
    const start = process.cpuUsage();
    const found = await part();
    milliseconds += process.cpuUsage(start).user / 1000;
    return found;
  });
  return milliseconds;
}
