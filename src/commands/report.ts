import { RUN_REPORTERS } from '../reports/reporters.ts';
import { findRun } from '../runs/find-run.ts';
import { readRun } from '../runs/read.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { chosenReporters, tell, viewOf } from './reporting.ts';
import { reportOf } from './run.ts';

/** The flags of `vouch report`. */
export interface ReportFlags {
  readonly reporter?: readonly ReporterChoice[];
  readonly examples: number;
  readonly corrected?: boolean;
  readonly output: string;
}

/** `vouch report`: a stored run, counted anew and told by each reporter. */
export async function reportCommand(
  named: string | undefined,
  flags: ReportFlags,
  io: Io,
): Promise<ExitCode> {
  const chosen = chosenReporters(flags, RUN_REPORTERS);
  const folder = await findRun(named, flags.output);
  const run = { report: await reportOf(folder), lines: () => readRun(folder) };
  await tell(run, chosen, RUN_REPORTERS, viewOf(flags, io), io);
  return EXIT.good;
}
