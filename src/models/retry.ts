import { setTimeout as delay } from 'node:timers/promises';
import { ModelError, type ModelErrorCause } from './model.ts';

/** How often and how long a call is tried. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Most time the first wait may take; each further wait may take twice as long. */
  readonly baseDelayMs: number;
  /** Most time any wait may take, unless the server asks for more. */
  readonly maxDelayMs: number;
  /** Most time a call may take with all its attempts and waits. */
  readonly deadlineMs: number;
}

/** Rides out about two minutes of overload; half an hour holds the longest answers. */
export const RETRY_POLICY: RetryPolicy = {
  maxAttempts: 8,
  baseDelayMs: 1000,
  maxDelayMs: 60_000,
  deadlineMs: 30 * 60_000,
};

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
}

/** How one attempt ended. */
export type Outcome<T> =
  | { readonly type: 'answered'; readonly value: T }
  | { readonly type: 'failed'; readonly failure: Failure };

/**
 * Attempts a call until it is answered, cannot be, or time is up. Between attempts it waits a random part of an
 * exponentially growing time ("full jitter"), after the time that the server asked for, if it did.
 * @throws {ModelError} with the last failure; the reason of `signal` if that aborts.
 */
export async function withRetries<T>(
  attempt: (signal: AbortSignal) => Promise<Outcome<T>>,
  { policy, timing, signal }: { policy: RetryPolicy; timing: Timing; signal?: AbortSignal | undefined },
): Promise<T> {
  const startedAt = timing.now();
  const deadline = AbortSignal.timeout(policy.deadlineMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const throwIfStopped = (): void => {
    signal?.throwIfAborted();
    if (deadline.aborted) throw new ModelError('timeout', `no answer within ${seconds(policy.deadlineMs)}`);
  };
  for (let attempts = 1; ; attempts++) {
    const outcome = await attempt(either);
    if (outcome.type === 'answered') return outcome.value;
    throwIfStopped();
    const { kind, message, retry, retryAfterMs } = outcome.failure;
    if (!retry) throw new ModelError(kind, message);
    const wait = (retryAfterMs ?? 0) + backoffMs(attempts, policy, timing.random());
    const isLate = timing.now() - startedAt + wait >= policy.deadlineMs;
    if (isLate || attempts >= policy.maxAttempts) {
      const asked =
        isLate && retryAfterMs !== undefined ? `; the server asks to wait ${seconds(retryAfterMs)}` : '';
      throw new ModelError(
        kind,
        `${message}${asked}; gave up after ${attempts} attempt${attempts === 1 ? '' : 's'}`,
      );
    }
    await timing.sleep(wait, either).catch((error: unknown) => {
      throwIfStopped();
      throw error;
    });
  }
}

/** A random part of `baseDelayMs` doubled with every attempt, at most of `maxDelayMs`. */
export function backoffMs(
  attempts: number,
  { baseDelayMs, maxDelayMs }: RetryPolicy,
  random: number,
): number {
  return random * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempts - 1));
}

/**
 * Whether a response that is no answer is worth another attempt: rate limits and server errors are, other refusals are
 * not, and the server's own `x-should-retry` overrules both.
 */
export function isRetryable(status: number, headers: Headers): boolean {
  const advice = headers.get('x-should-retry');
  if (advice === 'true') return true;
  if (advice === 'false') return false;
  return status === 429 || status >= 500;
}

/** The wait that a response asks for by `retry-after-ms` or `retry-after` (seconds or a date), if it is to come. */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const ms = headers.get('retry-after-ms');
  const after = headers.get('retry-after');
  const waits = [
    ms === null ? Number.NaN : Number.parseFloat(ms),
    after === null ? Number.NaN : Number(after) * 1000,
    after === null ? Number.NaN : Date.parse(after) - now,
  ];
  return waits.find((wait) => Number.isFinite(wait) && wait > 0);
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
