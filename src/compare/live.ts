import { join } from 'node:path';
import { UserError } from '../input/user-error.ts';
import { type Stopped, stopping } from '../models/stopped.ts';
import type { TrialEvent } from '../play-trial.ts';
import { type PlayLimits, playTrials } from '../play-trials.ts';
import { endedLine, runId } from '../run.ts';
import { runHeader } from '../run-header.ts';
import { createBreaker } from '../runner/breaker.ts';
import { requirePrices } from '../runner/budget.ts';
import { paidModel, paidModels, payOnce, type Spending } from '../runner/paid-calls.ts';
import type { EndedLine, RunHeader, TrialLine } from '../runs/format.ts';
import { startJournal } from '../runs/journal.ts';
import { openJudge } from '../scorers/judge/judge.ts';
import { openScorers, type Scorers } from '../scorers/promises.ts';
import { openScoring } from '../scorers/scoring.ts';
import type { Suite } from '../suite/suite.ts';
import { contentHash } from '../suite/trial-key.ts';
import { oldestUsable } from './age.ts';
import { compareIfPossible, compareSides, type CompareOptions } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { type DesignFile, writeDesign } from './design-file.ts';
import { type AgentOnModel, headerModel } from './live-agents.ts';
import { batchesOf, type LivePlan, type LivePlanOptions, planLive } from './live-plan.ts';
import { liveTrials } from './live-trials.ts';
import { type ChooseFamily, plannedFamily } from './promise-family.ts';
import type { Side } from './side.ts';
import { storedTrials } from './stored-trials.ts';

/** How two agents are run against each other. */
export interface LiveOptions
  extends LivePlanOptions, Spending, Omit<CompareOptions, 'sequential' | 'family'> {
  readonly failFast: boolean;
  /** The promises that are decided together, from all that are judged; all by default. */
  readonly family?: ChooseFamily | undefined;
  readonly now?: () => Date;
  readonly onTrial?: (event: TrialEvent) => void;
}

/** A finished live comparison. */
export interface LiveComparison {
  readonly comparison: Comparison;
  readonly a: Side;
  readonly b: Side;
  readonly folder: string;
  /** Trials that were taken from earlier runs. */
  readonly reused: number;
  /** What stopped the work before all was decided or the budget of trials was spent. */
  readonly stopped: Stopped | undefined;
}

/**
 * Runs two agents against each other, task by task in rounds, until every promise is decided or the budget is spent. Trials
 * of earlier runs with the same key are used first, so that a rerun goes on where the last one stopped. All trials end up in
 * one run folder.
 * @throws {UserError} if the two have one prompt and model, one set of recordings would answer for both, they have no promise
 * in common, or no call gave an answer; {Stopped} if the work was stopped before there was anything to compare.
 */
export async function compareLive(
  a: AgentOnModel,
  b: AgentOnModel,
  suite: Suite,
  options: LiveOptions,
): Promise<LiveComparison> {
  const { output, cache, budget, finish, onTrial, now = () => new Date() } = options;
  // Batches take hours, and are picked up again: nobody waits for them to finish.
  const inBatches = a.model.inBatches || b.model.inBatches;
  const signal = stopping(options.signal, inBatches ? finish : undefined);
  const startedAt = now();
  const id = runId(startedAt);
  const pay = payOnce({ cache, budget, run: id, since: oldestUsable(startedAt) });
  const paid = ({ agent, model }: AgentOnModel): AgentOnModel => ({ agent, model: paidModel(model, pay) });
  const live = await planLive(paid(a), paid(b), suite, options);
  const earlier = live.stopsEarly
    ? await storedTrials(output, new Set(live.keys.values()), now())
    : new Map<string, TrialLine>();
  const judge = openJudge(suite, live.plan.catalogue, { pay, signal });
  if (budget) requirePrices(paidModels([a, b], judge));
  const scorers = await openScorers(live.plan.catalogue, judge);
  const family = familyOf(live, scorers, options.family);
  const header = await headerOf(live, scorers, { id, startedAt });
  const design = designOf(live, header, family, options);
  const compared = { ...options, family: design.family, sequential: live.stopsEarly ? design : undefined };

  const folder = join(output, header.id);
  await using journal = await startJournal(folder, header);
  if (live.stopsEarly) await writeDesign(folder, design);
  onTrial?.({ type: 'planned', trials: header.trials });
  const { plan, keys, agents } = live;
  const both = [agents.a, agents.b];
  await using scoring = openScoring(plan, scorers, { trials: header.trials });
  const trials = liveTrials({
    plan,
    agents: both,
    keys,
    header,
    folder,
    scoring,
    journal,
    earlier,
    onTrial,
    signal,
  });
  const limits: PlayLimits = {
    atOnce: live.parallelTrials,
    breaker: createBreaker(suite.concurrency),
    finish,
    onTrial,
  };

  let stopped: Stopped | undefined;
  let reason: EndedLine['reason'] = 'whole';
  for (const batch of batchesOf(live)) {
    stopped = await playTrials(batch, (trial) => trials.play(trial), limits);
    if (trials.failure()) reason = 'no-answers';
    else if (live.stopsEarly && isDecided(trials.side(agents.a), trials.side(agents.b), compared))
      reason = 'decided';
    else if (stopped) ({ reason } = stopped);
    if (reason !== 'whole') break;
  }
  const changes = a.model === b.model ? a.model.limits?.() : undefined;
  await journal.write(endedLine(reason, now(), { limits: changes }));
  const failure = trials.failure();
  if (failure) throw failure;
  const [sideA, sideB] = [trials.side(agents.a), trials.side(agents.b)];
  const isCut = stopped !== undefined && reason !== 'decided';
  if (isCut && !compareIfPossible(sideA, sideB, compared)) throw stopped;
  const comparison = compareSides(sideA, sideB, compared);
  return {
    comparison,
    a: sideA,
    b: sideB,
    folder,
    reused: trials.reused(),
    stopped: isCut ? stopped : undefined,
  };
}

function headerOf(
  live: LivePlan,
  scorers: Scorers,
  run: { readonly id: string; readonly startedAt: Date },
): Promise<RunHeader> {
  const { plan, rounds, budget } = live;
  const model = headerModel(live.agents);
  return runHeader({ ...run, plan, scorers, model, repeats: rounds, trials: 2 * budget, comparison: true });
}

/**
 * The promises that are decided together; undefined for all that both are judged by.
 * @throws {UserError} if there are none: what can be known before the first call must not cost one.
 */
function familyOf({ agents, plan }: LivePlan, scorers: Scorers, choose?: ChooseFamily): string[] | undefined {
  const [a, b] = [agents.a.judged.id, agents.b.judged.id];
  const { compared } = plannedFamily(a, b, plan, scorers);
  const family = choose && [...choose(compared)];
  if ((family ?? compared).length > 0) return family;
  throw new UserError(
    compared.length === 0
      ? `${a} and ${b} cannot be compared: they make no promise in common that is scored; \`vouch promises\` shows what each makes, \`vouch compare --all-promises\` judges both by all`
      : `${a} and ${b} cannot be compared: of the promises that both make (${compared.map(({ id }) => id).join(', ')}) none blocks; set \`gate.severity\` of one to block`,
  );
}

/** All that is fixed before the first call, with its hash. */
function designOf(
  live: LivePlan,
  header: RunHeader,
  family: string[] | undefined,
  options: LiveOptions,
): DesignFile {
  const { alpha, clearAlpha, margin, overallMargin, failFast } = options;
  const { agents, promises, tasks } = header;
  const fixed = {
    a: live.agents.a.judged.id,
    b: live.agents.b.judged.id,
    seed: live.seed,
    slots: live.lookedSlots,
    looks: live.looks,
    budget: live.budget,
    failFast,
    alpha,
    clearAlpha,
    margin,
    overallMargin,
    family,
  };
  return { format: 1, ...fixed, hash: contentHash({ ...fixed, agents, tasks, promises }) };
}

/** True once more trials could change nothing; never while no answer could be judged yet. */
function isDecided(a: Side, b: Side, options: CompareOptions): boolean {
  const found = compareIfPossible(a, b, options);
  return found?.stop === 'regression' || found?.stop === 'settled' || found?.repeats.areCopies === true;
}
