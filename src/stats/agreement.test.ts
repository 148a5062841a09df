import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { agreement, cohenKappa, confusionTable } from './agreement.ts';
import { correctRate } from './judge-correction.ts';
import { randomFrom } from './random.ts';

const count = fc.nat({ max: 80 });
const table = fc.record({
  truePositives: count,
  falseNegatives: count,
  falsePositives: count,
  trueNegatives: count,
});

describe('agreement with labels', () => {
  test('counts pairs into their cells', () => {
    const pairs = [
      [true, true],
      [true, false],
      [false, true],
      [false, true],
      [false, false],
    ].map(([label, verdict]) => ({ label: label!, verdict: verdict! }));
    expect(confusionTable(pairs)).toEqual({
      truePositives: 1,
      falseNegatives: 1,
      falsePositives: 2,
      trueNegatives: 1,
    });
  });

  test('is the same for the other class as positive, with sensitivity and specificity swapped', () => {
    fc.assert(
      fc.property(table, (cells) => {
        const here = agreement(cells);
        const there = agreement({
          truePositives: cells.trueNegatives,
          falseNegatives: cells.falsePositives,
          falsePositives: cells.falseNegatives,
          trueNegatives: cells.truePositives,
        });
        expect(there?.sensitivity).toEqual(here?.specificity);
        expect(there?.kappa?.value ?? 2).toBeCloseTo(here?.kappa?.value ?? 2, 9);
        expect(there?.kappa?.standardError ?? 2).toBeCloseTo(here?.kappa?.standardError ?? 2, 7);
        expect(there?.balancedAccuracy?.value ?? 2).toBeCloseTo(here?.balancedAccuracy?.value ?? 2, 9);
      }),
    );
  });

  test('says nothing that the table cannot tell, and never NaN', () => {
    fc.assert(
      fc.property(table, (cells) => {
        expect(JSON.stringify(agreement(cells)) ?? '').not.toContain('null');
      }),
    );
    expect(
      agreement({ truePositives: 0, falseNegatives: 0, falsePositives: 0, trueNegatives: 0 }),
    ).toBeUndefined();
    expect(
      agreement({ truePositives: 9, falseNegatives: 0, falsePositives: 0, trueNegatives: 0 }),
    ).toMatchObject({
      sensitivity: { value: 1 },
      specificity: undefined,
      balancedAccuracy: undefined,
      kappa: undefined,
      constantAccuracy: 1,
      ac1: 1,
    });
  });

  test('shows a scorer that always says kept for what it is', () => {
    const found = agreement({ truePositives: 90, falseNegatives: 0, falsePositives: 10, trueNegatives: 0 })!;
    expect(found.accuracy.value).toBe(0.9);
    expect(found.constantAccuracy).toBe(0.9);
    expect(found.balancedAccuracy!.value).toBe(0.5);
    expect(found.kappa!.value).toBe(0);
  });

  test('gives kappa of the textbook table the textbook interval', () => {
    const { interval } = cohenKappa({
      truePositives: 45,
      falseNegatives: 5,
      falsePositives: 10,
      trueNegatives: 40,
    })!;
    expect(interval.low).toBeCloseTo(0.5607, 4);
    expect(interval.high).toBeCloseTo(0.8393, 4);
  });

  test('has intervals for balanced accuracy that hold the truth about as often as they say', () => {
    const random = randomFrom('balanced accuracy');
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const pairs = Array.from({ length: 60 }, (_, index) => {
        const label = index < 15;
        return { label, verdict: random() < (label ? 0.9 : 0.2) };
      });
      const { low, high } = agreement(confusionTable(pairs))!.balancedAccuracy!.interval;
      if (low <= 0.85 && high >= 0.85) covered += 1;
    }
    expect(covered / 400).toBeGreaterThan(0.92);
  });
});

describe("a judge's rate corrected", () => {
  const judged = {
    rate: 0.4,
    n: 1000,
    specificity: 0.7,
    labelledNegatives: 200,
    sensitivity: 0.9,
    labelledPositives: 200,
  };

  test('is the rate itself where the judge never errs', () => {
    const perfect = correctRate({ ...judged, specificity: 1, sensitivity: 1 })!;
    expect(perfect.value).toBeCloseTo(0.4, 12);
    expect(perfect.interval.low).toBeLessThan(0.4);
    expect(perfect.interval.high).toBeGreaterThan(0.4);
  });

  test('cannot be had from a judge no better than a coin', () => {
    expect(correctRate({ ...judged, specificity: 0.3, sensitivity: 0.7 })).toBeUndefined();
    expect(correctRate({ ...judged, specificity: 0.1, sensitivity: 0.1 })).toBeUndefined();
    // One lucky label does not make a judge good.
    expect(
      correctRate({ ...judged, specificity: 1, labelledNegatives: 1, sensitivity: 0.3 }),
    ).toBeUndefined();
  });

  test('mirrors when the classes are swapped', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const skill = fc.double({ min: 0.55, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, skill, skill, (rate, specificity, sensitivity) => {
        const here = correctRate({ ...judged, rate, specificity, sensitivity })!;
        const there = correctRate({
          ...judged,
          rate: 1 - rate,
          specificity: sensitivity,
          sensitivity: specificity,
        })!;
        expect(here.value).toBeCloseTo(1 - there.value, 9);
        expect(here.interval.low).toBeCloseTo(1 - there.interval.high, 9);
      }),
    );
  });

  test('needs labels of both classes', () => {
    expect(() => correctRate({ ...judged, labelledNegatives: 0 })).toThrow(
      '`labelledNegatives` must be a number above 0',
    );
  });
});
