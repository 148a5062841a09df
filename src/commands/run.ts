import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asTyped } from '../input/globs.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { buildReport, type Report } from '../reports/report.ts';
import { tallyRun } from '../reports/tally.ts';
import { renderTerminal } from '../reports/terminal.ts';
import { run } from '../run.ts';
import { readRun } from '../runs/read.ts';
import { openScorers } from '../scorers/promises.ts';
import { planSuite } from '../suite/plan.ts';
import { dryRunText } from './dry-run.ts';
import { listenForInterrupt } from './interrupt.ts';
import { EXIT, type ExitCode, type Io, isLive, widthOf } from './io.ts';
import { openPaying, type PayFlags } from './paying.ts';
import { createProgress } from './progress.ts';
import { resumeCommand, STOPPED_EXIT, stoppedText } from './stopped.ts';
import { whatToRun } from './what-to-run.ts';

/** The flags of `vouch run`. */
export interface RunFlags extends PayFlags {
  readonly agents?: readonly string[];
  readonly resume?: string | true;
  readonly filter?: Readonly<Record<string, readonly string[]>>;
  readonly firstN?: number;
  readonly repeat?: number;
  readonly concurrency?: number;
  readonly allPromises?: boolean;
  readonly dryRun?: boolean;
  readonly output: string;
  readonly examples: number;
  readonly corrected?: boolean;
  readonly json?: boolean;
  readonly progress: boolean;
}

/** `vouch run`: every agent on every task, scored and reported. */
export async function runCommand(named: string | undefined, flags: RunFlags, io: Io): Promise<ExitCode> {
  const { suite, resume, asked } = await whatToRun(named, flags);
  const { allPromises, ...said } = asked;
  const plan = await planSuite(suite, { ...said, allPromises });
  await openScorers(plan.catalogue);
  if (flags.dryRun) {
    io.stdout.write(await dryRunText(plan, { ...flags, model: said.model }, io));
    return EXIT.good;
  }
  await using paying = openPaying(suite, { ...flags, model: said.model }, io);
  using interrupt = listenForInterrupt(io);
  const live = isLive(io.stderr, io.env);
  const progress =
    flags.progress && !(flags.json && !live) ? createProgress({ stream: io.stderr, live }) : undefined;
  const finished = await run(plan, {
    ...paying,
    output: flags.output,
    repeats: flags.repeat,
    concurrency: flags.concurrency,
    resume,
    asked: said,
    finish: interrupt.finish,
    signal: interrupt.signal,
    ...(progress ? { onTrial: progress.hear } : {}),
  });
  progress?.done();
  const { folder } = finished;
  const report = await writeReports(folder);
  if (flags.json) io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    io.stdout.write(`\n${terminalText(report, flags, io)}\n`);
    io.stdout.write(`\n${asTyped(join(folder, 'report.md'))}\n`);
  }
  const { stopped } = finished;
  if (!stopped) return exitCodeOf(report);
  const { finished: answered, planned } = report.run.trials;
  const command = resumeCommand(folder, flags, stopped.reason);
  io.stderr.write(stoppedText(stopped, `${answered} of ${planned} trials are answered; go on with`, command));
  return STOPPED_EXIT[stopped.reason];
}

/** Counts a stored run again and writes its `summary.json` and `report.md`. */
export async function writeReports(folder: string): Promise<Report> {
  const report = await reportOf(folder);
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(folder, 'report.md'), `${renderMarkdown(report)}\n`);
  return report;
}

/** A stored run, counted. */
export async function reportOf(run: string): Promise<Report> {
  return buildReport(await tallyRun(readRun(run), run));
}

/** A report as text that fits the terminal. */
export function terminalText(
  report: Report,
  { examples, corrected }: { readonly examples: number; readonly corrected?: boolean },
  io: Io,
): string {
  return renderTerminal(report, { width: widthOf(io.stdout), examples, corrected });
}

/** A run that judged nothing is never good. */
export function exitCodeOf(report: Report): ExitCode {
  return report.agents.some((agent) => agent.judged > 0) ? EXIT.good : EXIT.couldNotRun;
}
