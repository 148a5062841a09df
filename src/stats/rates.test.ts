import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { binomialPmf } from './binomial.ts';
import type { Interval } from './interval.ts';
import { clopperPearsonInterval, jeffreysInterval, wilsonInterval } from './rates.ts';

const counts = fc
  .record({ n: fc.integer({ min: 1, max: 300 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ n, share }) => ({ n, kept: Math.round(n * share) }));

const methods: Record<string, (kept: number, n: number) => Interval> = {
  Wilson: (kept, n) => wilsonInterval(kept / n, n),
  'Clopper–Pearson': (kept, n) => clopperPearsonInterval(kept, n),
  Jeffreys: (kept, n) => jeffreysInterval(kept, n),
};

describe.each(Object.entries(methods))('%s', (_, interval) => {
  test('holds the rate itself and stays within 0 and 1', () => {
    fc.assert(
      fc.property(counts, ({ kept, n }) => {
        const { low, high } = interval(kept, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(kept / n);
        expect(high).toBeGreaterThanOrEqual(kept / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('mirrors when kept and broken are swapped', () => {
    fc.assert(
      fc.property(counts, ({ kept, n }) => {
        const here = interval(kept, n);
        const there = interval(n - kept, n);
        expect(here.low).toBeCloseTo(1 - there.high, 10);
        expect(here.high).toBeCloseTo(1 - there.low, 10);
      }),
    );
  });

  test('rises with every kept one more', () => {
    fc.assert(
      fc.property(counts, ({ kept, n }) => {
        fc.pre(kept < n);
        expect(interval(kept + 1, n).low).toBeGreaterThan(interval(kept, n).low - 1e-12);
        expect(interval(kept + 1, n).high).toBeGreaterThan(interval(kept, n).high - 1e-12);
      }),
    );
  });

  test('does not call a perfect run of 10 certain', () => {
    expect(interval(10, 10)).toEqual({ low: expect.closeTo(0.74, 1), high: 1 });
    expect(interval(10, 10).low).toBeLessThan(0.8);
    expect(interval(0, 10).low).toBe(0);
  });
});

/** The chance that the interval holds the true rate, by enumeration. */
function coverage(interval: (kept: number, n: number) => Interval, n: number, rate: number): number {
  let covered = 0;
  for (let kept = 0; kept <= n; kept++) {
    const { low, high } = interval(kept, n);
    if (low <= rate && rate <= high) covered += binomialPmf(kept, n, rate);
  }
  return covered;
}

test.each([
  [10, 0.8, 0.967, 0.967, 0.994],
  [10, 0.95, 0.914, 0.988, 0.988],
  [20, 0.9, 0.957, 0.957, 0.989],
  [50, 0.95, 0.962, 0.885, 0.988],
])(
  'covers a true rate as often as published at n=%d, rate %d',
  (n, rate, wilson, jeffreys, clopperPearson) => {
    expect(coverage(methods['Wilson']!, n, rate)).toBeCloseTo(wilson, 3);
    expect(coverage(methods['Jeffreys']!, n, rate)).toBeCloseTo(jeffreys, 3);
    expect(coverage(methods['Clopper–Pearson']!, n, rate)).toBeCloseTo(clopperPearson, 3);
  },
);

test('a rate of nothing has no interval', () => {
  expect(() => wilsonInterval(0, 0)).toThrow(RangeError);
  expect(() => clopperPearsonInterval(0, 0)).toThrow(RangeError);
  expect(() => jeffreysInterval(3, 2)).toThrow(RangeError);
});
