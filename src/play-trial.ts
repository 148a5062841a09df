import type { Task } from './datasets/task.ts';
import type { ScoredLine, TrialLine } from './runs/format.ts';
import type { Journal } from './runs/journal.ts';
import type { Scoring } from './scorers/scoring.ts';

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
  readonly scoring: Scoring;
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
  const scored = await stage.scoring.score(trial, task);
  await stage.journal.write(scored);
  stage.onTrial?.({ type: 'finished', trial, scored });
  return { trial, scored };
}
