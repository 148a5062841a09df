import fc from '../../test/properties.ts';
import { expect, test } from 'vitest';
import { cusumLower, ewmaLower, mannKendall } from './trend.ts';

const series = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 2, maxLength: 20 });

test('a trend turns round with time and with sign', () => {
  fc.assert(
    fc.property(series, (values) => {
      const here = mannKendall(values)!;
      for (const turned of [values.toReversed(), values.map((value) => -value)]) {
        const there = mannKendall(turned)!;
        expect(there.score + here.score).toBe(0);
        expect(there.slope + here.slope).toBeCloseTo(0, 12);
        expect(there.twoSided).toBe(here.twoSided);
      }
    }),
  );
});

test('a flat series has no trend, and a short one none to be told', () => {
  expect(mannKendall([0.8, 0.8, 0.8])).toEqual({ score: 0, variance: 0, z: 0, twoSided: 1, slope: 0 });
  expect(mannKendall([0.8])).toBeUndefined();
  expect(() => mannKendall([0.8, Number.NaN])).toThrow(RangeError);
});

test('control charts stay silent on a series in control and signal a fall', () => {
  const inControl = { mean: 0.9, deviation: 0.02 };
  const steady = [0.9, 0.91, 0.89, 0.9];
  const fallen = [...steady, 0.84, 0.83, 0.84];
  expect(ewmaLower(steady, inControl).every(({ value, limit }) => value >= limit)).toBe(true);
  expect(ewmaLower(fallen, inControl).some(({ value, limit }) => value < limit)).toBe(true);
  expect(Math.max(...cusumLower(steady, inControl))).toBeLessThan(1);
  expect(cusumLower(fallen, inControl).at(-1)).toBeGreaterThan(5);
  expect(() => ewmaLower(steady, { mean: 0.9, deviation: 0 })).toThrow(RangeError);
});
