import { mergeRuns } from '../merge.ts';
import { readReported } from '../reports/report-of.ts';
import { RUN_REPORTERS } from '../reports/reporters.ts';
import { findRun } from '../runs/find-run.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import type { ExitCode, Io } from './io.ts';
import { chosenReporters, tell, viewOf } from './reporting.ts';
import { exitCodeOf, writeReports } from './run.ts';

/** The flags of `vouch merge`. */
export interface MergeFlags {
  readonly output: string;
  readonly examples: number;
  readonly corrected?: boolean;
  readonly reporter?: readonly ReporterChoice[];
  readonly json?: boolean;
}

/** `vouch merge`: the shards of one run, as one run. */
export async function mergeCommand(named: readonly string[], flags: MergeFlags, io: Io): Promise<ExitCode> {
  const chosen = chosenReporters(flags, RUN_REPORTERS);
  const folders = await Promise.all(named.map((run) => findRun(run, flags.output)));
  const folder = await mergeRuns(folders, { output: flags.output });
  const run = await readReported(folder);
  await writeReports(run, folder);
  await tell(run, chosen, RUN_REPORTERS, viewOf(flags, io), io);
  return exitCodeOf(run.report);
}
