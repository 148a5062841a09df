import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { betaCdf, betaQuantile } from './beta.ts';
import { binomialAtLeast, binomialAtMost, binomialPmf } from './binomial.ts';
import { logGamma } from './gamma.ts';
import { normalCdf, normalQuantile, normalSurvival } from './normal.ts';
import { studentQuantile, studentSurvival } from './student.ts';

/** Relative, so that a tail of 1e-300 must be right too. */
function expectRelative(actual: number, expected: number, tolerance = 1e-12): void {
  expect(Math.abs(actual / expected - 1), `${actual} is not ${expected}`).toBeLessThanOrEqual(tolerance);
}

describe('values computed with 40 digits (mpmath)', () => {
  test.each([
    [0.5, 0.5723649429247001],
    [1e-8, 18.42068073818021],
    [10, 12.801827480081469],
    [171.5, 709.14316303092824],
    [1e6, 12815504.569147612],
  ])('logGamma(%d)', (x, expected) => {
    expectRelative(logGamma(x), expected);
  });

  test.each([
    [0.5, 0.3085375387259869],
    [2, 0.022750131948179207],
    [5, 2.8665157187919391e-7],
    [10, 7.6198530241605261e-24],
    [37, 5.7255712225245768e-300],
  ])('normalSurvival(%d)', (x, expected) => {
    expectRelative(normalSurvival(x), expected);
    expectRelative(normalCdf(-x), expected);
  });

  test.each([
    [0.025, -1.9599639845400542],
    [0.3, -0.52440051270804078],
    [1e-12, -7.0344838253011319],
    [1e-100, -21.273453560965324],
  ])('normalQuantile(%d)', (p, expected) => {
    expectRelative(normalQuantile(p), expected);
  });

  test.each([
    [0.01, 0.5, 10.5, 0.35015634192190861],
    [0.3, 40, 60, 0.017592508468930087],
    [0.001, 3, 1000, 0.080577590360204406],
    [0.5, 900, 1100, 0.99999621170888551],
    [0.05, 120, 80, 8.9241530163283505e-102],
    [0.999, 1000, 2, 0.73539084954192809],
  ])('betaCdf(%d, %d, %d)', (x, a, b, expected) => {
    expectRelative(betaCdf(x, a, b), expected);
  });

  test.each([
    [2, 5, 0.050969739414929178],
    [12, 3, 0.00062250790039466837],
    [0.1, 2.5, 0.46390327203124479],
    [8, 200, 4.9396004546653196e-14],
  ])('studentSurvival(%d, %d)', (t, df, expected) => {
    expectRelative(studentSurvival(t, df), expected);
  });

  test.each([
    [49, 2.0095752371292397],
    [5, 2.5705818356363155],
    [2.91, 3.2388591872581259],
    [1, 12.706204736174705],
  ])('studentQuantile(0.975, %d)', (df, expected) => {
    expectRelative(studentQuantile(0.975, df), expected);
  });
});

describe('binomial tails', () => {
  /** C(n, k) as an exact integer. */
  function choose(n: number, k: number): bigint {
    let product = 1n;
    for (let i = 0; i < k; i++) product = (product * BigInt(n - i)) / BigInt(i + 1);
    return product;
  }

  /** a/b to about 17 digits, for numbers of any size. */
  function divide(a: bigint, b: bigint): number {
    const shift = Math.max(0, b.toString(2).length - a.toString(2).length + 70);
    return Number((a << BigInt(shift)) / b) * 2 ** -shift;
  }

  test.each([
    [5, 5],
    [8, 10],
    [25, 35],
    [60, 80],
    [240, 300],
    [300, 300],
    [900, 1000],
  ])('at least %d of %d at one half is exact, as integers tell', (k, n) => {
    let ways = 0n;
    for (let i = k; i <= n; i++) ways += choose(n, i);
    expectRelative(binomialAtLeast(k, n, 0.5), divide(ways, 2n ** BigInt(n)));
    expectRelative(binomialPmf(k, n, 0.5), divide(choose(n, k), 2n ** BigInt(n)));
  });

  const draws = fc
    .record({
      n: fc.integer({ min: 1, max: 400 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ n, share, p }) => ({ n, k: Math.round(share * n), p }));

  test('both tails and the point add up to one', () => {
    fc.assert(
      fc.property(draws, ({ n, k, p }) => {
        const below = k === 0 ? 0 : binomialAtMost(k - 1, n, p);
        expect(below + binomialAtLeast(k, n, p)).toBeCloseTo(1, 12);
        expect(binomialAtMost(k, n, p) - below).toBeCloseTo(binomialPmf(k, n, p), 12);
      }),
    );
  });

  test('successes and failures mirror', () => {
    fc.assert(
      fc.property(draws, ({ n, k, p }) => {
        expect(binomialAtLeast(k, n, p)).toBeCloseTo(binomialAtMost(n - k, n, 1 - p), 12);
      }),
    );
  });

  test('certain draws are certain', () => {
    expect([
      binomialPmf(0, 0, 0.3),
      binomialPmf(0, 5, 0),
      binomialPmf(5, 5, 1),
      binomialPmf(2, 5, 1),
    ]).toEqual([1, 1, 1, 0]);
    expect([binomialAtLeast(3, 5, 0), binomialAtLeast(3, 5, 1), binomialAtMost(3, 5, 1)]).toEqual([0, 1, 0]);
  });
});

describe('quantiles', () => {
  test('undo their distributions', () => {
    const shape = fc.double({ min: 1, max: 300, noNaN: true });
    const chance = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(chance, shape, shape, (p, a, b) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
        expect(1 - studentSurvival(studentQuantile(p, a), a)).toBeCloseTo(p, 10);
        expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 8);
      }),
    );
  });

  test('reach their ends at 0 and 1', () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
    expect([studentQuantile(0, 3), studentQuantile(0.5, 3), studentQuantile(1, 3)]).toEqual([
      -Infinity,
      0,
      Infinity,
    ]);
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
  });
});

test('arguments outside the domain are refused, not answered with NaN', () => {
  for (const call of [
    () => logGamma(0),
    () => normalSurvival(Number.NaN),
    () => normalQuantile(1.2),
    () => studentSurvival(1, 0),
    () => betaCdf(-0.1, 1, 1),
    () => betaQuantile(0.5, 0, 1),
    () => binomialPmf(3, 2, 0.5),
    () => binomialAtLeast(1.5, 2, 0.5),
  ]) {
    expect(call).toThrow(RangeError);
  }
});
