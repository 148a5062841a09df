import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import type { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import { type Stopped, stopping } from '../models/stopped.ts';
import type { TrialEvent } from '../play-trial.ts';
import { type PlayLimits, playTrials } from '../play-trials.ts';
import { endedLine, runId } from '../run.ts';
import { runHeader } from '../run-header.ts';
import { createBreaker } from '../runner/breaker.ts';
import { requirePrices } from '../runner/budget.ts';
import { paidModel, paidModels, payOnce, type Spending } from '../runner/paid-calls.ts';
import { startJournal } from '../runs/journal.ts';
import { openJudge } from '../scorers/judge/judge.ts';
import { openScorers } from '../scorers/promises.ts';
import { openScoring } from '../scorers/scoring.ts';
import { planAgents } from '../suite/plan.ts';
import type { Suite } from '../suite/suite.ts';
import { contentHash } from '../suite/trial-key.ts';
import { compareIfPossible, type CompareOptions } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { keysOf, type SideAgent } from './live-agents.ts';
import { liveTrials } from './live-trials.ts';
import type { Side } from './side.ts';
import { storedTrials } from './stored-trials.ts';

/**
 * What an alarm against stored answers comes from. `prompt`: B is worse than the base asked again. `model`: the base asked
 * again is worse than it was. `unknown`: the fresh answers show neither.
 */
export type AlarmCause = 'prompt' | 'model' | 'unknown';

/** What asking the base again showed. */
export interface Confirmation {
  /** By promise id; `''` is the mean over promises. */
  readonly causes: Readonly<Record<string, AlarmCause>>;
  /** Rounds of fresh answers of the base; 0 where there was no need or no way to ask. */
  readonly rounds: number;
  /** How that came about, for a reader. */
  readonly why: string;
  /** The run folder of the fresh answers. */
  readonly folder?: string | undefined;
}

/** The mean over promises, among the ids of alarms. */
export const MEAN = '';

/** What a comparison calls a regression. */
export function alarmsOf({ promises, overall }: Comparison): string[] {
  return [
    ...promises.filter(({ verdict }) => verdict === 'regression').map(({ promise }) => promise),
    ...(overall.verdict === 'regression' ? [MEAN] : []),
  ];
}

/** The same cause for every alarm. */
export function causeOfAll(alarms: readonly string[], cause: AlarmCause): Confirmation['causes'] {
  return Object.fromEntries(alarms.map((alarm) => [alarm, cause]));
}

function isOpen(causes: Confirmation['causes']): boolean {
  return Object.values(causes).includes('unknown');
}

/** What is asked again, and against what. */
export interface Doubted {
  /** The stored answers of the base, and those of the candidate that are worse. */
  readonly stored: Side;
  readonly candidate: Side;
  readonly alarms: readonly string[];
  /** The base as it was. */
  readonly base: Agent;
  readonly suite: Suite;
  /** As the alarm was found. */
  readonly compared: CompareOptions;
}

/** How the base is asked again. */
export interface ConfirmOptions extends Spending {
  readonly model: Model;
  readonly output: string;
  /** Rounds at most; those of the candidate by default. */
  readonly maxRounds?: number | undefined;
  readonly now?: () => Date;
  readonly onTrial?: (event: TrialEvent) => void;
}

/** Fewer fresh answers would tell of chance, not of a model. */
export const FEWEST_ROUNDS = 2;

/** The rounds that confirming an alarm may take. */
export function confirmRounds(candidateRepeats: number, maxRounds = Infinity): number {
  return Math.min(Math.max(FEWEST_ROUNDS, candidateRepeats), maxRounds);
}

/**
 * Asks the base again, at least two rounds, until it shows whether the prompt or the model made the answers worse. Fresh
 * answers of the same day are used again, so a rerun goes on with them.
 * @throws {Stopped} if the work was stopped before that.
 */
export async function confirmAlarm(doubted: Doubted, options: ConfirmOptions): Promise<Confirmation> {
  const { alarms, candidate } = doubted;
  const { finish, onTrial, now = () => new Date() } = options;
  const rounds = confirmRounds(repeatsOf(candidate), options.maxRounds);
  let causes = causeOfAll(alarms, 'unknown');
  if (rounds < FEWEST_ROUNDS)
    return { causes, rounds: 0, why: `asking the base again takes ${FEWEST_ROUNDS} rounds` };
  const signal = stopping(options.signal, options.model.inBatches ? finish : undefined);
  const asked = await askAgain(doubted, { ...options, signal }, rounds);
  await using journal = await startJournal(asked.folder, asked.header);
  await using scoring = openScoring(asked.plan, asked.scorers, { trials: asked.header.trials });
  onTrial?.({ type: 'planned', trials: asked.header.trials });
  const trials = liveTrials({ ...asked, scoring, journal, onTrial, signal });
  const { concurrency } = doubted.suite;
  const limits: PlayLimits = {
    atOnce: options.model.parallelTrials ?? concurrency,
    breaker: createBreaker(concurrency),
    finish,
    onTrial,
  };
  const { tasks } = asked.plan;
  const [side] = asked.agents;

  let round = 0;
  let failure: UserError | undefined;
  let stopped: Stopped | undefined;
  while (round < rounds && isOpen(causes) && !failure && !stopped) {
    const repeat = ++round;
    stopped = await playTrials(tasks, (task) => trials.play({ side, task, repeat }), limits);
    failure = trials.failure();
    if (round >= FEWEST_ROUNDS && !failure && !stopped)
      causes = causesOf(doubted, trials.side(side), rounds * tasks.length);
  }
  const early = isOpen(causes) ? 'whole' : 'decided';
  const reason = failure ? 'no-answers' : (stopped?.reason ?? early);
  await journal.write(endedLine(reason, now(), { limits: options.model.limits?.() }));
  if (stopped && !failure) throw stopped;
  const why = failure?.message ?? `the base was asked again, ${round} ${round === 1 ? 'round' : 'rounds'}`;
  return { causes, rounds: round, why, folder: asked.folder };
}

/** The fresh trials before the first call. */
async function askAgain({ base, candidate, suite }: Doubted, options: ConfirmOptions, rounds: number) {
  const { output, cache, budget, signal, now = () => new Date() } = options;
  const startedAt = now();
  const id = runId(startedAt);
  const pay = payOnce({ cache, budget, run: id });
  const model = paidModel(options.model, pay);
  const all = await planAgents([base], suite);
  const plan = { ...all, tasks: all.tasks.filter(({ id }) => candidate.tasks.has(id)) };
  const agents: [SideAgent] = [{ judged: base, asked: { ...base, id: candidate.agent }, model }];
  const keys = keysOf(plan, agents, rounds, { askedAgain: startedAt.toISOString().slice(0, 10) });
  const judge = openJudge(suite, plan.catalogue, { pay, signal });
  if (budget) requirePrices(paidModels([{ agent: base, model }], judge));
  const scorers = await openScorers(plan.catalogue, judge);
  const trials = rounds * plan.tasks.length;
  const header = await runHeader({
    plan,
    scorers,
    model,
    id,
    startedAt,
    repeats: rounds,
    trials,
    comparison: true,
  });
  const earlier = await storedTrials(output, new Set(keys.values()), startedAt);
  return { plan, agents, keys, scorers, header, folder: join(output, id), earlier };
}

function causesOf(
  { stored, candidate, alarms, compared }: Doubted,
  fresh: Side,
  slots: number,
): Confirmation['causes'] {
  const rounds = repeatsOf(fresh);
  const seed = contentHash([stored.source.id, stored.promptHash, candidate.promptHash]);
  // Evidence at any time: it is looked at after each round.
  const options: CompareOptions = { ...compared, sequential: { seed, slots, failFast: false } };
  const [sinceBlessed, since] = [
    worseIn(firstRounds(stored, rounds), fresh, options),
    worseIn(fresh, firstRounds(candidate, rounds), options),
  ];
  return Object.fromEntries(
    alarms.map((alarm) => [
      alarm,
      since.has(alarm) ? 'prompt' : sinceBlessed.has(alarm) ? 'model' : 'unknown',
    ]),
  );
}

/** What got worse for sure, by the margin or less. */
function worseIn(a: Side, b: Side, options: CompareOptions): Set<string> {
  const found = compareIfPossible(a, b, options);
  if (!found) return new Set();
  const { promises, overall } = found;
  const isWorse = (verdict: Comparison['overall']['verdict']): boolean =>
    verdict === 'regression' || verdict === 'smaller-than-margin';
  return new Set([
    ...promises.filter(({ verdict }) => isWorse(verdict)).map(({ promise }) => promise),
    ...(isWorse(overall.verdict) ? [MEAN] : []),
  ]);
}

/** One answer against one: a mean would change with every round. */
function firstRounds(side: Side, rounds: number): Side {
  return { ...side, trials: side.trials.filter(({ repeat }) => repeat <= rounds) };
}

function repeatsOf({ trials }: Side): number {
  return Math.max(0, ...trials.map(({ repeat }) => repeat));
}
