import { describe, expect, test } from 'vitest';
import { fewestCachedTokens, guessTokens, isTooShortToCache, shortPromptNote } from './minimum.ts';
import { Priming } from './priming.ts';

const NEVER = new AbortController().signal;

/** Lets everything run that can. */
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Priming', () => {
  test('lets one call with each prompt go first, and the others when its answer has begun', async () => {
    const priming = new Priming();
    const first = await priming.enter('a', NEVER);
    const other = await priming.enter('b', NEVER);
    const entered: number[] = [];
    const waiting = [1, 2].map((call) => priming.enter('a', NEVER).then(() => entered.push(call)));
    await soon();
    expect([first !== undefined, other !== undefined, entered]).toEqual([true, true, []]);
    first?.begun();
    await Promise.all(waiting);
    expect(await priming.enter('a', NEVER)).toBeUndefined();
  });

  test('makes the next call the first one when that gives no answer', async () => {
    const priming = new Priming();
    const first = await priming.enter('a', NEVER);
    const second = priming.enter('a', NEVER);
    const third = priming.enter('a', NEVER);
    first?.passOn();
    const role = await second;
    expect(role).toBeDefined();
    role?.begun();
    expect(await third).toBeUndefined();
  });

  test('does not give the role away twice when the first is told to be late of it', async () => {
    const priming = new Priming();
    const first = await priming.enter('a', NEVER);
    first?.passOn();
    const second = await priming.enter('a', NEVER);
    first?.passOn();
    let isThird = false;
    const third = priming.enter('a', NEVER).then((role) => {
      isThird = true;
      return role;
    });
    await soon();
    expect(isThird).toBe(false);
    second?.begun();
    expect(await third).toBeUndefined();
  });

  test('lets go of a call whose signal aborts', async () => {
    const priming = new Priming();
    await priming.enter('a', NEVER);
    const stop = new AbortController();
    const waiting = priming.enter('a', stop.signal);
    const reason = new Error('interrupted');
    stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});

describe('the least that is cached', () => {
  test('is what the documentation says of a model, dated or not, and 1024 where it says nothing', () => {
    expect(fewestCachedTokens('claude-haiku-4-5-20251001')).toBe(4096);
    expect(fewestCachedTokens('claude-sonnet-4-6')).toBe(2048);
    expect(fewestCachedTokens('claude-unheard-of')).toBe(1024);
  });

  test('is compared with a guess that counts bytes, so that no script is taken for shorter than it is', () => {
    expect(guessTokens('abcdef')).toBe(2);
    expect(guessTokens('数据库索引')).toBe(5);
    expect(isTooShortToCache('claude-sonnet-5', 'x'.repeat(3069))).toBe(true);
    expect(isTooShortToCache('claude-sonnet-5', 'x'.repeat(3072))).toBe(false);
  });

  test('is told to the user with the agents that stay below it', () => {
    const agents = [
      { id: 'terse', model: 'claude-haiku-4-5', prompt: 'x'.repeat(300) },
      { id: 'long', model: 'claude-haiku-4-5', prompt: 'x'.repeat(30_000) },
    ];
    expect(shortPromptNote(agents)).toBe(
      'too short for the prompt cache, so that every call pays for the whole prompt: terse (about 100 of 4096 tokens for claude-haiku-4-5); estimated at 3 bytes a token',
    );
    expect(shortPromptNote(agents.slice(1))).toBeUndefined();
  });
});
