import { readRun } from '../runs/read.ts';
import { buildReport, type Report } from './report.ts';
import type { ReportedRun } from './reporters.ts';
import { type RunTally, tallyRun } from './tally.ts';

/**
 * The report of a stored run, its numbers counted anew from the run file.
 * @throws {UserError} if there is no run in this folder.
 * @example
 * const { cells } = await reportOf(folder);
 * console.table(cells.map(({ agent, promise, kept, broken }) => ({ agent, promise, kept, broken })));
 */
export async function reportOf(run: string): Promise<Report> {
  return (await readReported(run)).report;
}

/**
 * A stored run, counted anew, as reporters want it.
 * @throws {UserError} if there is no run in this folder.
 */
export async function readReported(run: string): Promise<ReportedRun> {
  return reported(await tallyRun(readRun(run), run), run);
}

/** A stored run that was counted already. */
export function reported(tally: RunTally, run: string): ReportedRun {
  return {
    report: buildReport(tally),
    scoring: tally.scoring,
    lines: (wanted) => readRun(run, wanted),
  };
}
