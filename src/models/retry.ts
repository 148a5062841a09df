import { setTimeout as delay } from 'node:timers/promises';
import { clockOf, type ResponseHeaders } from './http/reply.ts';
import type { Account } from './limits/account.ts';
import type { Pass } from './limits/lane.ts';
import { ModelError, type ModelErrorCause, type Spent, type Usage } from './model.ts';
import { NEVER } from './stopped.ts';

/** How often and how long a call is tried. */
export interface RetryPolicy {
  /** Most attempts that fail by anything but a rate limit: that is no fault of the call. */
  readonly maxAttempts: number;
  /** Most time the first wait may take; each further wait may take twice as long. */
  readonly baseDelayMs: number;
  /** Most time any wait may take, unless the server asks for more. */
  readonly maxDelayMs: number;
  /** Most time one attempt may take. */
  readonly attemptMs: number;
  /**
   * Most time a turn may take with its attempts and the waits after their failures, but without the waits on limits: those
   * are as long as the account is small. A trial has few turns, so that this bounds trials as well.
   */
  readonly deadlineMs: number;
  /** Longest wait that a server may ask for, and longest that one call waits for rate limits of its own. */
  readonly maxWaitMs: number;
}

/** Rides out about a minute of overload; a quarter of an hour holds the longest answers. */
export const RETRY_POLICY: RetryPolicy = {
  maxAttempts: 8,
  baseDelayMs: 500,
  maxDelayMs: 60_000,
  attemptMs: 15 * 60_000,
  deadlineMs: 30 * 60_000,
  maxWaitMs: 15 * 60_000,
};

/** Attempts at an address from which no response ever came: it is rather wrong than busy. */
const UNREACHED_ATTEMPTS = 4;

/** The outside world of waiting. */
export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to, but not, 1. */
  random(): number;
}

export const REAL_TIMING: Timing = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
  random: Math.random,
};

/** Why one attempt gave no answer. */
export interface Failure {
  readonly kind: ModelErrorCause;
  /** One line without secrets: what happened and what to do. */
  readonly message: string;
  readonly retry: boolean;
  /** The wait that the server asks for. */
  readonly retryAfterMs?: number | undefined;
  /** What was billed all the same. */
  readonly spent?: Spent | undefined;
}

/** How one attempt ended. */
export type Outcome<T> =
  | { readonly type: 'answered'; readonly value: T }
  | { readonly type: 'failed'; readonly failure: Failure };

/** How a call is sent. */
export interface CallOptions {
  readonly policy: RetryPolicy;
  readonly timing: Timing;
  readonly account: Account;
  readonly model: string;
  /** About how many tokens it sends. */
  readonly inputTokens: number;
  readonly signal?: AbortSignal | undefined;
}

/** An answer, and what it took to get it. */
export interface Tried<T> {
  readonly value: T;
  /** Attempts that were sent, the answered one included. */
  readonly attempts: number;
  /** Milliseconds on limits and between attempts. */
  readonly waitedMs: number;
}

/**
 * Attempts a call, each attempt in its turn at the account, until it is answered, cannot be, or time is up. Between attempts
 * it waits as long as the server asked for and a little on top, or else a random part of an exponentially growing time ("full
 * jitter").
 * @throws {ModelError} with the last failure; the reason of `signal` if that aborts.
 */
export async function withRetries<T extends { readonly usage?: Usage | undefined }>(
  attempt: (signal: AbortSignal, pass: Pass) => Promise<Outcome<T>>,
  { policy, timing, account, model, inputTokens, signal = NEVER }: CallOptions,
): Promise<Tried<T>> {
  const patience = new Patience(policy, timing);
  let waitedMs = 0;
  for (let attempts = 1; ; attempts++) {
    const askedAt = timing.now();
    const pass = await account.enter({ model, inputTokens, isAgain: attempts > 1, signal });
    const startedAt = timing.now();
    waitedMs += startedAt - askedAt;
    const outcome = await inTime(attempt, pass, signal, patience.attemptMs);
    patience.worked(timing.now() - startedAt);
    if (outcome.type === 'answered') {
      pass.leave({ type: 'answered', usage: outcome.value.usage });
      return { value: outcome.value, attempts, waitedMs };
    }
    const { failure } = outcome;
    const next = patience.after(failure, account.wasReached);
    // Before the place is free: no other call need try what would fail likewise.
    if (next.type === 'give-up' && next.error.kind === 'fatal') account.shut(model, next.error);
    pass.leave(
      failure.kind === 'rate-limit'
        ? { type: 'rate-limited', retryAfterMs: failure.retryAfterMs }
        : { type: 'failed' },
    );
    if (next.type === 'give-up') throw next.error;
    await timing.sleep(next.ms, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
    waitedMs += next.ms;
  }
}

/** One attempt, stopped when its time is up. */
async function inTime<T>(
  attempt: (signal: AbortSignal, pass: Pass) => Promise<Outcome<T>>,
  pass: Pass,
  signal: AbortSignal,
  ms: number,
): Promise<Outcome<T>> {
  let isLate = false;
  // Its own, which ends with it; AbortSignal.any would be as good, but keeps the garbage collector busy with weak references.
  const own = new AbortController();
  const stop = (): void => own.abort(signal.reason);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const timer = setTimeout(() => {
    isLate = true;
    own.abort();
  }, ms);
  try {
    return await attempt(own.signal, pass);
  } catch (error) {
    if (signal.aborted || !isLate) {
      pass.leave({ type: 'failed' });
      throw error;
    }
    const message = `no answer within ${seconds(ms)}`;
    return { type: 'failed', failure: { kind: 'timeout', message, retry: true } };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** What to do after a failed attempt. */
type Next =
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'give-up'; readonly error: ModelError };

/** How much of its policy one call has used up. */
class Patience {
  private readonly policy: RetryPolicy;
  private readonly timing: Timing;
  private attempts = 0;
  private failures = 0;
  /** Failures after which the server did not say how long to wait. */
  private unguided = 0;
  private activeMs = 0;
  private limitedMs = 0;

  constructor(policy: RetryPolicy, timing: Timing) {
    this.policy = policy;
    this.timing = timing;
  }

  /** Most time that the next attempt may take. */
  get attemptMs(): number {
    return Math.min(this.policy.attemptMs, this.policy.deadlineMs - this.activeMs);
  }

  /** An attempt took this long. */
  worked(ms: number): void {
    this.attempts++;
    this.activeMs += ms;
  }

  after(failure: Failure, wasReached: boolean): Next {
    const { kind, retry, retryAfterMs = 0 } = failure;
    const { maxWaitMs, maxAttempts, deadlineMs } = this.policy;
    if (!retry) return this.giveUp(failure);
    if (retryAfterMs > maxWaitMs) {
      const message = `${failure.message}; the server asks to wait ${seconds(retryAfterMs)}`;
      return this.giveUp({ ...failure, message, kind: kind === 'rate-limit' ? 'fatal' : kind });
    }
    const ms = this.waitMs(failure);
    if (kind === 'rate-limit') {
      this.limitedMs += ms;
      return this.limitedMs < maxWaitMs ? { type: 'wait', ms } : this.giveUp(failure);
    }
    this.activeMs += ms;
    const isUnreached = kind === 'network' && !wasReached;
    const most = isUnreached ? Math.min(UNREACHED_ATTEMPTS, maxAttempts) : maxAttempts;
    if (++this.failures < most && this.activeMs < deadlineMs) return { type: 'wait', ms };
    return this.giveUp(isUnreached ? { ...failure, kind: 'fatal' } : failure);
  }

  private waitMs({ retryAfterMs }: Failure): number {
    const random = this.timing.random();
    if (retryAfterMs === undefined) return backoffMs(++this.unguided, this.policy, random);
    return retryAfterMs + random * Math.min(this.policy.baseDelayMs, retryAfterMs / 2);
  }

  private giveUp({ kind, message, retry, spent }: Failure): Next {
    const { attempts } = this;
    const tries = retry ? `; gave up after ${attempts} attempt${attempts === 1 ? '' : 's'}` : '';
    return { type: 'give-up', error: new ModelError(kind, `${message}${tries}`, spent) };
  }
}

/** A random part of `baseDelayMs` doubled with every attempt, at most of `maxDelayMs`. */
export function backoffMs(
  attempts: number,
  { baseDelayMs, maxDelayMs }: Pick<RetryPolicy, 'baseDelayMs' | 'maxDelayMs'>,
  random: number,
): number {
  return random * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempts - 1));
}

/**
 * Whether a response that is no answer is worth another attempt: rate limits and server errors are, other refusals are
 * not, and the server's own `x-should-retry` overrules both.
 */
export function isRetryable(status: number, headers: ResponseHeaders): boolean {
  const advice = headers.get('x-should-retry');
  if (advice === 'true') return true;
  if (advice === 'false') return false;
  return status === 429 || status >= 500;
}

/** The wait that a response asks for by `retry-after-ms` or `retry-after` (seconds or a date), if it is to come. */
export function retryAfter(headers: ResponseHeaders, now: number): number | undefined {
  const ms = headers.get('retry-after-ms');
  const after = headers.get('retry-after');
  const waits = [
    ms === null ? Number.NaN : Number.parseFloat(ms),
    after === null ? Number.NaN : Number(after) * 1000,
    after === null ? Number.NaN : Date.parse(after) - clockOf(headers, now),
  ];
  return waits.find((wait) => Number.isFinite(wait) && wait > 0);
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
