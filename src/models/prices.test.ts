import { calcPrice } from '@pydantic/genai-prices';
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

  test('takes the price that the user gave before any other, for a dated name as well', () => {
    const prices = { 'claude-haiku-4-5': { input: 100, output: 1000, cacheRead: 10, cacheWrite: 125 } };
    const million = { inputTokens: 1e6, outputTokens: 1e6, cacheReadTokens: 1e6, cacheWriteTokens: 1e6 };
    expect(costOf('claude-haiku-4-5', million, { prices })).toBeCloseTo(1235, 9);
    expect(costOf('claude-haiku-4-5-20251001', million, { prices })).toBeCloseTo(1235, 9);
    expect(costOf('claude-unheard-of', million, { prices })).toBeUndefined();
    expect(costOf('constructor', million, { prices })).toBeUndefined();
  });

  test('takes cached tokens for input where the user gave no price for them', () => {
    const prices = { mine: { input: 2, output: 0 } };
    const cached = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 1e6, cacheWriteTokens: 1e6 };
    expect(costOf('mine', cached, { prices })).toBeCloseTo(4, 9);
  });

  test('looks for the price of a model where it is served', () => {
    expect(costOf('gpt-4o-mini', usage, { url: 'https://api.openai.com/v1' })).toBeGreaterThan(0);
    expect(costOf('gpt-4o-mini', usage, { url: 'http://localhost:11434/v1' })).toBeUndefined();
  });

  test.each([
    ['claude-haiku-4-5', 'at one price for all sizes'],
    ['claude-sonnet-4-5', 'dearer above 200,000 tokens'],
  ])('gives each call of a model the price that the table gives it: %s, %s', (model) => {
    for (const cacheReadTokens of [0, 1000, 300_000]) {
      const used = { inputTokens: 77, outputTokens: 333, cacheReadTokens, cacheWriteTokens: 55 };
      const table = calcPrice(
        {
          input_tokens: 77 + cacheReadTokens + 55,
          output_tokens: 333,
          cache_read_tokens: cacheReadTokens,
          cache_write_tokens: 55,
        },
        model,
        { providerId: 'anthropic' },
      );
      expect(costOf(model, used)).toBeCloseTo(table?.total_price ?? Number.NaN, 10);
    }
  });

  test('charges what a call costs besides its tokens', () => {
    const url = 'https://api.perplexity.ai';
    expect(costOf('sonar', { ...usage, inputTokens: 0, outputTokens: 0 }, { url })).toBeCloseTo(0.012, 9);
  });

  test('gives each current model either a price or none, never 0', () => {
    for (const model of Object.values(ALIASES)) expect(costOf(model, usage)).not.toBe(0);
  });
});
