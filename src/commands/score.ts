import { readReported } from '../reports/report-of.ts';
import { RUN_REPORTERS } from '../reports/reporters.ts';
import { findRun } from '../runs/find-run.ts';
import { score } from '../score.ts';
import { type ExitCode, type Io, isLive } from './io.ts';
import { cachePath } from './paying.ts';
import { chosenReporters, tell, viewOf } from './reporting.ts';
import { exitCodeOf, writeReports } from './run.ts';

/** The flags of `vouch score`. */
export interface ScoreFlags {
  readonly suite?: string;
  readonly allPromises?: boolean;
  readonly cache?: string;
  readonly output: string;
  readonly examples: number;
  readonly corrected?: boolean;
  readonly json?: boolean;
}

/** `vouch score`: a stored run judged again by today's catalogue and scorers, for nothing. */
export async function scoreCommand(named: string | undefined, flags: ScoreFlags, io: Io): Promise<ExitCode> {
  const folder = await findRun(named, flags.output);
  const live = isLive(io.stderr, io.env);
  await score(folder, {
    suite: flags.suite,
    allPromises: flags.allPromises,
    cache: cachePath(flags, io),
    ...(live ? { onTrial: (scored, of) => io.stderr.write(`\r${scored}/${of} trials scored`) } : {}),
  });
  if (live) io.stderr.write('\r\u001b[K');
  const run = await readReported(folder);
  await writeReports(run, folder);
  const chosen = chosenReporters(flags, RUN_REPORTERS);
  await tell(run, chosen, RUN_REPORTERS, viewOf(flags, io), io);
  return exitCodeOf(run.report);
}
