import type { LimitChange } from '../model.ts';

/** Calls that a model may have in flight at first, where the user allows more: what the smallest accounts may send in a minute. */
const START = 50;
/** What a cut leaves of the limit. */
const CUT = 0.7;

/** How many calls may be in flight: grows while it is used up and answers come, shrinks when the account is full. */
export class AdaptiveLimit {
  readonly history: LimitChange[];
  private readonly most: number;
  private exact: number;
  /** Doubling from answer to answer, until the first cut. */
  private slowStart = true;

  /** `most` is the user's own limit, which is never passed. */
  constructor(most: number, atMs: number) {
    this.most = most;
    this.exact = Math.min(START, most);
    this.history = [{ atMs, limit: this.limit, why: 'start' }];
  }

  get limit(): number {
    return Math.max(1, Math.floor(this.exact));
  }

  /** An answer came. A limit that was not used up tells nothing about whether more would be taken. */
  answered(wasUsedUp: boolean, atMs: number): void {
    if (!wasUsedUp || this.exact >= this.most) return;
    // One more for each answer doubles the limit in the time of a call; one more for each limit's worth adds one.
    this.change(Math.min(this.most, this.exact + (this.slowStart ? 1 : 1 / this.exact)), 'grow', atMs);
  }

  /** The account takes no more. */
  cut(atMs: number): void {
    this.slowStart = false;
    this.change(Math.max(1, this.exact * CUT), 'rate-limit', atMs);
  }

  private change(exact: number, why: LimitChange['why'], atMs: number): void {
    const before = this.limit;
    this.exact = exact;
    if (this.limit === before) return;
    // A climb is told by where it ended: the history grows with the cuts, not with the answers.
    if (why === 'grow' && this.history.at(-1)?.why === 'grow') this.history.pop();
    this.history.push({ atMs, limit: this.limit, why });
  }
}
