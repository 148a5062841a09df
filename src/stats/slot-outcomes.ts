import { sum } from './sums.ts';

/** What one answer showed for one promise: a score from 0 (broken) to 1 (kept; beyond is clipped), or why there is none. */
export type Outcome = number | 'not-applicable' | 'unscored';

/**
 * One comparison: A's answers (one fresh, or several stored ones whose mean counts) and B's answer to one task, each as one
 * outcome a promise. An answer that never came is unscored for every promise; where the task alone rules a promise out, say
 * `not-applicable` even so.
 */
export interface Slot {
  readonly a: readonly (readonly Outcome[])[];
  readonly b: readonly Outcome[];
}

/**
 * One promise in one slot. `applies` is the share of A's answers to which the promise applied, less the same of B: from −1
 * to 1.
 */
export type PairedOutcome =
  | { readonly kind: 'missing' }
  | { readonly kind: 'both'; readonly applies: number; readonly a: number; readonly b: number }
  | { readonly kind: 'only-a' | 'only-b' | 'neither'; readonly applies: number };

/**
 * What one promise shows in one slot; missing if B or all of A is unscored.
 * @throws {RangeError} if a score is NaN.
 */
export function pairOutcomes(a: readonly Outcome[], b: Outcome): PairedOutcome {
  const seen = a.filter((outcome) => outcome !== 'unscored');
  if (b === 'unscored' || seen.length === 0) return { kind: 'missing' };
  const scored = seen.filter((outcome) => outcome !== 'not-applicable');
  const share = scored.length / seen.length;
  if (b === 'not-applicable') return { kind: scored.length > 0 ? 'only-a' : 'neither', applies: share };
  const applies = share - 1;
  if (scored.length === 0) return { kind: 'only-b', applies };
  return { kind: 'both', applies, a: sum(scored.map(clipped)) / scored.length, b: clipped(b) };
}

function clipped(score: number): number {
  if (Number.isNaN(score)) throw new RangeError('a score must be a number, got NaN');
  return Math.min(1, Math.max(0, score));
}

/** True for an answer from which nothing could be scored though something should have been. */
export function isErrored(answer: readonly Outcome[]): boolean {
  return answer.includes('unscored') && !answer.some((outcome) => typeof outcome === 'number');
}

/** The drops A − B of one promise over slots, those without a score on both sides left out. */
export function dropsOf(slots: readonly Slot[], promise: number): number[] {
  return slots.flatMap(({ a, b }) => {
    const pair = pairOutcomes(
      a.map((answer) => outcomeOf(answer, promise)),
      outcomeOf(b, promise),
    );
    return pair.kind === 'both' ? [pair.a - pair.b] : [];
  });
}

/** @throws {RangeError} if the answer has no such promise. */
export function outcomeOf(answer: readonly Outcome[], promise: number): Outcome {
  const outcome = answer[promise];
  if (outcome === undefined) throw new RangeError(`an answer has no outcome for promise ${promise}`);
  return outcome;
}
