import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { anytimeInterval } from './anytime-interval.ts';
import { logGamma } from './gamma.ts';
import {
  adjustEvidence,
  BETS,
  eAlarmBinary,
  eAlarmClosed,
  eAlarmReal,
  eBH,
  eNonInferior,
  eOverall,
  eTwoSided,
} from './evidence.ts';
import { binomialAtMost } from './binomial.ts';

const count = fc.integer({ min: 0, max: 80 });
const drop = fc.double({ min: -1, max: 1, noNaN: true });
const drops = fc.array(drop, { maxLength: 60 });

function expectRelative(actual: number, expected: number, tolerance = 1e-9): void {
  expect(Math.abs(actual / expected - 1), `${actual} is not ${expected}`).toBeLessThanOrEqual(tolerance);
}

describe('evidence that B is worse', () => {
  test('from counts is evidence from drops of one', () => {
    fc.assert(
      fc.property(count, count, (n10, n01) => {
        const pairs = [...Array<number>(n10).fill(1), 0, ...Array<number>(n01).fill(-1)];
        expectRelative(eAlarmReal(pairs), eAlarmBinary(n10, n01));
      }),
    );
  });

  test('has a closed form for infinitely many bets', () => {
    fc.assert(
      fc.property(count, count, (n10, n01) => {
        const n = n10 + n01;
        const logBeta = logGamma(n10 + 1) + logGamma(n01 + 1) - logGamma(n + 2);
        const chance = binomialAtMost(n10, n + 1, 0.5);
        expectRelative(eAlarmClosed(n10, n01), Math.exp((n + 1) * Math.LN2 + logBeta) * chance);
      }),
    );
  });

  test('of twenty bets is near that of infinitely many', () => {
    fc.assert(
      fc.property(fc.integer({ max: 30, min: 0 }), fc.integer({ max: 30, min: 0 }), (n10, n01) => {
        fc.pre(n10 + n01 <= 40);
        expectRelative(eAlarmBinary(n10, n01), eAlarmClosed(n10, n01), 0.1);
      }),
    );
  });

  test('is fair: over all ways to toss n coins its mean is one', () => {
    for (const n of [1, 5, 12]) {
      let mean = 0;
      for (let n10 = 0, ways = 1; n10 <= n; ways = (ways * (n - n10)) / (n10 + 1), n10++) {
        mean += (ways / 2 ** n) * eAlarmBinary(n10, n - n10);
      }
      expect(mean).toBeCloseTo(1, 12);
    }
  });

  test('does not depend on the order of slots', () => {
    fc.assert(
      fc.property(drops, (values) => {
        expectRelative(eAlarmReal(values.toReversed()), eAlarmReal(values));
        expectRelative(eOverall(values.toReversed()), eOverall(values));
        expectRelative(eNonInferior(values.toReversed(), 0.1), eNonInferior(values, 0.1));
      }),
    );
  });

  test('is never raised by more kept in B', () => {
    fc.assert(
      fc.property(drops, drop, drop, (others, one, other) => {
        const [lower, higher] = [Math.min(one, other), Math.max(one, other)];
        expect(eAlarmReal([...others, lower])).toBeLessThanOrEqual(
          eAlarmReal([...others, higher]) * (1 + 1e-9),
        );
        expect(eOverall([...others, lower])).toBeLessThanOrEqual(eOverall([...others, higher]) * (1 + 1e-9));
        expect(eNonInferior([...others, lower], 0.05) * (1 + 1e-9)).toBeGreaterThanOrEqual(
          eNonInferior([...others, higher], 0.05),
        );
      }),
    );
  });

  test('stays finite however much there is', () => {
    const many = Array.from({ length: 5000 }, () => 1);
    for (const value of [eAlarmBinary(5000, 0), eAlarmClosed(5000, 0), eAlarmReal(many), eOverall(many)]) {
      expect(value).toBe(Number.MAX_VALUE);
    }
    expect(eAlarmClosed(0, 5000)).toBeCloseTo(1 / 5001, 12);
    expect(eAlarmBinary(0, 5000)).toBeGreaterThan(0);
    expect(eTwoSided(many)).toBe(Number.MAX_VALUE / 2);
    expect(eNonInferior(many, 0.1)).toBeGreaterThanOrEqual(0);
    expect(eOverall(many.map((value) => -value))).toBeGreaterThanOrEqual(0);
  });

  test('is one before anything is seen', () => {
    expect([eAlarmBinary(0, 0), eAlarmReal([]), eOverall([]), eNonInferior([], 0.1), eTwoSided([])]).toEqual([
      1, 1, 1, 1, 1,
    ]);
  });

  test('refuses drops that cannot be', () => {
    expect(() => eAlarmReal([0, 1.5])).toThrow('`drops[1]` must be from -1 to 1, got 1.5');
    expect(() => eNonInferior([0], 1)).toThrow(RangeError);
    expect(() => eAlarmBinary(-1, 0)).toThrow(RangeError);
  });
});

describe('evidence for a family', () => {
  const family = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e5, noNaN: true })), {
    minLength: 1,
    maxLength: 9,
  });

  test('is the least mean over all sets that hold the hypothesis', () => {
    fc.assert(
      fc.property(family, (evidence) => {
        const adjusted = adjustEvidence(evidence);
        for (const index of evidence.keys()) {
          let least = Infinity;
          for (let set = 0; set < 2 ** evidence.length; set++) {
            if (!((set >> index) & 1)) continue;
            const members = evidence.filter((_, other) => (set >> other) & 1);
            least = Math.min(least, members.reduce((sum, value) => sum + value, 0) / members.length);
          }
          expect(Math.abs(adjusted[index]! - least)).toBeLessThanOrEqual(1e-9 * Math.max(1, least));
        }
      }),
      { numRuns: 50 },
    );
  });

  test('does not overflow', () => {
    expect(adjustEvidence([Number.MAX_VALUE, Number.MAX_VALUE])).toEqual([
      Number.MAX_VALUE,
      Number.MAX_VALUE,
    ]);
    expect(adjustEvidence([])).toEqual([]);
    expect(() => adjustEvidence([Infinity])).toThrow(RangeError);
  });

  test('alarms alone from 20 times the family up', () => {
    const alone = (value: number) => adjustEvidence([value, ...BETS.map(() => 1)])[0]!;
    expect(alone(401)).toBeGreaterThanOrEqual(20);
    expect(alone(399)).toBeLessThan(20);
  });

  test('e-BH rejects none of nothing and all that tie with the last one rejected', () => {
    expect(eBH([], 0.05)).toEqual([]);
    expect(eBH([1, 2, 3], 0.05)).toEqual([false, false, false]);
    expect(eBH([30, 1, 30], 0.05)).toEqual([true, false, true]);
  });
});

describe('the any-time interval', () => {
  test('mirrors when A and B are swapped, and is ordered', () => {
    fc.assert(
      fc.property(drops, (values) => {
        const here = anytimeInterval(values);
        const there = anytimeInterval(values.map((value) => -value));
        expect(here.low).toBeCloseTo(-there.high, 9);
        expect(here.low).toBeLessThanOrEqual(here.high);
        expect(here.low).toBeGreaterThanOrEqual(-1);
        expect(here.high).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('excludes "no drop" when the evidence alone passes the bar', () => {
    fc.assert(
      fc.property(count, count, (n10, n01) => {
        const pairs = [...Array<number>(n10).fill(1), ...Array<number>(n01).fill(-1), 0, 0, 0];
        expect(anytimeInterval(pairs, 0.05).low > 1e-12).toBe(eAlarmBinary(n10, n01) > 20 * (1 + 1e-9));
      }),
    );
  });

  test('knows nothing without drops', () => {
    expect(anytimeInterval([])).toEqual({ low: -1, high: 1 });
  });
});
