import { basename } from 'node:path';
import { type Label, loadLabels } from './datasets/labels.ts';
import type { Task } from './datasets/task.ts';
import { readTranscript, type Transcript } from './datasets/transcripts.ts';
import { expandPaths } from './input/globs.ts';
import { UserError } from './input/user-error.ts';
import type { StoredVerdict, TrialLine } from './runs/format.ts';
import { type ScoredPromise, scoreTrial } from './scorers/score-trial.ts';
import { type Agreement, agreement, confusionTable } from './stats/agreement.ts';

/** What labels and verdicts are compared as. */
export type Judgement = 'kept' | 'broken' | 'na';

/** A label and a verdict that differ. */
export interface Disagreement {
  readonly agent: string;
  readonly task: string;
  readonly label: Judgement;
  readonly note: string;
  readonly borderline: boolean;
  readonly verdict: StoredVerdict;
}

/** How far one promise's scorer agrees with the labels. */
export interface Calibration {
  readonly promise: string;
  readonly scorer: string;
  /** `counts[label][judgement]`; an unscored verdict is in no cell. */
  readonly counts: Readonly<Record<Judgement, Readonly<Record<Judgement, number>>>>;
  readonly unscored: number;
  /** Share of all labels, `na` included, that the scorer agrees with; null where there are none. */
  readonly agreement: number | null;
  /** Kept (positive) against broken, where both label and scorer say that the promise applies; null where nothing is. */
  readonly measured: Agreement | null;
  readonly disagreements: readonly Disagreement[];
}

/** Where labels and the transcripts that they judge stand. */
export interface CalibrateOptions {
  /** Label files or globs; a file's name without `.csv` is the agent's id. */
  readonly labels: readonly string[];
  /** Folder with `<agent>/<task>.md`. */
  readonly transcripts: string;
  readonly promises: readonly ScoredPromise[];
  /** Hears of each label that is about none of `promises`. */
  readonly onUnused?: (label: Label) => void;
}

/**
 * Runs scorers over labelled transcripts and compares.
 * @throws {UserError} if a label file is bad, or a labelled transcript is missing.
 */
export async function calibrate({
  labels,
  transcripts,
  promises,
  onUnused,
}: CalibrateOptions): Promise<Calibration[]> {
  const tables = new Map(promises.map((promise) => [promise.id, newTable()]));
  for (const file of await expandPaths(labels, 'label file')) {
    const agent = basename(file, '.csv');
    const all = await loadLabels(file);
    if (onUnused) all.filter(({ promise }) => !tables.has(promise)).forEach(onUnused);
    const byTask = Map.groupBy(all, (label) => label.task);
    for (const [task, rows] of byTask) {
      const transcript = await readTranscript(transcripts, agent, task);
      if (!transcript)
        throw UserError.at(
          file,
          `labels task "${task}", and ${transcripts}/${agent}/${task}.md does not exist`,
        );
      const labelled = promises.filter((promise) => rows.some((row) => row.promise === promise.id));
      const verdicts = await scoreTrial(trialOf(transcript), taskOf(transcript), labelled);
      for (const verdict of verdicts) {
        const row = rows.find((label) => label.promise === verdict.promise);
        const table = tables.get(verdict.promise);
        if (row && table) count(table, row, agent, verdict);
      }
    }
  }
  return promises.map((promise) => finish(promise, tables.get(promise.id) ?? newTable()));
}

interface CountTable {
  readonly counts: Record<Judgement, Record<Judgement, number>>;
  unscored: number;
  readonly disagreements: Disagreement[];
}

function newTable(): CountTable {
  const row = (): Record<Judgement, number> => ({ kept: 0, broken: 0, na: 0 });
  return { counts: { kept: row(), broken: row(), na: row() }, unscored: 0, disagreements: [] };
}

function count(
  table: CountTable,
  { task, label, note, borderline }: Label,
  agent: string,
  verdict: StoredVerdict,
): void {
  if (verdict.verdict === 'unscored') {
    table.unscored++;
    table.disagreements.push({ agent, task, label, note, borderline, verdict });
    return;
  }
  const judged: Judgement = verdict.verdict === 'not-applicable' ? 'na' : verdict.verdict;
  table.counts[label][judged]++;
  if (judged !== label) table.disagreements.push({ agent, task, label, note, borderline, verdict });
}

function finish({ id, scorer }: ScoredPromise, { counts, unscored, disagreements }: CountTable): Calibration {
  const both = (['kept', 'broken'] as const).flatMap((label) =>
    (['kept', 'broken'] as const).flatMap((verdict) =>
      Array.from({ length: counts[label][verdict] }, () => ({
        label: label === 'kept',
        verdict: verdict === 'kept',
      })),
    ),
  );
  const all =
    Object.values(counts)
      .flatMap((row) => Object.values(row))
      .reduce((sum, cell) => sum + cell, 0) + unscored;
  const agreeing = counts.kept.kept + counts.broken.broken + counts.na.na;
  return {
    promise: id,
    scorer: `${scorer.id}@${scorer.version}`,
    counts,
    unscored,
    agreement: all === 0 ? null : agreeing / all,
    measured: agreement(confusionTable(both)) ?? null,
    disagreements,
  };
}

function trialOf({ agent, task, messages }: Transcript): TrialLine {
  const turns = messages.flatMap((message, index) => {
    if (message.role !== 'assistant') return [];
    const user = messages[index - 1]?.role === 'user' ? (messages[index - 1]?.content ?? '') : '';
    return [
      {
        user,
        assistant: message.content,
        stopReason: 'recorded',
        truncated: false,
        waits: false,
        waitsWhy: 'recorded',
      },
    ];
  });
  return { type: 'trial', key: '', agent, task, repeat: 1, turns };
}

function taskOf({ task, messages }: Transcript): Task {
  const [first, second] = messages.filter((message) => message.role === 'user');
  return {
    id: task,
    title: task,
    task: first?.content ?? '',
    kind: '',
    stack: '',
    clarity: '',
    answers: second?.content ?? '',
    metadata: {},
    source: 'transcript',
  };
}
