import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from './input/user-error.ts';
import type { LimitChange, Model } from './models/model.ts';
import { type Stopped, stopping } from './models/stopped.ts';
import { playTrial, scorePlayed, type Stage, type TrialEvent } from './play-trial.ts';
import { playTrials } from './play-trials.ts';
import { reopenRun } from './resume.ts';
import { runHeader } from './run-header.ts';
import { createBreaker } from './runner/breaker.ts';
import { requirePrices } from './runner/budget.ts';
import { converse } from './runner/conversation.ts';
import { paidModel, paidModels, payOnce, type Spending } from './runner/paid-calls.ts';
import { ofShard, type Shard } from './runner/shard.ts';
import { trialPlan, type TrialSlot, trialSlots } from './runner/trials.ts';
import type { AskedFor, EndedLine, TrialLine } from './runs/format.ts';
import { type OnLine, startJournal } from './runs/journal.ts';
import { paidFor } from './runs/paid.ts';
import { readHeader, readRun } from './runs/read.ts';
import { isRetryable } from './runs/unfinished.ts';
import { openJudge } from './scorers/judge/judge.ts';
import { openScorers } from './scorers/promises.ts';
import { openScoring } from './scorers/scoring.ts';
import type { Plan } from './suite/plan.ts';

/** What one run does besides its plan. */
export interface RunOptions extends Spending {
  readonly model: Model;
  /** Folder in which the run folder is made. */
  readonly output: string;
  readonly repeats?: number | undefined;
  /** Trials that run at the same time; the suite's by default. */
  readonly concurrency?: number | undefined;
  /** True to use no answer that was stored before the run began. */
  readonly fresh?: boolean | undefined;
  /** Answers that were stored before are not used. */
  readonly since?: Date | undefined;
  /** Only these of the run's trials; a resumed run keeps to its own. */
  readonly shard?: Shard | undefined;
  /** Folder of an unfinished run to go on with, instead of a new one. */
  readonly resume?: string | undefined;
  /** What the command line asked for: stored, so that the run can be resumed without saying it again. */
  readonly asked?: AskedFor | undefined;
  readonly now?: () => Date;
  /** Hears of every trial that begins, and of every one that ends with its verdicts. */
  readonly onTrial?: (event: TrialEvent) => void;
  /** Hears of every line that this process adds to the run file, in their order there, and where it stands. */
  readonly onLine?: OnLine;
}

/** A run that has come to an end, whole or not. */
export interface FinishedRun {
  readonly folder: string;
  /** What stopped it; undefined if every trial was tried. */
  readonly stopped: Stopped | undefined;
}

/**
 * Runs every trial of a plan in parallel and scores it: each answer is stored before it counts, each conversation is in the
 * run file before it is scored, and each verdict before it is counted.
 * @throws {UserError} if a model cannot be resolved, a scorer or the judge cannot be used, the run folder or the answers cache
 * cannot be written, or the run to resume cannot be gone on with.
 * @example
 * const suite = await loadSuite('evals/backend.yaml');
 * const { folder } = await run(await planSuite(suite), { model: openModel(suite), output: 'reports/runs' });
 */
export async function run(plan: Plan, options: RunOptions): Promise<FinishedRun> {
  const { finish, cache, budget, resume, onTrial, onLine, now = () => new Date() } = options;
  // Batches take hours, and are picked up again: nobody waits for them to finish.
  const signal = stopping(options.signal, options.model.inBatches ? finish : undefined);
  const stored = resume === undefined ? undefined : await readHeader(resume);
  const startedAt = stored ? new Date(stored.startedAt) : now();
  const id = stored?.id ?? runId(startedAt);
  const folder = resume ?? join(options.output, id);
  const fresh = stored ? stored.fresh : options.fresh;
  const since = fresh ? startedAt : options.since;
  const pay = payOnce({ cache, budget, run: id, since });
  const model = paidModel(options.model, pay);
  const judge = openJudge(plan.suite, plan.catalogue, { pay, signal });
  if (budget)
    requirePrices(
      paidModels(
        plan.agents.map((agent) => ({ agent, model })),
        judge,
      ),
    );
  const scorers = await openScorers(plan.catalogue, judge);
  const repeats = options.repeats ?? stored?.repeats ?? plan.suite.repeats;
  const shard = stored ? stored.shard : options.shard;
  const slots = (): Iterable<TrialSlot> => ofShard(trialSlots(plan, repeats), plan.agents.length, shard);
  const trials = count(slots());
  if (shard && trials === 0)
    throw new UserError(
      `shard ${shard.index}/${shard.of} has no trials: the run has too few for so many shards`,
    );
  const { asked } = stored ?? options;
  const header = await runHeader({
    plan,
    scorers,
    model,
    id,
    startedAt,
    repeats,
    trials,
    asked,
    fresh,
    shard,
  });
  const { state, ...opened } = stored
    ? await reopenRun(folder, header, onLine)
    : { journal: await startJournal(folder, header, onLine), state: undefined };
  await using journal = opened.journal;
  if (budget && stored) budget.count(await paidBy(folder));

  const done = state?.scored ?? 0;
  await using scoring = openScoring(plan, scorers, { trials: trials - done });
  const stage: Stage = { journal, scoring, onTrial };
  onTrial?.({ type: 'planned', trials, done });
  const atOnce = model.parallelTrials ?? options.concurrency ?? plan.suite.concurrency;
  const breaker = createBreaker(options.concurrency ?? plan.suite.concurrency);
  const { maxTurns } = plan.suite.conversation;
  let retryable = 0;

  function* remaining(): Generator<TrialSlot> {
    for (const slot of slots()) if (!state?.isScored(slot.index)) yield slot;
  }
  const play = async (slot: TrialSlot): Promise<TrialLine> => {
    const answer = (): Promise<TrialLine> =>
      converse(trialPlan(slot, plan, model), model, { maxTurns, signal });
    const { trial } = state?.isAnswered(slot.index)
      ? await scorePlayed(await state.trial(slot.index), slot.task, stage)
      : await playTrial(slot.task, answer, stage);
    if (isRetryable(trial.error?.kind)) retryable++;
    return trial;
  };
  const stopped = await playTrials(remaining(), play, { atOnce, breaker, finish, onTrial });
  await journal.write(endedLine(stopped?.reason ?? 'whole', now(), { retryable, limits: model.limits?.() }));
  return { folder, stopped };
}

/** The line that says how work on a run ended. */
export function endedLine(
  reason: EndedLine['reason'],
  at: Date,
  { retryable, limits }: { retryable?: number; limits?: readonly LimitChange[] | undefined },
): EndedLine {
  return {
    type: 'ended',
    at: at.toISOString(),
    reason,
    ...(retryable === undefined ? {} : { retryable }),
    ...(limits ? { limits: [...limits] } : {}),
  };
}

/** Without an array: its size would grow with the run. */
function count(items: Iterable<unknown>): number {
  let counted = 0;
  for (const _ of items) counted++;
  return counted;
}

/** Dollars that a run paid for what stands in its run file; unknown prices are left out. */
async function paidBy(folder: string): Promise<number> {
  let paid = 0;
  for await (const line of readRun(folder)) {
    if (line.type === 'trial' || line.type === 'scored') paid += paidFor(line) ?? 0;
  }
  return paid;
}

/** Sorts by time and is safe as a file name: `2026-11-21T04-37-05-120Z-3f9c2a`. */
export function runId(startedAt: Date): string {
  const time = startedAt.toISOString().slice(0, 23).replaceAll(/[:.]/g, '-');
  return `${time}Z-${randomBytes(3).toString('hex')}`;
}
