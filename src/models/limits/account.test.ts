import { describe, expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../../test/virtual-clock.ts';
import type { ResponseHeaders } from '../http/reply.ts';
import { ModelError } from '../model.ts';
import { type Account, openAccount } from './account.ts';
import type { CallEnd } from './lane.ts';

const NEVER = new AbortController().signal;
const ANSWERED: CallEnd = { type: 'answered', usage: undefined };
const LIMITED: CallEnd = { type: 'rate-limited', retryAfterMs: 10_000 };

interface Sent {
  readonly atMs: number;
  readonly tokens: number;
}

/** What a made-up server says to the nth call, and after how long. */
interface Reply {
  readonly afterMs: number;
  readonly end: CallEnd;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Server {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly sent: Sent[];
  readonly mostAtOnce: () => number;
  call(options?: { model?: string; isAgain?: boolean; tokens?: number }): Promise<void>;
}

function server(concurrency: number, reply: (call: number, nowMs: number) => Reply): Server {
  const clock = virtualClock();
  const account = openAccount(concurrency, clock);
  const sent: Sent[] = [];
  let [inFlight, most] = [0, 0];
  return {
    clock,
    account,
    sent,
    mostAtOnce: () => most,
    async call({ model = 'm', isAgain = false, tokens = 1 } = {}) {
      const pass = await account.enter({ model, inputTokens: tokens, isAgain, signal: NEVER });
      most = Math.max(most, ++inFlight);
      sent.push({ atMs: clock.now(), tokens });
      const { afterMs, end, headers = {} } = reply(sent.length, clock.now());
      await clock.sleep(afterMs, NEVER);
      pass.heard({ get: (name) => headers[name] ?? null } satisfies ResponseHeaders);
      inFlight--;
      pass.leave(end);
    },
  };
}

function times(count: number, call: () => Promise<void>): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, call));
}

describe('an account', () => {
  test('never has more calls in flight than the user allows, over all models', async () => {
    const { clock, call, mostAtOnce, sent } = server(5, () => ({ afterMs: 100, end: ANSWERED }));
    const all = Promise.all([times(20, () => call({ model: 'a' })), times(20, () => call({ model: 'b' }))]);
    await clock.settle();
    await all;
    expect(mostAtOnce()).toBe(5);
    expect(sent).toHaveLength(40);
    expect(clock.now()).toBe(800);
  });

  test('lets one bad-luck rate limit pass: nobody else waits', async () => {
    const { clock, call, account, sent } = server(50, (number) => ({
      afterMs: number % 10 === 0 ? 5 : 100,
      end: number % 10 === 0 ? LIMITED : ANSWERED,
    }));
    const all = times(500, () => call());
    await clock.settle();
    await all;
    expect(sent).toHaveLength(500);
    expect(clock.now()).toBeLessThan(2000);
    expect(account.limits().map(({ why }) => why)).not.toContain('rate-limit');
  });

  test('closes for all when rate limits come thick, is cut once for one burst, and starts again one by one', async () => {
    const { clock, call, account, sent } = server(20, (_, nowMs) => ({
      afterMs: nowMs < 9000 ? 5 : 300,
      end: nowMs < 9000 ? LIMITED : ANSWERED,
    }));
    const all = times(100, () => call());
    await clock.settle();
    await all;
    const before = sent.filter(({ atMs }) => atMs < 9000);
    const [first, second] = sent.slice(before.length);
    expect(before.length).toBeLessThanOrEqual(40);
    expect(first!.atMs).toBeGreaterThanOrEqual(10_000);
    expect(second!.atMs - first!.atMs).toBeGreaterThan(50);
    expect(account.limits().slice(0, 2)).toEqual([
      { atMs: 0, limit: 20, why: 'start' },
      { atMs: 5, limit: 14, why: 'rate-limit' },
    ]);
    expect(account.limits()[2]).not.toMatchObject({ why: 'rate-limit' });
  });

  test('closes at the first rate limit that says nothing is left', async () => {
    const { clock, call, account } = server(4, (number) => ({
      afterMs: 5,
      end: number === 1 ? LIMITED : ANSWERED,
      headers: {
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': number === 1 ? '0' : '40',
        'anthropic-ratelimit-requests-reset': new Date(60_000).toISOString(),
      },
    }));
    const all = times(10, () => call());
    await clock.settle();
    await all;
    expect(account.limits()[1]).toMatchObject({ why: 'rate-limit', limit: 2 });
    expect(clock.now()).toBeGreaterThanOrEqual(10_000);
  });

  test('sends no request of which the last response said that there is none left', async () => {
    let left = 20;
    const { clock, call, sent } = server(10, () => {
      left--;
      return {
        afterMs: 100,
        end: left < 0 ? LIMITED : ANSWERED,
        headers: {
          'anthropic-ratelimit-requests-limit': '60',
          'anthropic-ratelimit-requests-remaining': String(Math.max(0, left)),
          'anthropic-ratelimit-requests-reset': new Date(60_000).toISOString(),
        },
      };
    });
    const all = times(21, () => call());
    await clock.settle();
    await all;
    expect(sent.filter(({ atMs }) => atMs < 1000)).toHaveLength(20);
    expect(sent[20]!.atMs).toBeGreaterThanOrEqual(1000);
  });

  test('waits for input tokens as they were estimated, and learns how far the estimates are off', async () => {
    const usage = { inputTokens: 500, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const { clock, call, sent } = server(1, () => ({
      afterMs: 0,
      end: { type: 'answered', usage },
      headers: {
        'anthropic-ratelimit-input-tokens-limit': '60000',
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': new Date(clock.now() + 60_000).toISOString(),
      },
    }));
    const all = times(40, () => call({ tokens: 1000 }));
    await clock.settle();
    await all;
    const gaps = sent.slice(1).map(({ atMs }, index) => atMs - sent[index]!.atMs);
    expect(gaps[0]).toBeCloseTo(950, -2);
    expect(gaps.at(-1)).toBeCloseTo(500, -2);
  });

  test('keeps the limits of models apart: a closed lane holds up no other', async () => {
    const { clock, call, account, sent } = server(30, () => ({ afterMs: 5, end: ANSWERED }));
    const all = times(5, () => call({ model: 'open' }));
    const shut = new ModelError('fatal', 'the server asks to wait');
    account.shut('closed', shut);
    await expect(call({ model: 'closed' })).rejects.toBe(shut);
    await clock.settle();
    await all;
    expect(sent).toHaveLength(5);
    expect(account.limits().map(({ model }) => model)).toEqual(['open', 'closed']);
  });

  test('sends calls that failed before those that were never sent', async () => {
    const { clock, call, sent } = server(1, () => ({ afterMs: 5, end: ANSWERED }));
    const all = Promise.all([
      call({ model: 'm' }),
      call({ model: 'm', tokens: 2 }),
      call({ model: 'm', isAgain: true, tokens: 3 }),
    ]);
    await clock.settle();
    await all;
    expect(sent.map(({ tokens }) => tokens)).toEqual([1, 3, 2]);
  });

  test('lets go of a call whose signal aborts while it waits', async () => {
    const { clock, call, account, sent } = server(1, () => ({ afterMs: 100, end: ANSWERED }));
    const first = call();
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const waiting = account.enter({ model: 'm', inputTokens: 1, isAgain: false, signal: stop.signal });
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const last = call();
    await clock.settle();
    await Promise.all([first, last]);
    expect(sent).toHaveLength(2);
  });
});
