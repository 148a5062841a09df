import type { ResponseHeaders } from '../http/reply.ts';
import type { ModelError, Usage } from '../model.ts';
import type { Timing } from '../retry.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { type Limited, readAllowances } from './allowances.ts';
import { Bucket } from './bucket.ts';

/** A call that may be sent, until it says how it ended. */
export interface Pass {
  /** Call as soon as a response begins. */
  heard(headers: ResponseHeaders): void;
  leave(end: CallEnd): void;
}

/** How a call ended, as far as limits care. */
export type CallEnd =
  | { readonly type: 'answered'; readonly usage: Usage | undefined }
  | { readonly type: 'rate-limited'; readonly retryAfterMs: number | undefined }
  | { readonly type: 'failed' };

/** A call that waits for its turn. */
export interface Waiting {
  readonly inputTokens: number;
  grant(pass: Pass): void;
  refuse(error: ModelError): void;
}

/** What the account hears of a lane: that a response began, that a call ended. */
export interface LaneEvents {
  heard(): void;
  ended(): void;
}

/** Rate limits in a row, or ahead of the answers, that are more than bad luck. */
const STRIKES = 10;
const FORGIVEN_BY_ANSWER = 1;
/** Strikes that are left when the lane closes: what comes after the pause is judged sooner. */
const AFTER_CLOSING = 5;
/** Whoever is asked to wait longer than this has met no bad luck either. */
const LONG_MS = 60_000;
/** Longest pause of a lane that closed and was not told for how long. */
const PAUSE_MS = 1000;
/** After a pause, calls go out one by one, so that a whole limit of them takes this long, until one is answered. */
const RESTART_MS = 1000;
/** Weight of the newest answer in what calls are expected to use. */
const NEWEST = 0.1;

/**
 * The calls of one account to one model, as they wait, fly and end. Any call may meet a rate limit by bad luck: then it waits
 * alone. When rate limits come thick, or with a long wait or the word that nothing is left, the lane closes for all and its limit is cut.
 */
export class Lane {
  readonly limit: AdaptiveLimit;
  private readonly timing: Timing;
  /** Milliseconds since the epoch, at which the account was opened. */
  private readonly openedAt: number;
  private readonly events: LaneEvents;
  private readonly again: Waiting[] = [];
  private readonly fresh: Waiting[] = [];
  private readonly buckets: Readonly<Record<Limited, Bucket>> = {
    requests: new Bucket(),
    inputTokens: new Bucket(),
    outputTokens: new Bucket(),
  };
  private inFlight = 0;
  private started = 0;
  /** The newest call whose headers were read: those of older calls know less. */
  private heardOf = 0;
  private strikes = 0;
  private closedUntil = 0;
  /** The calls up to this one were sent before the lane closed. */
  private closedAfter = 0;
  private isRestarting = false;
  private lastStartAt = 0;
  private inputPerEstimate = 1;
  private outputTokens = 0;
  private shutBy: ModelError | undefined;

  constructor(most: number, openedAt: number, timing: Timing, events: LaneEvents) {
    this.timing = timing;
    this.openedAt = openedAt;
    this.events = events;
    this.limit = new AdaptiveLimit(most, timing.now() - openedAt);
  }

  /** Calls that failed before go before those that were never sent. */
  add(waiting: Waiting, isAgain: boolean): void {
    if (this.shutBy) waiting.refuse(this.shutBy);
    else (isAgain ? this.again : this.fresh).push(waiting);
  }

  remove(waiting: Waiting): void {
    for (const queue of [this.again, this.fresh]) {
      const at = queue.indexOf(waiting);
      if (at !== -1) queue.splice(at, 1);
    }
  }

  /** Refuses all that wait, and whatever comes. */
  shut(error: ModelError): void {
    this.shutBy = error;
    for (const waiting of [...this.again.splice(0), ...this.fresh.splice(0)]) waiting.refuse(error);
  }

  /** Milliseconds until the next call may be sent; undefined if none waits, or only the end of another makes room. */
  waitMs(): number | undefined {
    const next = this.again[0] ?? this.fresh[0];
    if (!next || this.inFlight >= this.limit.limit) return undefined;
    const now = this.timing.now();
    const costs = this.costs(next);
    const restart = this.isRestarting ? this.lastStartAt + RESTART_MS / this.limit.limit - now : 0;
    const buckets = LIMITED.map((limited) => this.buckets[limited].waitFor(costs[limited], now));
    return Math.max(0, this.closedUntil - now, restart, ...buckets);
  }

  /** Sends the next call. */
  start(): void {
    const waiting = this.again.shift() ?? this.fresh.shift();
    if (!waiting) return;
    const now = this.timing.now();
    const costs = this.costs(waiting);
    for (const limited of LIMITED) this.buckets[limited].take(costs[limited], now);
    this.inFlight++;
    this.lastStartAt = now;
    waiting.grant(this.pass(++this.started, waiting.inputTokens));
  }

  private pass(number: number, estimate: number): Pass {
    const { requests, inputTokens } = this.buckets;
    const spent = { requests: requests.spent, inputTokens: inputTokens.spent };
    let saysNothingLeft = false;
    return {
      heard: (headers) => {
        this.events.heard();
        const now = this.timing.now();
        const allowances = readAllowances(headers, now);
        saysNothingLeft = LIMITED.some((limited) => allowances[limited]?.remaining === 0);
        if (number < this.heardOf) return;
        this.heardOf = number;
        const pending = {
          requests: requests.spent - spent.requests,
          inputTokens: inputTokens.spent - spent.inputTokens,
          outputTokens: this.outputTokens * this.inFlight,
        };
        for (const limited of LIMITED) {
          const allowance = allowances[limited];
          if (allowance) this.buckets[limited].update(allowance, pending[limited], now);
        }
      },
      leave: (end) => {
        if (end.type === 'answered') this.answered(number, estimate, end.usage);
        if (end.type === 'rate-limited') this.rateLimited(number, saysNothingLeft, end.retryAfterMs);
        this.inFlight--;
        this.events.ended();
      },
    };
  }

  private answered(number: number, estimate: number, usage: Usage | undefined): void {
    this.limit.answered(this.inFlight >= this.limit.limit, this.timing.now() - this.openedAt);
    this.strikes = Math.max(0, this.strikes - FORGIVEN_BY_ANSWER);
    if (number > this.closedAfter) this.isRestarting = false;
    if (!usage) return;
    // What the cache held does not count against the limit of input tokens.
    const perEstimate = (usage.inputTokens + usage.cacheWriteTokens) / Math.max(1, estimate);
    this.inputPerEstimate += NEWEST * (perEstimate - this.inputPerEstimate);
    const weight = this.outputTokens === 0 ? 1 : NEWEST;
    this.outputTokens += weight * (usage.outputTokens - this.outputTokens);
  }

  private rateLimited(number: number, saysNothingLeft: boolean, retryAfterMs: number | undefined): void {
    const now = this.timing.now();
    const until = now + (retryAfterMs ?? PAUSE_MS * this.timing.random());
    if (number <= this.closedAfter) {
      // Sent before the lane closed: it tells for how long, and nothing new about the limit.
      if (this.isRestarting) this.closedUntil = Math.max(this.closedUntil, until);
      return;
    }
    this.strikes++;
    const isLong = (retryAfterMs ?? 0) > LONG_MS;
    if (!saysNothingLeft && !isLong && this.strikes < STRIKES) return;
    this.limit.cut(now - this.openedAt);
    this.closedUntil = Math.max(this.closedUntil, until);
    this.closedAfter = this.started;
    this.isRestarting = true;
    this.strikes = AFTER_CLOSING;
  }

  private costs({ inputTokens }: Waiting): Record<Limited, number> {
    return {
      requests: 1,
      inputTokens: inputTokens * this.inputPerEstimate,
      outputTokens: this.outputTokens,
    };
  }
}

const LIMITED: readonly Limited[] = ['requests', 'inputTokens', 'outputTokens'];
