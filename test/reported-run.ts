import { collectRun, sideOf } from '../src/compare/stored-run.ts';
import type { Side } from '../src/compare/side.ts';
import { buildReport } from '../src/reports/report.ts';
import type { ReportedRun } from '../src/reports/reporters.ts';
import { tallyRun } from '../src/reports/tally.ts';
import type { RunLine } from '../src/runs/format.ts';
import { madeUpRun, type MadeUpRun } from './made-up-run.ts';

/** What reporters get of the run with these lines. */
export async function reportedRun(run: readonly RunLine[]): Promise<ReportedRun> {
  const lines = async function* (): AsyncGenerator<RunLine> {
    yield* run;
  };
  const tally = await tallyRun(lines(), 'made up');
  return { report: buildReport(tally), scoring: tally.scoring, lines };
}

/** A side of a comparison: the only agent of a run that never was. */
export async function madeUpSide(run: MadeUpRun): Promise<Side> {
  return sideOf(await collectRun(madeUpRun(run), run.id), run.agents[0]);
}
