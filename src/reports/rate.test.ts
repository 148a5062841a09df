import { describe, expect, it } from 'vitest';
import { runKeeping } from '../../test/made-up-run.ts';
import fc from '../../test/properties.ts';
import { checkFloors } from '../compare/gate.ts';
import { collectRun, sideOf } from '../compare/stored-run.ts';
import { gatePolicySchema } from '../suite/gate-policy.ts';
import { keepRate } from './rate.ts';
import { buildReport } from './report.ts';
import { tallyRun } from './tally.ts';

describe('the rate over tasks', () => {
  it('is the Wilson interval when every task ran once', () => {
    const tasks = [
      ...Array.from({ length: 8 }, () => ({ kept: 1, applicable: 1 })),
      ...Array.from({ length: 2 }, () => ({ kept: 0, applicable: 1 })),
    ];
    const found = keepRate(tasks);
    expect(found?.rate).toBe(0.8);
    // 8/10: R `prop.test(8, 10, correct = FALSE)`.
    expect(found?.interval.low).toBeCloseTo(0.490162, 6);
    expect(found?.interval.high).toBeCloseTo(0.943318, 6);
  });

  it('is no surer for repeats that always come out the same', () => {
    const once = [
      { kept: 1, applicable: 1 },
      { kept: 1, applicable: 1 },
      { kept: 0, applicable: 1 },
    ];
    const tenfold = once.map(({ kept }) => ({ kept: kept * 10, applicable: 10 }));
    expect(keepRate(tenfold)?.interval.low).toBeCloseTo(keepRate(once)?.interval.low ?? NaN, 10);
    const alwaysKept = keepRate([
      { kept: 10, applicable: 10 },
      { kept: 10, applicable: 10 },
    ]);
    expect(alwaysKept?.interval.low).toBeCloseTo(
      keepRate([
        { kept: 1, applicable: 1 },
        { kept: 1, applicable: 1 },
      ])?.interval.low ?? NaN,
      10,
    );
  });

  it('is surer for repeats that tell something new', () => {
    const once = Array.from({ length: 6 }, (_, index) => ({ kept: index % 2, applicable: 1 }));
    const flaky = Array.from({ length: 6 }, () => ({ kept: 2, applicable: 4 }));
    const width = (tasks: { kept: number; applicable: number }[]): number => {
      const interval = keepRate(tasks)?.interval;
      return (interval?.high ?? NaN) - (interval?.low ?? NaN);
    };
    expect(width(flaky)).toBeLessThan(width(once));
  });

  it('is what the gate holds a floor against', async () => {
    const repeats = 5;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: repeats }), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        async (kept, floor) => {
          const lines = runKeeping(kept, repeats);
          const policy = gatePolicySchema.parse({ floors: { p: floor } });
          const found = checkFloors(sideOf(await collectRun(lines, 'r'), 'x'), policy);
          const { rate, interval } = buildReport(await tallyRun(ReadableStream.from(lines), 'r')).cells[0]!;
          const verdict = rate! >= floor ? 'met' : interval!.high < floor ? 'broken' : 'undecided';
          expect(found).toEqual([{ promise: 'p', floor, rate, verdict }]);
        },
      ),
    );
  });

  it('says nothing of a promise that never applied', () => {
    expect(keepRate([{ kept: 0, applicable: 0 }])).toBeUndefined();
    expect(keepRate([])).toBeUndefined();
  });
});
