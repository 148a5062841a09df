import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { bonettPriceInterval, newcombeInterval, tangoInterval } from './paired-interval.ts';
import { mcnemar, pairedT, signFlip } from './paired.ts';

const count = fc.integer({ min: 0, max: 60 });
const counts = fc.record({ n11: count, n10: count, n01: count, n00: count });

describe('McNemar', () => {
  test('mirrors: B worse by as much as A, with the point counted on both sides', () => {
    fc.assert(
      fc.property(count, count, (n10, n01) => {
        const [here, there] = [mcnemar(n10, n01), mcnemar(n01, n10)];
        expect(here.twoSided).toBe(there.twoSided);
        expect(here.worseMid + there.worseMid).toBeCloseTo(1, 12);
      }),
    );
  });

  test('never speaks less for a regression when one more pair breaks', () => {
    fc.assert(
      fc.property(count, count, (n10, n01) => {
        expect(mcnemar(n10 + 1, n01).worse).toBeLessThanOrEqual(mcnemar(n10, n01).worse);
      }),
    );
  });

  test('is the sign-flip test on drops of one size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (n10, n01) => {
        const drops = [...Array<number>(n10).fill(0.2), ...Array<number>(n01).fill(-0.2), 0, 0];
        const [flips, exact] = [signFlip(drops), mcnemar(n10, n01)];
        expect(flips.worse).toBeCloseTo(exact.worse, 12);
        expect(flips.worseMid).toBeCloseTo(exact.worseMid, 12);
        expect(flips.twoSided).toBeCloseTo(exact.twoSided, 12);
      }),
    );
  });
});

describe('the sign-flip test', () => {
  const drops = fc
    .array(fc.integer({ min: -6, max: 6 }), { maxLength: 10 })
    .map((values) => values.map((value) => value / 6));

  test('agrees with trying all flips', () => {
    fc.assert(
      fc.property(drops, (values) => {
        const observed = values.reduce((total, value) => total + value, 0);
        let asLarge = 0;
        for (let flips = 0; flips < 2 ** values.length; flips++) {
          const sum = values.reduce(
            (total, value, index) => total + ((flips >> index) & 1 ? value : -value),
            0,
          );
          if (sum >= observed - 1e-9) asLarge += 1;
        }
        expect(signFlip(values).worse).toBeCloseTo(asLarge / 2 ** values.length, 10);
      }),
      { numRuns: 60 },
    );
  });

  test('depends on neither the order of tasks nor the unit of drops', () => {
    fc.assert(
      fc.property(drops, fc.constantFrom(1e-6, 0.1, 3, 1e6), (values, unit) => {
        expect(signFlip(values.toReversed().map((value) => value * unit)).worse).toBeCloseTo(
          signFlip(values).worse,
          10,
        );
      }),
    );
  });

  test('stays exact for many tasks whose drops are shares of few repeats', () => {
    const many = Array.from({ length: 400 }, (_, index) => ((index % 7) - 3) / 3);
    expect(signFlip(many).worseMid).toBeCloseTo(0.5, 1);
    expect(signFlip(Array.from({ length: 60 }, () => 1 / 3)).worse).toBeCloseTo(2 ** -60, 25);
  });

  test('samples flips where the sums are too many, the same ones each time', () => {
    const drops = Array.from({ length: 40 }, (_, index) => Math.sqrt(index + 2) * (index % 3 === 0 ? -1 : 1));
    const { worse } = signFlip(drops);
    expect(worse).toBe(signFlip(drops.toReversed()).worse);
    expect(worse * 10_001).toBeCloseTo(Math.round(worse * 10_001), 6);
    expect(worse).toBeGreaterThan(1 / 10_001);
    expect(worse).toBeLessThan(0.2);
  });

  test('says nothing of no drops', () => {
    expect(signFlip([])).toEqual({ worse: 1, worseMid: 0.5, twoSided: 1, twoSidedMid: 0.5 });
    expect(() => signFlip([Number.NaN])).toThrow(RangeError);
  });
});

describe('the paired t test', () => {
  test('mirrors when A and B are swapped', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 20 }), (values) => {
        const drops = values.map((value) => value / 9);
        const here = pairedT(drops)!;
        const there = pairedT(drops.map((drop) => -drop))!;
        expect(here.interval.low).toBeCloseTo(-there.interval.high, 12);
        expect(here.worse + there.worse).toBeCloseTo(1, 12);
      }),
    );
  });

  test('takes the limit, not NaN, where every drop is the same', () => {
    expect(pairedT([0.25, 0.25, 0.25])).toMatchObject({
      worse: 0,
      twoSided: 0,
      interval: { low: 0.25, high: 0.25 },
    });
    expect(pairedT([0, 0])).toMatchObject({ worse: 0.5, twoSided: 1 });
    expect(pairedT([0.3])).toBeUndefined();
  });

  test('finds no spread in equal drops, whatever their sum was rounded to', () => {
    const part = fc
      .integer({ min: 1, max: 60 })
      .chain((m) => fc.tuple(fc.integer({ min: -m, max: m }), fc.constant(m)));
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), part, (n, [k, m]) => {
        const { standardError, worse, interval } = pairedT(Array<number>(n).fill(k / m))!;
        expect(standardError).toBe(0);
        expect(worse).toBe(k === 0 ? 0.5 : Number(k < 0));
        expect(interval.low).toBe(interval.high);
        expect(interval.low).toBeCloseTo(k / m, 12);
      }),
    );
    expect(pairedT([-1 / 3 - 1 / 3 + (1 - 1 / 3), 0, 0])).toMatchObject({ standardError: 0, worse: 0.5 });
  });
});

describe.each([
  ['Newcombe', newcombeInterval],
  ['Bonett–Price', bonettPriceInterval],
  ['Tango', tangoInterval],
])('the interval of %s', (name, interval) => {
  test('mirrors when A and B are swapped', () => {
    fc.assert(
      fc.property(counts, ({ n11, n10, n01, n00 }) => {
        const here = interval({ n11, n10, n01, n00 });
        const there = interval({ n11, n10: n01, n01: n10, n00 });
        expect(here.low).toBeCloseTo(-there.high, 9);
        expect(here.high).toBeCloseTo(-there.low, 9);
      }),
    );
  });

  test('is ordered, within −1 and 1, and holds the drop', () => {
    fc.assert(
      fc.property(counts, (pairs) => {
        const n = pairs.n11 + pairs.n10 + pairs.n01 + pairs.n00;
        const { low, high } = interval(pairs);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(high);
        // Bonett and Price shrink the drop towards 0, so of few pairs that all break theirs may end below it.
        if (n === 0 || name === 'Bonett–Price') return;
        expect(low).toBeLessThanOrEqual((pairs.n10 - pairs.n01) / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual((pairs.n10 - pairs.n01) / n - 1e-12);
      }),
    );
  });

  test('narrows with more of the same pairs', () => {
    const width = (times: number) => {
      const { low, high } = interval({ n11: 20 * times, n10: 3 * times, n01: times, n00: 2 * times });
      return high - low;
    };
    expect(width(4)).toBeLessThan(width(1));
  });
});
