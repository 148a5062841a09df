import { UserError } from '../input/user-error.ts';
import { readHistory } from '../reports/history/build-history.ts';
import { HISTORY_REPORTERS, RUN_REPORTERS } from '../reports/reporters.ts';
import { readReported } from '../reports/report-of.ts';
import { findRun } from '../runs/find-run.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { chosenReporters, tell, viewOf } from './reporting.ts';

/** The flags of `vouch report`. */
export interface ReportFlags {
  readonly reporter?: readonly ReporterChoice[];
  readonly examples: number;
  readonly corrected?: boolean;
  readonly output: string;
  /** Folder of runs. */
  readonly history?: string;
  readonly suite?: string;
  readonly sentinel?: string;
}

/** `vouch report`: a stored run, counted anew and told by each reporter. */
export async function reportCommand(
  named: string | undefined,
  flags: ReportFlags,
  io: Io,
): Promise<ExitCode> {
  if (flags.history !== undefined) return reportHistory(flags.history, named, flags, io);
  for (const name of ['suite', 'sentinel'] as const)
    if (flags[name] !== undefined)
      throw new UserError(
        `--${name} is for --history; a run is named by its folder or id: \`vouch report <run>\``,
      );
  const chosen = chosenReporters(flags, RUN_REPORTERS);
  const folder = await findRun(named, flags.output);
  await tell(await readReported(folder), chosen, RUN_REPORTERS, viewOf(flags, io), io);
  return EXIT.good;
}

/** A nightly alarm is a regression; a last night without a verdict could judge nothing. */
async function reportHistory(
  folder: string,
  named: string | undefined,
  flags: ReportFlags,
  io: Io,
): Promise<ExitCode> {
  if (named !== undefined)
    throw new UserError(`--history reads all runs of ${folder}; leave "${named}" away`);
  const chosen = chosenReporters(flags, HISTORY_REPORTERS);
  const history = await readHistory(folder, flags);
  await tell(history, chosen, HISTORY_REPORTERS, viewOf(flags, io), io);
  const last = history.nights.length - 1;
  const isJudged = history.series.some(({ points }) =>
    points.some(({ night, applicable }) => night === last && applicable > 0),
  );
  if (!isJudged) return EXIT.couldNotRun;
  return history.last.alarms.length > 0 ? EXIT.worse : EXIT.good;
}
