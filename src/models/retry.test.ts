import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelError } from './model.ts';
import {
  backoffMs,
  type Failure,
  isRetryable,
  type Outcome,
  RETRY_POLICY,
  retryAfter,
  type RetryPolicy,
  type Timing,
  withRetries,
} from './retry.ts';

/** A clock that only waiting moves. */
function fakeTiming(random = 0.5): Timing & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (ms) => void waits.push(ms),
    random: () => random,
  };
}

const OVERLOADED: Failure = { kind: 'overloaded', message: 'the server failed', retry: true };

/** An attempt that fails like this, one failure after another, and is answered after the last. */
function failing(...failures: Failure[]): () => Promise<Outcome<string>> {
  const left = [...failures];
  return async () => {
    const failure = left.shift();
    return failure ? { type: 'failed', failure } : { type: 'answered', value: 'yes' };
  };
}

/** An attempt that ends only when it is stopped. */
function forever(signal: AbortSignal): Promise<Outcome<string>> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ type: 'failed', failure: OVERLOADED }));
  });
}

const policy: RetryPolicy = { maxAttempts: 4, baseDelayMs: 1000, maxDelayMs: 3000, deadlineMs: 60_000 };

describe('withRetries', () => {
  test('waits longer and longer between attempts, up to the longest wait', async () => {
    const timing = fakeTiming(0.5);
    await expect(withRetries(failing(OVERLOADED, OVERLOADED, OVERLOADED), { policy, timing })).resolves.toBe(
      'yes',
    );
    expect(timing.waits).toEqual([500, 1000, 1500]);
  });

  test('gives up after the last attempt with the last failure', async () => {
    const timing = fakeTiming();
    const last: Failure = { kind: 'rate-limit', message: 'rate limit', retry: true };
    const answer = withRetries(failing(OVERLOADED, OVERLOADED, OVERLOADED, last), { policy, timing });
    await expect(answer).rejects.toThrow(
      new ModelError('rate-limit', 'rate limit; gave up after 4 attempts'),
    );
    await expect(answer).rejects.toMatchObject({ kind: 'rate-limit' });
    expect(timing.waits).toHaveLength(3);
  });

  test('does not repeat what cannot get better', async () => {
    const timing = fakeTiming();
    const answer = withRetries(failing({ kind: 'bad-request', message: 'no', retry: false }), {
      policy,
      timing,
    });
    await expect(answer).rejects.toThrow(/^no$/);
    expect(timing.waits).toEqual([]);
  });

  test('waits at least as long as the server asks, and jitter on top keeps trials apart', async () => {
    const timing = fakeTiming(0.25);
    await withRetries(failing({ ...OVERLOADED, retryAfterMs: 7000 }), { policy, timing });
    expect(timing.waits).toEqual([7250]);
  });

  test('does not begin a wait that ends after the deadline', async () => {
    const timing = fakeTiming();
    const answer = withRetries(failing({ ...OVERLOADED, retryAfterMs: 3_600_000 }), { policy, timing });
    await expect(answer).rejects.toThrow(
      'the server failed; the server asks to wait 3600 s; gave up after 1 attempt',
    );
    expect(timing.waits).toEqual([]);
  });

  test('ends an attempt at the deadline', async () => {
    const answer = withRetries(forever, { policy: { ...policy, deadlineMs: 20 }, timing: fakeTiming() });
    await expect(answer).rejects.toThrow('no answer within 0 s');
    await expect(answer).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('throws the reason of its signal when that aborts during a wait', async () => {
    const reason = new Error('interrupted');
    const stop = new AbortController();
    const timing: Timing = {
      ...fakeTiming(),
      sleep: async (_, signal) => {
        stop.abort(reason);
        signal.throwIfAborted();
      },
    };
    const answer = withRetries(failing(OVERLOADED), { policy, timing, signal: stop.signal });
    await expect(answer).rejects.toBe(reason);
  });

  test('lets a bug through', async () => {
    const bug = new TypeError('x is not a function');
    await expect(withRetries(() => Promise.reject(bug), { policy, timing: fakeTiming() })).rejects.toBe(bug);
  });
});

describe('backoffMs', () => {
  test('is any part of a time that doubles, and never longer than the longest wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (n, random) => {
          const wait = backoffMs(n, RETRY_POLICY, random);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(RETRY_POLICY.maxDelayMs);
          expect(wait).toBe(random * backoffMs(n, RETRY_POLICY, 1));
        },
      ),
    );
  });
});

describe('isRetryable', () => {
  test.each([
    [429, true],
    [500, true],
    [503, true],
    [529, true],
    [400, false],
    [401, false],
    [404, false],
    [413, false],
  ])('says of %i: %s, and its opposite if the server does', (status, expected) => {
    expect(isRetryable(status, new Headers())).toBe(expected);
    expect(isRetryable(status, new Headers({ 'x-should-retry': String(!expected) }))).toBe(!expected);
  });
});

describe('retryAfter', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  test.each([
    [{}, undefined],
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '250', 'retry-after': '3' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '3' }, 3000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT' }, 9000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': 'later' }, undefined],
    [{ 'retry-after': 'Infinity' }, undefined],
  ])('reads %j as %s ms', (headers: Record<string, string>, expected) => {
    expect(retryAfter(new Headers(headers), now)).toBe(expected);
  });
});
