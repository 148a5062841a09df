import fc from '../../test/properties.ts';
import { expect, test } from 'vitest';
import { benjaminiHochberg, benjaminiYekutieli, bonferroni, hochberg, holm, hommel } from './adjust.ts';

const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const methods = { bonferroni, holm, hochberg, hommel, benjaminiHochberg, benjaminiYekutieli };

test.each(Object.entries(methods))(
  '%s keeps the order, never lowers a chance and goes with the values moved about',
  (_, adjust) => {
    fc.assert(
      fc.property(chances, (p) => {
        const adjusted = adjust(p);
        for (const [index, value] of p.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(value - 1e-12);
          expect(adjusted[index]).toBeLessThanOrEqual(1);
          for (const [other, against] of p.entries()) {
            if (value < against) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[other]! + 1e-12);
          }
        }
        expect(adjust(p.toReversed())).toEqual(adjusted.toReversed());
      }),
    );
  },
);

test('stricter methods are never below laxer ones', () => {
  fc.assert(
    fc.property(chances, (p) => {
      const rising = [benjaminiHochberg(p), hommel(p), hochberg(p), holm(p), bonferroni(p)];
      for (let index = 0; index < p.length; index++) {
        const values = rising.map((adjusted) => adjusted[index]!);
        for (const [step, value] of values.slice(1).entries())
          expect(value).toBeGreaterThanOrEqual(values[step]! - 1e-12);
      }
    }),
  );
});

test("Hommel's is the closed test of Simes' on every set", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }), (p) => {
      const adjusted = hommel(p);
      for (const index of p.keys()) {
        let worst = 0;
        for (let set = 0; set < 2 ** p.length; set++) {
          if (!((set >> index) & 1)) continue;
          const members = p.filter((_, other) => (set >> other) & 1).sort((x, y) => x - y);
          const simes = Math.min(...members.map((value, rank) => (members.length * value) / (rank + 1)));
          worst = Math.max(worst, simes);
        }
        expect(adjusted[index]).toBeCloseTo(worst, 9);
      }
    }),
    { numRuns: 50 },
  );
});

test('what is not a chance is refused', () => {
  expect(() => holm([0.1, 1.2])).toThrow('`p[1]` must be from 0 to 1, got 1.2');
  expect(() => hommel([Number.NaN])).toThrow(RangeError);
});
