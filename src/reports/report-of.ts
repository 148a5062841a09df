import { readRun } from '../runs/read.ts';
import { buildReport, type Report } from './report.ts';
import { tallyRun } from './tally.ts';

/**
 * The report of a stored run, its numbers counted anew from the run file.
 * @throws {UserError} if there is no run in this folder.
 * @example
 * const { cells } = await reportOf(folder);
 * console.table(cells.map(({ agent, promise, kept, broken }) => ({ agent, promise, kept, broken })));
 */
export async function reportOf(run: string): Promise<Report> {
  return buildReport(await tallyRun(readRun(run), run));
}
