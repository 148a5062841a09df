import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { dropSums, lookBoundaries, moreSlotsToClear, upperBoundAtLook } from './looks.ts';
import { randomFrom } from './random.ts';
import { normalQuantile } from './normal.ts';

describe('look boundaries', () => {
  test('spend the error they are given, by simulation', () => {
    const boundaries = lookBoundaries(4, 0.1);
    const random = randomFrom('boundaries');
    const runs = 20_000;
    let crossed = 0;
    for (let run = 0; run < runs; run++) {
      let walk = 0;
      for (const [index, z] of boundaries.entries()) {
        walk += normalQuantile(random() || 0.5);
        if (walk / Math.sqrt(index + 1) > z) {
          crossed += 1;
          break;
        }
      }
    }
    // Three standard errors of 20,000 runs.
    expect(Math.abs(crossed / runs - 0.1)).toBeLessThan(0.0064);
  });

  test('fall from look to look and rise with the number of looks', () => {
    for (let looks = 2; looks <= 12; looks++) {
      const boundaries = lookBoundaries(looks);
      expect(boundaries).toEqual(boundaries.toSorted((x, y) => y - x));
      expect(boundaries.at(-1)).toBeGreaterThan(lookBoundaries(looks - 1).at(-1)!);
    }
  });

  test('hold for other levels', () => {
    expect(lookBoundaries(1, 0.025)).toEqual([1.96]);
    expect(lookBoundaries(3, 0.4).every(Number.isFinite)).toBe(true);
    expect(() => lookBoundaries(0)).toThrow(RangeError);
    expect(() => lookBoundaries(3, 0.6)).toThrow(RangeError);
  });
});

describe('the upper bound at a look', () => {
  const drops = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 60 });

  test('does not depend on the order of slots', () => {
    fc.assert(
      fc.property(drops, (values) => {
        const [here, there] = [values, values.toReversed()].map((ordered) =>
          upperBoundAtLook(dropSums(ordered), 2),
        );
        expect(there).toBeCloseTo(here!, 12);
      }),
    );
  });

  test('never takes back an all-clear for one more kept in B, at any planned look', () => {
    const count = fc.integer({ min: 0, max: 12 });
    const ties = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(count, count, ties, fc.constantFrom(...lookBoundaries(10)), (n10, n01, n00, z) => {
        const n = n10 + n01 + n00 + 1;
        const isClear = (worse: number, better: number) =>
          upperBoundAtLook({ n, sum: worse - better, squares: worse + better }, z) < 0.1;
        if (isClear(n10 + 1, n01)) expect(isClear(n10, n01)).toBe(true);
        if (isClear(n10, n01)) expect(isClear(n10, n01 + 1)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('clears a promise that was always kept at 48 of 240 slots, not at 24', () => {
    const [first, second] = lookBoundaries(10);
    expect(upperBoundAtLook({ n: 24, sum: 0, squares: 0 }, first!)).toBeGreaterThan(0.1);
    expect(upperBoundAtLook({ n: 48, sum: 0, squares: 0 }, second!)).toBeLessThan(0.1);
  });
});

describe('how many more slots would clear', () => {
  test('is none where the bound is below the margin, and then some', () => {
    expect(moreSlotsToClear({ n: 200, sum: 0, squares: 4 }, 0.1, 2)).toBe(0);
    const drops = { n: 120, sum: 5, squares: 11 };
    const z = lookBoundaries(10)[4]!;
    expect(upperBoundAtLook(drops, z)).toBeCloseTo(0.116, 3);
    const more = moreSlotsToClear(drops, 0.1, z)!;
    expect(more).toBe(87);
    const grown = (122 + more) / 122;
    // Going on as now: the steadied moments stay, only n grows.
    const after = { n: 122 * grown - 2, sum: 6 * grown - 1, squares: 13 * grown - 2 };
    expect(upperBoundAtLook(after, z)).toBeLessThanOrEqual(0.1);
  });

  test('is undefined where the drop is at the margin or beyond', () => {
    expect(moreSlotsToClear({ n: 100, sum: 12, squares: 12 }, 0.1, 2)).toBeUndefined();
    expect(moreSlotsToClear({ n: 0, sum: 0, squares: 0 }, 0.1, 2)).toBeUndefined();
  });
});
