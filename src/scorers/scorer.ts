import type { Answer, Span } from '../answers/answer.ts';
import type { Task } from '../datasets/task.ts';
import type { Usage } from '../models/model.ts';

/** Where in the answer a verdict comes from, and why, in one sentence. */
export interface Evidence extends Span {
  readonly why: string;
}

/**
 * What a scorer found. `why` is one sentence for the whole verdict; `evidence` points at the places, most telling first
 * (empty only where the point is that something is nowhere in the answer).
 */
export type Verdict = Spent &
  (
    | {
        readonly verdict: 'kept' | 'broken' | 'not-applicable';
        readonly why: string;
        readonly evidence: readonly Evidence[];
      }
    | {
        readonly verdict: 'unscored';
        readonly cause: UnscoredCause;
        readonly why: string;
        readonly evidence: readonly Evidence[];
      }
  );

/** What a verdict cost that a judge model gave. */
interface Spent {
  readonly usage?: Usage | undefined;
  /** Dollars; undefined where the price is not known. */
  readonly cost?: number | undefined;
  /** True if an earlier run paid for all of it. */
  readonly reused?: boolean | undefined;
}

export type UnscoredCause =
  | 'no-answer'
  | 'truncated'
  | 'error'
  | 'no-scorer'
  | 'scorer-failed'
  | 'no-judge'
  | 'judge-failed'
  | 'judge-abstained';

/** What a scorer may look at besides the answer. */
export interface ScorerContext {
  readonly task: Task;
  /** `params` of the promise in the catalogue. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** A function from a parsed answer to a verdict. */
export interface Scorer {
  /** The name that the catalogue's `scorer` uses. */
  readonly id: string;
  /** Raised whenever the same answer could get another verdict; stored with every run. */
  readonly version: number;
  /**
   * How a truncated answer counts: `whole` scorers need all of it (the default, such trials are unscored);
   * `kept-if-found` may still say kept, because nothing that follows could take it back.
   */
  readonly truncated?: 'kept-if-found';
  /** True for what is not code of ours on the answer alone: a judge's calls and limits, a user's own module. */
  readonly inMainThread?: true;
  score(answer: Answer, context: ScorerContext): Verdict | Promise<Verdict>;
}
