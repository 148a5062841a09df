import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { loadParsers } from '../answers/load.ts';
import type { Task } from '../datasets/task.ts';
import { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import { type Stopped, stopping } from '../models/stopped.ts';
import { playTrial, type Stage, type TrialEvent } from '../play-trial.ts';
import { type PlayLimits, playTrials } from '../play-trials.ts';
import { endedLine, runId } from '../run.ts';
import { runHeader } from '../run-header.ts';
import type { AnswersCache } from '../runner/answers-cache.ts';
import { createBreaker } from '../runner/breaker.ts';
import { type Budget, requirePrices } from '../runner/budget.ts';
import { converse } from '../runner/conversation.ts';
import { paidModel, paidModels, payOnce } from '../runner/paid-calls.ts';
import type { RunLine, TrialLine } from '../runs/format.ts';
import { startJournal } from '../runs/journal.ts';
import { openJudge } from '../scorers/judge/judge.ts';
import { openScorers, scoredPromises, type Scorers } from '../scorers/promises.ts';
import type { ScoredPromise } from '../scorers/score-trial.ts';
import { slotOrder } from '../stats/slots.ts';
import { type Plan, planAgents } from '../suite/plan.ts';
import type { Suite } from '../suite/suite.ts';
import { contentHash } from '../suite/trial-key.ts';
import { compareSides, type CompareOptions } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { firstPlannedSlots, writeDesign } from './design-file.ts';
import { defaultRounds, keysOf, perSide, placeOf, type SideAgent, sideAgents } from './live-agents.ts';
import type { Side } from './side.ts';
import { collectRun, sideOf } from './stored-run.ts';
import { MOST_DAYS, storedTrials } from './stored-trials.ts';

/** How two agents are run against each other. */
export interface LiveOptions extends Omit<CompareOptions, 'sequential' | 'family'> {
  readonly model: Model;
  /** Folder in which the run folder is made, and where trials are looked for that exist already. */
  readonly output: string;
  /** Rounds over all tasks at most; enough for 300 slots by default, or as many as are recorded. */
  readonly maxRounds?: number | undefined;
  readonly failFast: boolean;
  readonly firstTasks?: number | undefined;
  readonly filter?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly allPromises?: boolean | undefined;
  /** The promises that are decided together, from all that are judged; all by default. */
  readonly family?: ((promises: ReturnType<Side['promises']['values']>) => readonly string[]) | undefined;
  /** Where answers are stored before they count, and looked for before a call is made. */
  readonly cache?: AnswersCache | undefined;
  readonly budget?: Budget | undefined;
  /** When it aborts no trial begins any more; those at work are finished. */
  readonly finish?: AbortSignal | undefined;
  /** When it aborts, calls in flight are given up too. */
  readonly signal?: AbortSignal | undefined;
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

/** Slots between two looks at the result. */
const BATCH = 6;

/**
 * Runs two agents against each other, task by task in rounds, until every promise is decided or the budget is spent. Trials
 * of earlier runs with the same key are used first, so that a rerun goes on where the last one stopped. All trials end up in
 * one run folder.
 * @throws {UserError} if the two have one prompt, both would be answered by the same recordings, or no call gave an answer;
 * {Stopped} if the work was stopped before there was anything to compare.
 */
export async function compareLive(
  a: Agent,
  b: Agent,
  suite: Suite,
  options: LiveOptions,
): Promise<LiveComparison> {
  const { output, cache, budget, finish, now = () => new Date(), onTrial } = options;
  const signal = stopping(options.signal);
  const startedAt = now();
  const id = runId(startedAt);
  const folder = join(output, id);
  const pay = payOnce({ cache, budget, run: id, since: startedAt.getTime() - MOST_DAYS * 86_400_000 });
  const model = paidModel(options.model, pay);
  const agents = sideAgents(a, b, suite, model);
  const plan = await planAgents([agents.a.judged, agents.b.judged], perSide(suite, a, b, agents), options);
  const rounds = options.maxRounds ?? defaultRounds(plan.tasks, suite, model, agents);
  const planned = rounds * plan.tasks.length;
  // The order of slots and the looks hang on this alone: a rerun of the same pair goes on with the same evidence.
  const seed = contentHash({
    prompts: [a.promptHash, b.promptHash],
    model: model.modelId(b),
    params: model.params,
    tasks: plan.tasks.map(({ id, task, answers }) => [id, task, answers]).toSorted(),
  });
  const looked = (await firstPlannedSlots(output, seed)) ?? planned;
  const keyed = keysOf(plan, agents, model, rounds);
  const reusable =
    model.provider === 'replay'
      ? new Map<string, TrialLine>()
      : await storedTrials(output, new Set(keyed.values()), now());

  const judge = openJudge(suite, plan.catalogue, { pay, signal });
  if (budget) requirePrices(paidModels([agents.a.asked, agents.b.asked], model, judge));
  const scorers = await openScorers(plan.catalogue, judge);
  const header = await runHeader({
    plan,
    scorers,
    model,
    id,
    startedAt,
    repeats: rounds,
    trials: 2 * planned,
    comparison: true,
  });
  const lines: RunLine[] = [header];
  const sides = async (): Promise<[Side, Side]> => {
    const run = await collectRun(lines, folder);
    return [agents.a, agents.b].map(({ judged }) => {
      const side = sideOf(run, judged.id);
      return { ...side, planned: side.trials.length };
    }) as [Side, Side];
  };
  const family = options.family?.((await sides())[1].promises.values());
  // Recordings cost nothing: all of them are used, and their number hangs on no result.
  const stops = model.provider !== 'replay';
  const compareOptions: CompareOptions = {
    ...options,
    family,
    ...(stops ? { sequential: { seed, slots: looked, budget: planned, failFast: options.failFast } } : {}),
  };
  await using journal = await startJournal(folder, header);
  const { alpha, clearAlpha, margin, overallMargin, failFast } = options;
  const fixed = {
    a: agents.a.judged.id,
    b: agents.b.judged.id,
    seed,
    slots: looked,
    budget: planned,
    failFast,
    alpha,
    clearAlpha,
    margin,
    overallMargin,
    family: family && [...family],
  };
  const hash = contentHash({
    ...fixed,
    agents: header.agents,
    tasks: header.tasks,
    promises: header.promises,
  });
  if (stops) await writeDesign(folder, { format: 1, ...fixed, hash });
  await loadParsers();
  onTrial?.({ type: 'planned', trials: 2 * planned });

  const session: Session = {
    plan,
    model,
    lines,
    signal,
    reusable,
    keyed,
    reused: 0,
    stage: { journal, promises: promisesOf(plan, scorers), onTrial },
  };
  const tasks = [...plan.tasks].sort((x, y) => (x.id < y.id ? -1 : 1));
  const places = slotOrder(tasks.length, planned, seed);
  const batch = Math.max(BATCH, Math.ceil(suite.concurrency / 2));
  const limits: PlayLimits = {
    atOnce: model.parallelTrials ?? suite.concurrency,
    breaker: createBreaker(suite.concurrency),
    finish,
    onTrial,
  };
  let stopped: Stopped | undefined;
  let isDecided = false;
  for (let from = 0; from < places.length; from += batch) {
    const pairs = places
      .slice(from, from + batch)
      .flatMap(({ task, repeat }) =>
        [agents.a, agents.b].map((agent) => ({ agent, task: tasks[task]!, repeat })),
      );
    stopped = await playTrials(pairs, (trial) => runTrial(session, trial), limits);
    if (lines.length > 1 || stopped?.reason === 'no-answers') requireAnswers(lines);
    const found = stops ? compareSoFar(...(await sides()), compareOptions) : undefined;
    isDecided = found?.stop !== undefined || found?.repeats.areCopies === true;
    if (isDecided || stopped) break;
  }
  const reason = isDecided ? 'decided' : (stopped?.reason ?? 'whole');
  await journal.write(endedLine(reason, now(), { limits: model.limits?.() }));
  const [sideA, sideB] = await sides();
  const comparison = stopped
    ? compareSoFar(sideA, sideB, compareOptions)
    : compareSides(sideA, sideB, compareOptions);
  if (!comparison) throw stopped;
  return {
    comparison,
    a: sideA,
    b: sideB,
    folder,
    reused: session.reused,
    stopped: isDecided ? undefined : stopped,
  };
}

interface Session {
  readonly plan: Plan;
  readonly model: Model;
  readonly stage: Stage;
  readonly lines: RunLine[];
  readonly signal: AbortSignal | undefined;
  readonly reusable: ReadonlyMap<string, TrialLine>;
  /** Trial keys by agent, task and repeat. */
  readonly keyed: ReadonlyMap<string, string>;
  reused: number;
}

function promisesOf(plan: Plan, scorers: Scorers): Map<string, ScoredPromise[]> {
  return new Map(plan.agents.map(({ id }) => [id, scoredPromises(plan, id, scorers)]));
}

async function runTrial(
  session: Session,
  { agent: { judged, asked }, task, repeat }: { agent: SideAgent; task: Task; repeat: number },
): Promise<TrialLine> {
  const { plan, model, lines, signal, reusable, keyed } = session;
  const key = keyed.get(placeOf(judged.id, task.id, repeat)) ?? '';
  const stored = paidBefore(reusable.get(key));
  if (stored) session.reused++;
  const { maxTurns } = plan.suite.conversation;
  const answer = async (): Promise<TrialLine> => {
    const answered =
      stored ?? (await converse({ key, agent: asked, task, repeat }, model, { maxTurns, signal }));
    return { ...answered, agent: judged.id, task: task.id, repeat };
  };
  const { trial, scored } = await playTrial(task, answer, session.stage);
  lines.push(trial, scored);
  return trial;
}

/** What an earlier run paid for. */
function paidBefore(trial: TrialLine | undefined): TrialLine | undefined {
  return trial && { ...trial, turns: trial.turns.map((turn) => ({ ...turn, reused: true })) };
}

/** A wrong key or a dead endpoint would fail every other call likewise, and is no regression. */
function requireAnswers(lines: readonly RunLine[]): void {
  const trials = lines.filter((line) => line.type === 'trial');
  const failed = trials.filter(({ error }) => error);
  const fatal = failed.find(({ error }) => error?.kind === 'fatal');
  if (fatal?.error) throw new UserError(`no answer: ${fatal.error.message}`);
  if (failed.length === trials.length)
    throw new UserError(`no call gave an answer: ${failed[0]?.error?.message ?? 'there was none'}`);
}

/** Undefined while no answer could be judged yet. */
function compareSoFar(a: Side, b: Side, options: CompareOptions): Comparison | undefined {
  try {
    return compareSides(a, b, options);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
