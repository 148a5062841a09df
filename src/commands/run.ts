import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asTyped } from '../input/globs.ts';
import { renderHtml } from '../reports/html/html.ts';
import { shortPromptNote } from '../models/prompt-cache/minimum.ts';
import { plain } from '../reports/plain.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { HeardRun, readReported } from '../reports/report-of.ts';
import type { Report } from '../reports/report.ts';
import { type ReportedRun, RUN_REPORTERS } from '../reports/reporters.ts';
import { run } from '../run.ts';
import { parseShard } from '../runner/shard.ts';
import { openScorers } from '../scorers/promises.ts';
import { planSuite } from '../suite/plan.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import { listenForInterrupt } from './interrupt.ts';
import { EXIT, type ExitCode, type Io, isLive } from './io.ts';
import { type PayFlags, preparePaying } from './paying.ts';
import { chosenReporters, printsDocument, tell, viewOf } from './reporting.ts';
import { resumeCommand, STOPPED_EXIT, stoppedText } from './stopped.ts';
import { whatToRun } from './what-to-run.ts';

/** The flags of `vouch run`. */
export interface RunFlags extends PayFlags {
  readonly agents?: readonly string[];
  readonly resume?: string | true;
  readonly fresh?: boolean;
  readonly filter?: Readonly<Record<string, readonly string[]>>;
  readonly firstN?: number;
  readonly repeat?: number;
  readonly concurrency?: number;
  readonly allPromises?: boolean;
  readonly shard?: string;
  readonly dryRun?: boolean;
  readonly output: string;
  readonly examples: number;
  readonly corrected?: boolean;
  readonly reporter?: readonly ReporterChoice[];
  readonly json?: boolean;
  readonly progress: boolean;
}

/** `vouch run`: every agent on every task, scored and reported. */
export async function runCommand(named: string | undefined, flags: RunFlags, io: Io): Promise<ExitCode> {
  const chosen = chosenReporters(flags, RUN_REPORTERS);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const { suite, resume, asked, since } = await whatToRun(named, flags);
  const { allPromises, model, batch, ...said } = asked;
  const plan = await planSuite(suite, { ...said, allPromises });
  await openScorers(plan.catalogue);
  if (flags.dryRun) {
    const { dryRunText } = await import('./dry-run.ts');
    io.stdout.write(await dryRunText(plan, { ...flags, model }, io));
    return EXIT.good;
  }
  const live = isLive(io.stderr, io.env);
  const progress =
    flags.progress && (live || !printsDocument(chosen, RUN_REPORTERS))
      ? (await import('./progress.ts')).createProgress({ stream: io.stderr, live })
      : undefined;
  await using paying = preparePaying(suite, { ...flags, batch }, { io, progress, since });
  using interrupt = listenForInterrupt(io);
  const asks = paying.open(model);
  // What an earlier process did of a run stands in its file only.
  const heard = resume === undefined ? new HeardRun(flags.output) : undefined;
  const { folder, stopped } = await run(plan, {
    model: asks,
    ...paying.money(),
    output: flags.output,
    repeats: flags.repeat,
    concurrency: flags.concurrency,
    resume,
    shard,
    fresh: flags.fresh,
    asked: { ...said, model, batch },
    finish: interrupt.finish,
    signal: interrupt.signal,
    ...(progress ? { onTrial: progress.hear } : {}),
    ...(heard ? { onLine: (line, place) => heard.add(line, place) } : {}),
  });
  progress?.done();
  if (progress && asks.provider === 'anthropic') {
    const note = shortPromptNote(plan.agents.map((agent) => ({ ...agent, model: asks.modelId(agent) })));
    if (note !== undefined) io.stderr.write(`note: ${plain(note)}\n`);
  }
  const reported = heard?.reported(folder) ?? (await readReported(folder));
  await writeReports(reported, folder);
  const { report } = reported;
  const isText = chosen.some(({ name, path }) => name === 'terminal' && path === undefined);
  if (isText) io.stdout.write('\n');
  await tell(reported, chosen, RUN_REPORTERS, viewOf(flags, io), io);
  if (isText)
    io.stdout.write(`\n${asTyped(join(folder, 'report.md'))}\n${asTyped(join(folder, 'report.html'))}\n`);
  if (!stopped) return exitCodeOf(report);
  const { finished, failed, planned } = report.run.trials;
  const answered = `${finished - failed} of ${planned} trials are answered`;
  const command = resumeCommand(folder, flags, stopped.reason);
  io.stderr.write(stoppedText(stopped, `${answered}; go on with`, command));
  return STOPPED_EXIT[stopped.reason];
}

/** Writes `summary.json`, `report.md` and `report.html` of a stored run. */
export async function writeReports(run: ReportedRun, folder: string): Promise<void> {
  const { report } = run;
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(folder, 'report.md'), `${renderMarkdown(report)}\n`);
  await writeParts(join(folder, 'report.html'), renderHtml(run));
}

/** As `writeFile`, but the next part is made while one is being written. */
async function writeParts(path: string, parts: AsyncIterable<string>): Promise<void> {
  await using file = await open(path, 'w');
  let written = Promise.resolve();
  for await (const part of parts) {
    await written;
    written = file.writeFile(part);
    // Its error is met at the next part, and until then by nobody.
    written.catch(() => undefined);
  }
  await written;
}

/** A run that judged nothing is never good. */
export function exitCodeOf(report: Report): ExitCode {
  return report.agents.some((agent) => agent.judged > 0) ? EXIT.good : EXIT.couldNotRun;
}
