import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counted } from '../../counted.ts';
import { asTyped } from '../../input/globs.ts';
import { UserError } from '../../input/user-error.ts';
import type { Model } from '../../models/model.ts';
import { brief, plain } from '../../reports/plain.ts';
import { buildReport, type Cell, type Report } from '../../reports/report.ts';
import { percentText } from '../../reports/words.ts';
import { tallyRun } from '../../reports/tally.ts';
import { run } from '../../run.ts';
import { readRun } from '../../runs/read.ts';
import { findSuite } from '../../suite/find-suite.ts';
import { openModel } from '../../suite/open-model.ts';
import { type Plan, planSuite } from '../../suite/plan.ts';
import { sharedCache, votesCache } from '../shared-cache.ts';
import { loadSuite } from '../../suite/suite.ts';

/** How an agent is described. */
export interface DescribeAgentOptions {
  /** The suite, as `vouch run` takes it; the only one in `evals/` by default. */
  readonly suite?: string | undefined;
  /** As `vouch run --model`, or a model of one's own, whose answers are not stored; the suite's by default. */
  readonly model?: string | Model | undefined;
  /** Share of answers, from 0 to 1, that must keep each promise. */
  readonly threshold: number;
  /** Promise -> another threshold. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined;
  /** What a test does whose threshold lies inside the 95 % interval: `skip` (with the reason, the default), `pass` or `fail`. */
  readonly undecided?: 'skip' | 'pass' | 'fail' | undefined;
  readonly repeats?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly firstTasks?: number | undefined;
  readonly filter?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Where the run folder is made; `reports/runs` by default. */
  readonly output?: string | undefined;
  /** Milliseconds for the whole run; an hour by default. */
  readonly timeout?: number | undefined;
}

const HOUR = 3_600_000;

/**
 * Runs a suite with one agent as tests: one test for each promise that the agent makes and something scores. A test fails
 * only where the whole 95 % interval of the keep-rate lies below the threshold.
 * @param path the agent definition file.
 * @example describeAgent('agents/api-first.md', { suite: 'backend', threshold: 0.8 });
 */
export function describeAgent(path: string, options: DescribeAgentOptions): void {
  for (const value of [options.threshold, ...Object.values(options.thresholds ?? {})]) {
    if (!(value >= 0 && value <= 1))
      throw new UserError(`describeAgent: expected a threshold from 0 to 1, got ${value}`);
  }
  describe(path, async () => {
    const plan = await planOf(path, options);
    const [agent] = plan.agents;
    const model =
      typeof options.model === 'object' ? options.model : openModel(plan.suite, options.model, process.env);
    let report: Report | undefined;
    beforeAll(async () => {
      using cache = (typeof options.model === 'object' ? votesCache : sharedCache)(model, plan.suite);
      const { folder, stopped } = await run(plan, {
        cache,
        model,
        output: options.output ?? 'reports/runs',
        repeats: options.repeats,
        concurrency: options.concurrency,
      });
      if (stopped) throw new Error(`the run stopped (${stopped.reason}); what it has is in ${folder}`);
      report = buildReport(await tallyRun(readRun(folder), folder));
    }, options.timeout ?? HOUR);
    afterAll(() => model.close?.());

    for (const { id } of plan.promises.get(agent?.id ?? '') ?? []) {
      const promise = plan.catalogue.promises.find((known) => known.id === id);
      const name = `keeps ${id}: ${promise?.title ?? id}`;
      if (promise?.scorer === undefined) {
        test.todo(`${name} (nothing scores it)`);
        continue;
      }
      const threshold = options.thresholds?.[id] ?? options.threshold;
      test(name, ({ skip }) => {
        if (!report) throw new Error('the suite was not run');
        const found = decide(report, id, threshold);
        if (found.outcome === 'below') expect.fail(found.why);
        if (found.outcome === 'not-applicable') skip(found.why);
        if (found.outcome !== 'undecided') return;
        if (options.undecided === 'fail') expect.fail(found.why);
        if (options.undecided !== 'pass') skip(found.why);
      });
    }
  });
}

async function planOf(path: string, options: DescribeAgentOptions): Promise<Plan> {
  const suite = await loadSuite(await findSuite(options.suite));
  const plan = await planSuite(suite, {
    agents: [path],
    firstTasks: options.firstTasks,
    filter: options.filter,
  });
  if (plan.agents.length > 1)
    throw new UserError(`${asTyped(path)}: describeAgent takes one agent, this names ${plan.agents.length}`);
  for (const id of Object.keys(options.thresholds ?? {})) {
    if (!plan.catalogue.promises.some((promise) => promise.id === id))
      throw new UserError(`describeAgent: thresholds names the unknown promise "${id}"`);
  }
  return plan;
}

/** What the interval says about a threshold. */
export interface Decision {
  readonly outcome: 'reached' | 'below' | 'undecided' | 'not-applicable';
  readonly why: string;
}

/** Holds the only agent's record on one promise against a threshold; nothing judged is below, unless it never applied. */
export function decide(report: Report, promise: string, threshold: number): Decision {
  const cell = report.cells.find((one) => one.promise === promise);
  if (!cell || cell.rate === null || cell.interval === null) {
    const causes = Object.keys(cell?.causes ?? {});
    if (cell && cell.unscored === 0)
      return { outcome: 'not-applicable', why: `${promise} applied to none of the answers` };
    return {
      outcome: 'below',
      why: `${promise} could not be judged once${causes.length > 0 ? ` (${causes.join(', ')})` : ''}`,
    };
  }
  const { low, high } = cell.interval;
  const outcome = high < threshold ? 'below' : low >= threshold ? 'reached' : 'undecided';
  const judged = cell.kept + cell.broken;
  const word = outcome === 'undecided' ? 'undecided: ' : '';
  const why = `${word}${promise} is kept in ${cell.kept} of ${counted(judged, 'answer')} (${percentText(cell.rate)}, 95 % interval ${percentText(low)} to ${percentText(high)}); the threshold is ${percentText(threshold)}`;
  return { outcome, why: [why, ...missing(cell), ...example(report, promise)].join('\n') };
}

function missing({ unscored, causes }: Cell): string[] {
  return unscored === 0 ? [] : [`${unscored} could not be scored: ${Object.keys(causes).join(', ')}`];
}

function example({ examples }: Report, promise: string): string[] {
  const found = examples.find((one) => one.promise === promise);
  if (!found) return [];
  const [place] = found.evidence;
  const at = place
    ? ` (turn ${place.turn}, line ${place.line}: ${brief(place.quote.split('\n', 1)[0] ?? '', 160)})`
    : '';
  return [`for example ${plain(found.task)}: ${brief(found.why, 300)}${at}`];
}
