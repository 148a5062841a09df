import type { StoredVerdict } from '../runs/format.ts';
import { brief, plain } from './plain.ts';
import type { Said } from './said.ts';

/** What judge models used for the verdicts that a report counts. */
export interface JudgingTally {
  /** Verdicts that a judge was asked for. */
  verdicts: number;
  inputTokens: number;
  outputTokens: number;
  /** Dollars that were paid for them, where the price is known; nothing for those that an earlier run had paid for. */
  cost: number;
  unpricedVerdicts: number;
}

export const noJudging = (): JudgingTally => ({
  verdicts: 0,
  inputTokens: 0,
  outputTokens: 0,
  cost: 0,
  unpricedVerdicts: 0,
});

/** Counts what one verdict used, if a judge gave it. */
export function addJudging(tally: JudgingTally, { usage, cost, reused }: StoredVerdict): void {
  if (!usage) return;
  tally.verdicts++;
  tally.inputTokens += usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  tally.outputTokens += usage.outputTokens;
  if (reused) return;
  if (cost === undefined) tally.unpricedVerdicts++;
  else tally.cost += cost;
}

/** A promise that was not judged, for a reason that lies in the judging and not in the answers. */
export interface Unjudged {
  readonly promise: string;
  readonly cause: string;
  /** Trials of all agents. */
  readonly trials: number;
  /** The first verdict's own words. */
  readonly why: string;
}

/** Causes that the answers are not to blame for; the others are told with the trials. */
const OF_JUDGING: ReadonlySet<string> = new Set([
  'no-judge',
  'judge-failed',
  'judge-abstained',
  'scorer-failed',
]);

/** Why promises have no verdicts, by promise and cause. */
export function unjudgedOf(
  cells: Iterable<readonly [promise: string, { readonly causes: ReadonlyMap<string, Said> }]>,
): Unjudged[] {
  const found = new Map<string, Unjudged>();
  for (const [promise, { causes }] of cells) {
    for (const [cause, { count, words }] of causes) {
      if (!OF_JUDGING.has(cause)) continue;
      const key = JSON.stringify([promise, cause]);
      const before = found.get(key);
      found.set(key, {
        promise,
        cause,
        trials: (before?.trials ?? 0) + count,
        why: before?.why ?? words,
      });
    }
  }
  return [...found.values()];
}

/** Remarks about judging, as plain lines. */
export function judgingRemarks(report: {
  readonly unjudged: readonly Unjudged[];
  readonly judging: JudgingTally;
}): string[] {
  const { verdicts, inputTokens, outputTokens, cost, unpricedVerdicts } = report.judging;
  const unpriced = unpricedVerdicts > 0 ? ` and ${unpricedVerdicts} of unknown price` : '';
  const waiting = report.unjudged.filter(({ cause }) => cause === 'no-judge');
  const others = report.unjudged.filter(({ cause }) => cause !== 'no-judge');
  return [
    ...(waiting.length === 0
      ? []
      : [
          `Need a judge: ${waiting.map(({ promise }) => plain(promise)).join(', ')}; set \`judge: { model: … }\` in the suite.`,
        ]),
    ...others.map(
      ({ promise, cause, trials, why }) =>
        `Not judged: ${plain(promise)} in ${trials} ${trials === 1 ? 'trial' : 'trials'} (${plain(cause)}). ${brief(why, 300)}`,
    ),
    ...(verdicts === 0
      ? []
      : [
          `Judge: ${verdicts} ${verdicts === 1 ? 'verdict' : 'verdicts'}, ${inputTokens} tokens in, ${outputTokens} out, $${cost.toFixed(4)}${unpriced}.`,
        ]),
  ];
}
