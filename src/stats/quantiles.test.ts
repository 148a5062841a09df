import fc from '../../test/properties.ts';
import { expect, test } from 'vitest';
import { Quantiles } from './quantiles.ts';

test('a quantile is within 2 % of the value at its rank', () => {
  const values = fc.array(fc.double({ min: 0.001, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 });
  const shares = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(values, shares, (values, share) => {
      const quantiles = new Quantiles();
      for (const value of values) quantiles.add(value);
      const exact = values.toSorted((x, y) => x - y)[Math.ceil(share * values.length) - 1]!;
      expect(Math.abs(quantiles.at(share)! / exact - 1)).toBeLessThan(0.0201);
    }),
  );
});

test('nothing has no quantile, and what is no number is refused', () => {
  expect(new Quantiles().at(0.5)).toBeUndefined();
  expect(() => new Quantiles().add(Number.NaN)).toThrow(RangeError);
  expect(() => new Quantiles().at(1)).toThrow(RangeError);
});
