import { requireLevel } from './checks.ts';

/** Buckets grow by this factor: a quantile is at most a fiftieth off. */
const GROWTH = 1.04;

/**
 * Quantiles of a stream of positive numbers in bounded memory: a histogram whose buckets grow by 4 %, read at their geometric
 * middle. What it tells is within 2 % of the value at that rank; values from 0.001 to 1e9 fill at most 705 buckets, what lies
 * beyond counts as the nearest of these.
 */
export class Quantiles {
  count = 0;
  private readonly buckets = new Map<number, number>();

  /** @throws {RangeError} if the value is not a number from 0 on. */
  add(value: number): void {
    if (!(value >= 0)) throw new RangeError(`value must be a number from 0 on, got ${value}`);
    const bucket = Math.floor(Math.log(Math.min(1e9, Math.max(0.001, value))) / Math.log(GROWTH));
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
    this.count++;
  }

  /**
   * The value at the rank ceil(share × count); undefined if there is none.
   * @throws {RangeError} unless 0 < share < 1.
   */
  at(share: number): number | undefined {
    requireLevel('share', share);
    let left = Math.ceil(share * this.count);
    for (const [bucket, count] of [...this.buckets].sort(([x], [y]) => x - y)) {
      left -= count;
      if (left <= 0) return GROWTH ** (bucket + 0.5);
    }
    return undefined;
  }
}
