import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../test/virtual-clock.ts';
import { openAccount } from './limits/account.ts';
import { ModelError } from './model.ts';
import {
  backoffMs,
  type Failure,
  isRetryable,
  type Outcome,
  RETRY_POLICY,
  retryAfter,
  type RetryPolicy,
  type Tried,
  withRetries,
} from './retry.ts';

interface Said {
  readonly text: string;
  readonly usage?: undefined;
}

const OVERLOADED: Failure = { kind: 'overloaded', message: 'the server failed', retry: true };
const LIMITED: Failure = { kind: 'rate-limit', message: 'rate limit', retry: true };
const UNREACHABLE: Failure = { kind: 'network', message: 'no connection', retry: true };

const policy: RetryPolicy = {
  maxAttempts: 4,
  baseDelayMs: 1000,
  maxDelayMs: 3000,
  attemptMs: 60_000,
  deadlineMs: 60_000,
  maxWaitMs: 100_000,
};

interface Called {
  readonly tried: Tried<Said> | undefined;
  readonly error: unknown;
  readonly waits: readonly number[];
}

/** A call that fails like this, one failure after another, and is answered after the last. */
async function call(
  failures: readonly Failure[],
  options: {
    readonly policy?: Partial<RetryPolicy>;
    readonly random?: number;
    readonly wasReached?: boolean;
    readonly attempt?: (signal: AbortSignal) => Promise<Outcome<Said>>;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Called> {
  const { random = 0.5, wasReached = true } = options;
  const clock = virtualClock(() => random);
  const account = openAccount(8, clock);
  const left = [...failures];
  const next = async (): Promise<Outcome<Said>> => {
    const failure = left.shift();
    return failure ? { type: 'failed', failure } : { type: 'answered', value: { text: 'yes' } };
  };
  const calling = withRetries<Said>(
    (signal, pass) => {
      if (wasReached) pass.heard(new Headers());
      return (options.attempt ?? next)(signal);
    },
    {
      policy: { ...policy, ...options.policy },
      timing: clock,
      account,
      model: 'm',
      inputTokens: 1,
      signal: options.signal,
    },
  );
  const ended = calling.then(
    (tried) => ({ tried, error: undefined }),
    (error: unknown) => ({ tried: undefined, error }),
  );
  await clock.settle();
  return { ...(await ended), waits: clock.waits };
}

/** The same failure again and again. */
function times(count: number, failure: Failure): Failure[] {
  return Array.from({ length: count }, () => failure);
}

/** An attempt that ends only when it is stopped. */
function forever(signal: AbortSignal): Promise<Outcome<Said>> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}

describe('withRetries', () => {
  test('waits longer and longer between attempts, up to the longest wait, and tells of both', async () => {
    const { tried, waits } = await call([OVERLOADED, OVERLOADED, OVERLOADED]);
    expect(waits).toEqual([500, 1000, 1500]);
    expect(tried).toEqual({ value: { text: 'yes' }, attempts: 4, waitedMs: 3000 });
  });

  test('gives up after the last attempt with the last failure', async () => {
    const last: Failure = { kind: 'network', message: 'the answer broke off', retry: true };
    const { error, waits } = await call([OVERLOADED, OVERLOADED, OVERLOADED, last]);
    expect(error).toEqual(new ModelError('network', 'the answer broke off; gave up after 4 attempts'));
    expect(error).toMatchObject({ kind: 'network' });
    expect(waits).toHaveLength(3);
  });

  test('does not repeat what cannot get better', async () => {
    const { error, waits } = await call([{ kind: 'bad-request', message: 'no', retry: false }]);
    expect(error).toEqual(new ModelError('bad-request', 'no'));
    expect(waits).toEqual([]);
  });

  test('keeps what a failed call cost', async () => {
    const usage = { inputTokens: 5, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const refused: Failure = { kind: 'refused', message: 'no', retry: false, spent: { usage, cost: 0.1 } };
    expect((await call([refused])).error).toMatchObject({ spent: { usage, cost: 0.1 } });
  });

  test('waits as long as the server asks, and a little on top that keeps trials apart', async () => {
    expect((await call([{ ...LIMITED, retryAfterMs: 7000 }], { random: 0.25 })).waits).toEqual([7250]);
    expect((await call([{ ...LIMITED, retryAfterMs: 100 }], { random: 0.5 })).waits).toEqual([125]);
  });

  test('rides out more rate limits than failures, for they are not the fault of the call', async () => {
    const { tried } = await call(times(30, { ...LIMITED, retryAfterMs: 1000 }));
    expect(tried).toMatchObject({ attempts: 31 });
  });

  test('gives up on rate limits when it has waited long enough', async () => {
    const { error } = await call(times(99, { ...LIMITED, retryAfterMs: 30_000 }));
    expect(error).toEqual(new ModelError('rate-limit', 'rate limit; gave up after 4 attempts'));
  });

  test('does not begin a wait that is longer than anybody waits, and lets no other call begin it', async () => {
    const clock = virtualClock();
    const account = openAccount(1, clock);
    const options = { policy, timing: clock, account, model: 'm', inputTokens: 1 };
    const failure = { ...LIMITED, retryAfterMs: 3_600_000 };
    const both = Promise.allSettled([
      withRetries<Said>(async () => ({ type: 'failed', failure }), options),
      withRetries<Said>(async () => ({ type: 'answered', value: { text: 'never' } }), options),
    ]);
    await clock.settle();
    const message = 'rate limit; the server asks to wait 3600 s; gave up after 1 attempt';
    expect(await both).toMatchObject([
      { status: 'rejected', reason: { kind: 'fatal', message } },
      { status: 'rejected', reason: { kind: 'fatal', message } },
    ]);
    expect(clock.now()).toBe(0);
  });

  test('lets no other call try what would fail likewise', async () => {
    const clock = virtualClock();
    const account = openAccount(1, clock);
    const options = { policy, timing: clock, account, model: 'm', inputTokens: 1 };
    const failure: Failure = { kind: 'fatal', message: 'the key was not accepted', retry: false };
    const refused = withRetries<Said>(async () => ({ type: 'failed', failure }), options);
    await expect(refused).rejects.toThrow(failure.message);
    const next = withRetries<Said>(() => Promise.reject(new Error('was sent')), options);
    await expect(next).rejects.toMatchObject({ kind: 'fatal', message: failure.message });
  });

  test('gives up sooner where no response ever came, since every other call would fail likewise', async () => {
    const failures = times(9, UNREACHABLE);
    const unreached = await call(failures, { wasReached: false, policy: { maxAttempts: 8 } });
    expect(unreached.error).toEqual(new ModelError('fatal', 'no connection; gave up after 4 attempts'));
    expect(unreached.error).toMatchObject({ kind: 'fatal' });
    const reached = await call(failures, { policy: { maxAttempts: 8 } });
    expect(reached.error).toEqual(new ModelError('network', 'no connection; gave up after 8 attempts'));
  });

  test('ends an attempt that takes too long, and then tries again', async () => {
    let asked = 0;
    const attempt = (signal: AbortSignal): Promise<Outcome<Said>> =>
      asked++ === 0 ? forever(signal) : Promise.resolve({ type: 'answered', value: { text: 'yes' } });
    const timing = { ...virtualClock(), sleep: () => Promise.resolve() };
    const account = openAccount(1, timing);
    const options = { policy: { ...policy, attemptMs: 20 }, timing, account, model: 'm', inputTokens: 1 };
    await expect(withRetries<Said>(attempt, options)).resolves.toMatchObject({ attempts: 2 });
    await expect(
      withRetries<Said>(forever, { ...options, policy: { ...policy, attemptMs: 20, maxAttempts: 1 } }),
    ).rejects.toThrow('no answer within 0 s; gave up after 1 attempt');
  });

  test('stops when a turn has taken its time', async () => {
    const { error } = await call(times(9, OVERLOADED), {
      policy: { maxAttempts: 9, deadlineMs: 2000 },
    });
    expect(error).toEqual(new ModelError('overloaded', 'the server failed; gave up after 3 attempts'));
  });

  test('throws the reason of its signal when that aborts during an attempt or a wait', async () => {
    const reason = new Error('interrupted');
    const stop = new AbortController();
    const attempt = (signal: AbortSignal): Promise<Outcome<Said>> => {
      setImmediate(() => stop.abort(reason));
      return forever(signal);
    };
    expect((await call([], { attempt, signal: stop.signal })).error).toBe(reason);

    const clock = virtualClock();
    const later = new AbortController();
    const calling = withRetries<Said>(async () => ({ type: 'failed', failure: OVERLOADED }), {
      policy,
      timing: { ...clock, sleep: (ms, signal) => (later.abort(reason), clock.sleep(ms, signal)) },
      account: openAccount(1, clock),
      model: 'm',
      inputTokens: 1,
      signal: later.signal,
    });
    await expect(calling).rejects.toBe(reason);
  });

  test('lets a bug through, and leaves its place to others', async () => {
    const bug = new TypeError('x is not a function');
    const clock = virtualClock();
    const options = { policy, timing: clock, account: openAccount(1, clock), model: 'm', inputTokens: 1 };
    await expect(withRetries<Said>(() => Promise.reject(bug), options)).rejects.toBe(bug);
    const next = withRetries<Said>(async () => ({ type: 'answered', value: { text: 'yes' } }), options);
    await expect(next).resolves.toMatchObject({ attempts: 1 });
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
    [{ 'retry-after': 'Sat, 21 Nov 2026 13:00:09 GMT', date: 'Sat, 21 Nov 2026 13:00:00 GMT' }, 9000],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': 'later' }, undefined],
    [{ 'retry-after': 'Infinity' }, undefined],
  ])('reads %j as %s ms', (headers: Record<string, string>, expected) => {
    expect(retryAfter(new Headers(headers), now)).toBe(expected);
  });
});
