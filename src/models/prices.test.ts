import { describe, expect, test } from 'vitest';
import { ALIASES } from './aliases.ts';
import { costOf } from './prices.ts';

const usage = { inputTokens: 1000, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 0 };

describe('costOf', () => {
  // $ per million: input 5, output 25, cache read 0.5, cache write 6.25.
  test('adds up input, output, cache reads and cache writes', () => {
    const million = { inputTokens: 1e6, outputTokens: 1e6, cacheReadTokens: 1e6, cacheWriteTokens: 1e6 };
    expect(costOf('claude-opus-4-8', million)).toBeCloseTo(5 + 25 + 0.5 + 6.25, 10);
    expect(costOf('claude-opus-4-8', usage)).toBeCloseTo(0.0075, 10);
  });

  test('knows a model by its dated name as well', () => {
    expect(costOf('claude-haiku-4-5-20251001', usage)).toBe(costOf('claude-haiku-4-5', usage));
    expect(costOf('claude-haiku-4-5', usage)).toBeCloseTo(0.0015, 10);
  });

  test.each(['claude-unheard-of', 'gpt-5', 'replay', ''])('does not know what %j costs', (model) => {
    expect(costOf(model, usage)).toBeUndefined();
  });

  test('never gives a newer version the price of its elder', () => {
    expect(costOf('claude-haiku-4-5', usage)).toBeDefined();
    expect(costOf('claude-haiku-4-55', usage)).toBeUndefined();
    expect(costOf('claude-haiku-4-5-fast', usage)).toBeUndefined();
  });

  test('gives each current model either a price or none, never 0', () => {
    for (const model of Object.values(ALIASES)) expect(costOf(model, usage)).not.toBe(0);
  });
});
