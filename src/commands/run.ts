import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planPower } from '../compare/plan-power.ts';
import { asTyped } from '../input/globs.ts';
import { renderHtml } from '../reports/html/html.ts';
import { shortPromptNote } from '../models/prompt-cache/minimum.ts';
import { plain } from '../reports/plain.ts';
import { renderMarkdown } from '../reports/markdown.ts';
import { buildReport, type Report } from '../reports/report.ts';
import { tallyRun } from '../reports/tally.ts';
import { RUN_REPORTERS } from '../reports/reporters.ts';
import { run } from '../run.ts';
import { readRun } from '../runs/read.ts';
import { openScorers } from '../scorers/promises.ts';
import { findSuite } from '../suite/find-suite.ts';
import { openModel } from '../suite/open-model.ts';
import { planSuite } from '../suite/plan.ts';
import { loadSuite } from '../suite/suite.ts';
import { batchUse } from './batch-use.ts';
import type { ReporterChoice } from './flags/reporter.ts';
import { EXIT, type ExitCode, type Io, isLive } from './io.ts';
import { createProgress } from './progress.ts';
import { chosenReporters, printsDocument, tell, viewOf } from './reporting.ts';

/** The flags of `vouch run`. */
export interface RunFlags {
  readonly agents?: readonly string[];
  readonly model?: string;
  readonly batch?: boolean;
  readonly filter?: Readonly<Record<string, readonly string[]>>;
  readonly firstN?: number;
  readonly repeat?: number;
  readonly concurrency?: number;
  readonly allPromises?: boolean;
  readonly dryRun?: boolean;
  readonly output: string;
  readonly examples: number;
  readonly corrected?: boolean;
  readonly reporter?: readonly ReporterChoice[];
  readonly json?: boolean;
  readonly progress: boolean;
}

/** `vouch run`: every agent on every task, scored and reported. */
export async function runCommand(suitePath: string | undefined, flags: RunFlags, io: Io): Promise<ExitCode> {
  const chosen = chosenReporters(flags, RUN_REPORTERS);
  const suite = await loadSuite(await findSuite(suitePath));
  const plan = await planSuite(suite, {
    agents: flags.agents,
    firstTasks: flags.firstN,
    filter: flags.filter,
    allPromises: flags.allPromises,
  });
  await openScorers(plan.catalogue);
  const repeats = flags.repeat ?? suite.repeats;
  if (flags.dryRun) {
    const trials = plan.agents.length * plan.tasks.length * repeats;
    const calls = `${trials} to ${trials * suite.conversation.maxTurns} calls`;
    io.stdout.write(
      `${plan.agents.length} agents × ${plan.tasks.length} tasks × ${repeats} = ${trials} trials, ${calls} of model "${flags.model ?? suite.model}"\n`,
    );
    const judged = [...plan.promises.values()].map((made) => made.length);
    const power = planPower({
      tasks: plan.tasks.length,
      repeats,
      promises: Math.max(1, ...judged),
      alpha: suite.gate.alpha,
    });
    io.stdout.write(power.map((line) => `${line}\n`).join(''));
    return EXIT.good;
  }
  const live = isLive(io.stderr, io.env);
  const progress =
    flags.progress && (live || !printsDocument(chosen, RUN_REPORTERS))
      ? createProgress({ stream: io.stderr, live })
      : undefined;
  const model = openModel(
    { ...suite, concurrency: flags.concurrency ?? suite.concurrency },
    flags.model,
    io.env,
    batchUse(flags, progress, io),
  );
  if (model.provider === 'anthropic') {
    const note = shortPromptNote(plan.agents.map((agent) => ({ ...agent, model: model.modelId(agent) })));
    if (note !== undefined) io.stderr.write(`note: ${plain(note)}\n`);
  }
  const folder = await run(plan, {
    model,
    output: flags.output,
    repeats,
    concurrency: flags.concurrency,
    ...(progress ? { onTrial: progress.hear } : {}),
  });
  progress?.done();
  const report = await writeReports(folder);
  const isText = chosen.some(({ name, path }) => name === 'terminal' && path === undefined);
  if (isText) io.stdout.write('\n');
  await tell({ report, lines: () => readRun(folder) }, chosen, RUN_REPORTERS, viewOf(flags, io), io);
  if (isText)
    io.stdout.write(`\n${asTyped(join(folder, 'report.md'))}\n${asTyped(join(folder, 'report.html'))}\n`);
  return exitCodeOf(report);
}

/** Counts a stored run again and writes its `summary.json`, `report.md` and `report.html`. */
export async function writeReports(folder: string): Promise<Report> {
  const report = await reportOf(folder);
  await writeFile(join(folder, 'summary.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(folder, 'report.md'), `${renderMarkdown(report)}\n`);
  await writeFile(join(folder, 'report.html'), renderHtml({ report, lines: () => readRun(folder) }));
  return report;
}

/** A stored run, counted. */
export async function reportOf(run: string): Promise<Report> {
  return buildReport(await tallyRun(readRun(run), run));
}

/** A run that judged nothing is never good. */
export function exitCodeOf(report: Report): ExitCode {
  return report.agents.some((agent) => agent.judged > 0) ? EXIT.good : EXIT.couldNotRun;
}
