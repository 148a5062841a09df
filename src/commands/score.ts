import { counted } from '../counted.ts';
import { plain } from '../reports/plain.ts';
import { HeardRun } from '../reports/report-of.ts';
import { RUN_REPORTERS } from '../reports/reporters.ts';
import { findRun } from '../runs/find-run.ts';
import { score, type ScoreSummary } from '../score.ts';
import { type ExitCode, type Io, isLive } from './io.ts';
import { cachePath } from './paying.ts';
import { chosenReporters, tell, viewOf } from './reporting.ts';
import { exitCodeOf, writeReports } from './run.ts';

/** The flags of `vouch score`. */
export interface ScoreFlags {
  readonly suite?: string;
  readonly allPromises?: boolean;
  readonly anew?: boolean;
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
  const heard = new HeardRun(folder);
  const summary = await score(folder, {
    suite: flags.suite,
    allPromises: flags.allPromises,
    anew: flags.anew,
    cache: cachePath(flags, io),
    onLine: (line, place) => heard.add(line, place),
    ...(live ? { onTrial: (scored, of) => io.stderr.write(`\r${scored}/${of} trials scored`) } : {}),
  });
  if (live) io.stderr.write('\r\u001b[K');
  io.stderr.write(`${plain(summaryText(summary))}\n`);
  const run = heard.reported(folder);
  await writeReports(run, folder);
  const chosen = chosenReporters(flags, RUN_REPORTERS);
  await tell(run, chosen, RUN_REPORTERS, viewOf(flags, io), io);
  return exitCodeOf(run.report);
}

const MOST_NAMED = 5;

/** What was judged and what was not, for someone who wonders whether a change was noticed. */
function summaryText({ standing, judged }: ScoreSummary): string {
  const verdicts = counted(standing, 'verdict');
  if (judged.size === 0)
    return `note: ${verdicts} stand: nothing that gave them has changed (--anew judges again)`;
  if (standing === 0) return 'note: every promise was judged anew';
  const names = [...judged.keys()];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `note: ${verdicts} stand; judged anew: ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
}
