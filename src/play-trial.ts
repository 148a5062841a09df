import { loadParsers } from './answers/load.ts';
import type { Task } from './datasets/task.ts';
import type { ScoredLine, TrialLine } from './runs/format.ts';
import type { Journal } from './runs/journal.ts';
import { type ScoredPromise, scoreTrial } from './scorers/score-trial.ts';

/** What `onTrial` hears: of every trial that begins, and of every one that ends with its verdicts. */
export type TrialEvent =
  | { readonly type: 'planned'; readonly trials: number; readonly done?: number }
  | { readonly type: 'started' }
  /** A trial that was begun will not end: the work stops. */
  | { readonly type: 'given-up' }
  | { readonly type: 'finished'; readonly trial: TrialLine; readonly scored: ScoredLine };

/** Where trials are played: who writes them down, what judges them, who hears of them. */
export interface Stage {
  readonly journal: Journal;
  /** Per agent id, the promises its answers are judged by. */
  readonly promises: ReadonlyMap<string, readonly ScoredPromise[]>;
  readonly onTrial?: ((event: TrialEvent) => void) | undefined;
}

/** A trial with its verdicts, both in the run file. */
export interface PlayedTrial {
  readonly trial: TrialLine;
  readonly scored: ScoredLine;
}

/**
 * Plays one trial: its conversation is in the run file before it is scored, and its verdicts before it is counted.
 * @throws what `converse` throws, then nothing is written; what the journal throws.
 */
export async function playTrial(
  task: Task,
  converse: () => Promise<TrialLine>,
  stage: Stage,
): Promise<PlayedTrial> {
  stage.onTrial?.({ type: 'started' });
  const trial = await converse();
  await stage.journal.write(trial);
  return finish(trial, task, stage);
}

/** Scores a trial whose conversation is in the run file already. */
export async function scorePlayed(trial: TrialLine, task: Task, stage: Stage): Promise<PlayedTrial> {
  stage.onTrial?.({ type: 'started' });
  return finish(trial, task, stage);
}

async function finish(trial: TrialLine, task: Task, stage: Stage): Promise<PlayedTrial> {
  await loadParsers();
  const scored = await scoreTrial(trial, task, stage.promises.get(trial.agent) ?? []);
  await stage.journal.write(scored);
  stage.onTrial?.({ type: 'finished', trial, scored });
  return { trial, scored };
}
