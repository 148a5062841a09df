import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { loadParsers } from './answers/load.ts';
import type { Model } from './models/model.ts';
import { converse, type TrialPlan } from './runner/conversation.ts';
import { PROTOCOL_VERSION } from './runner/protocol.ts';
import { playTrial, type Stage, type TrialEvent } from './play-trial.ts';
import { startJournal } from './runs/journal.ts';
import type { TrialLine } from './runs/format.ts';
import { runHeader } from './run-header.ts';
import { openJudge } from './scorers/judge/judge.ts';
import { openScorers, scoredPromises } from './scorers/promises.ts';
import type { Plan } from './suite/plan.ts';
import { trialKey } from './suite/trial-key.ts';

/** What one run does besides its plan. */
export interface RunOptions {
  readonly model: Model;
  /** Folder in which the run folder is made. */
  readonly output: string;
  readonly repeats?: number | undefined;
  /** Trials that run at the same time; the suite's by default. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly now?: () => Date;
  /** Hears of every trial that begins, and of every one that ends with its verdicts. */
  readonly onTrial?: (event: TrialEvent) => void;
}

/**
 * Runs every trial of a plan in parallel and scores it: each conversation is in the run file before it is scored, and
 * each verdict before it is counted.
 * @returns the run folder.
 * @throws {UserError} if a model cannot be resolved, a scorer or the judge cannot be used, or the run folder cannot be written.
 */
export async function run(plan: Plan, options: RunOptions): Promise<string> {
  const { model, output, onTrial, signal, now = () => new Date() } = options;
  const repeats = options.repeats ?? plan.suite.repeats;
  const trials = planTrials(plan, model, repeats);
  const startedAt = now();
  const id = runId(startedAt);
  const folder = join(output, id);
  const scorers = await openScorers(plan.catalogue, openJudge(plan.suite, plan.catalogue));
  const header = await runHeader({ plan, scorers, model, id, startedAt, repeats, trials: trials.length });
  await using journal = await startJournal(folder, header);
  await loadParsers();
  const promises = new Map(plan.agents.map((agent) => [agent.id, scoredPromises(plan, agent.id, scorers)]));
  const stage: Stage = { journal, promises, onTrial };
  onTrial?.({ type: 'planned', trials: trials.length });

  const inTurn = pLimit(model.parallelTrials ?? options.concurrency ?? plan.suite.concurrency);
  const maxTurns = plan.suite.conversation.maxTurns;
  const stop = new AbortController();
  const signals = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]);
  const runTrial = async (planned: TrialPlan): Promise<void> => {
    if (signals.aborted) return;
    const answer = (): Promise<TrialLine> => converse(planned, model, { maxTurns, signal: signals });
    try {
      const { trial } = await playTrial(planned.task, answer, stage);
      // A wrong key or a dead endpoint would fail every other call likewise.
      if (trial.error?.kind === 'fatal') stop.abort();
    } catch (error) {
      if (error !== stop.signal.reason) throw error;
    }
  };
  try {
    await Promise.all(trials.map((planned) => inTurn(() => runTrial(planned))));
  } catch (error) {
    // A bug or a full disk: nothing that has not begun may begin.
    stop.abort();
    inTurn.clearQueue();
    throw error;
  }
  return folder;
}

/** Every agent gets a task before the next task begins, so that a drifting model touches all agents alike. */
function planTrials(plan: Plan, model: Model, repeats: number): TrialPlan[] {
  const models = new Map(plan.agents.map((agent) => [agent.id, model.modelId(agent)]));
  const trials: TrialPlan[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const task of plan.tasks) {
      for (const agent of plan.agents) {
        const key = trialKey({
          prompt: agent.prompt,
          task: task.task,
          answers: task.answers,
          protocol: PROTOCOL_VERSION,
          maxTurns: plan.suite.conversation.maxTurns,
          model: models.get(agent.id) ?? '',
          params: model.params,
          repeat,
        });
        trials.push({ key, agent, task, repeat });
      }
    }
  }
  return trials;
}

/** Sorts by time and is safe as a file name: `2026-11-21T04-37-05-120Z-3f9c2a`. */
export function runId(startedAt: Date): string {
  const time = startedAt.toISOString().slice(0, 23).replaceAll(/[:.]/g, '-');
  return `${time}Z-${randomBytes(3).toString('hex')}`;
}
