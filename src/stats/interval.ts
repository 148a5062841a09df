/** A range of values that the data leave possible. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A value with the range that the data leave possible. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
}

/** The point where a rising function crosses zero between `low` and `high`, to the last bit that bisection can tell. */
export function crossing(rising: (x: number) => number, low: number, high: number): number {
  let below = low;
  let above = high;
  for (;;) {
    const middle = (below + above) / 2;
    if (middle <= below || middle >= above) return middle;
    if (rising(middle) < 0) below = middle;
    else above = middle;
  }
}
