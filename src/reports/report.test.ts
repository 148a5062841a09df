import { describe, expect, it } from 'vitest';
import { runKeeping } from '../../test/made-up-run.ts';
import fc from '../../test/properties.ts';
import type { Interval } from '../stats/interval.ts';
import { renderMarkdown } from './markdown.ts';
import { buildReport, type Cell, type Report } from './report.ts';
import { tallyRun } from './tally.ts';
import { renderTerminal } from './terminal.ts';

/** A scorer that labels find nearly always right. */
const TRUST = {
  scorer: 'p@1',
  labels: 80,
  agreement: 77 / 80,
  kappa: 0.925,
  kept: { agree: 39, of: 40 },
  broken: { agree: 38, of: 40 },
};

/** The only cell of a run in which the tasks kept the promise so many times of `repeats`. */
async function cellOf(kept: readonly number[], repeats: number): Promise<Cell> {
  return (await reportKeeping(kept, repeats)).cells[0]!;
}

async function reportKeeping(kept: readonly number[], repeats: number): Promise<Report> {
  const lines = runKeeping(kept, repeats, {
    promises: [{ id: 'p', title: 'P', severity: 'block', scorer: 'p@1', hash: 'h', trust: TRUST }],
  });
  return buildReport(await tallyRun(ReadableStream.from(lines), 'r'));
}

const width = ({ low, high }: Interval): number => high - low;

describe('a rate with the errors of its scorer taken out', () => {
  it.each([
    [8, 10],
    [9, 12],
    [12, 12],
    [0, 11],
  ])('is no surer for five recordings that are all the same, %d of %d tasks kept', async (kept, count) => {
    const tasks = Array.from({ length: count }, (_, index) => Number(index < kept));
    const once = await cellOf(tasks, 1);
    const fivefold = await cellOf(
      tasks.map((task) => task * 5),
      5,
    );
    expect(fivefold.corrected!.rate).toBeCloseTo(once.corrected!.rate, 12);
    expect(fivefold.corrected!.interval.low).toBeCloseTo(once.corrected!.interval.low, 10);
    expect(fivefold.corrected!.interval.high).toBeCloseTo(once.corrected!.interval.high, 10);
    expect(width(fivefold.corrected!.interval)).toBeGreaterThan(width(fivefold.interval!));
  });

  it('stands in the table on the terminal and in Markdown', async () => {
    const report = await reportKeeping([1, 1, 1, 0], 1);
    const rate = Math.round(report.cells[0]!.corrected!.rate * 100);
    expect(rate).not.toBe(75);
    const terminal = renderTerminal(report, { width: 200, examples: 0, corrected: true });
    expect(terminal).toContain(`3/4   ${rate} % ≈`);
    expect(renderMarkdown(report, { corrected: true })).toContain(`| 3/4 ≈${rate} % (`);
    expect(renderMarkdown(report)).toContain('| 3/4 75 % (');
  });

  it('is less sure than the rate as it was scored, however far the repeats of a task agree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 12 }),
        async (kept) => {
          const { interval, corrected } = await cellOf(kept, 5);
          // Where it reaches an end of the scale, the other end tells nothing of the width.
          fc.pre(corrected!.interval.low > 0 && corrected!.interval.high < 1);
          expect(width(corrected!.interval)).toBeGreaterThan(width(interval!));
        },
      ),
    );
  });
});
