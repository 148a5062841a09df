import { createRequire } from 'node:module';
import type * as Prices from '@pydantic/genai-prices';
import type { Usage } from './model.ts';

const require: (name: string) => typeof Prices = createRequire(import.meta.url);
let prices: typeof Prices | undefined;

/** Message Batches cost half of all prices, caching included (platform.claude.com, "Batch processing", Pricing). */
export const BATCH_PRICE = 0.5;

/**
 * Dollars that the usage of one call costs, cache reads and five-minute cache writes included, at the prices that
 * `@pydantic/genai-prices` carries; undefined for a model whose price it does not know.
 */
export function costOf(modelId: string, usage: Usage): number | undefined {
  // Required on first use: half a megabyte of prices would cost every start 0.1 s.
  prices ??= require('@pydantic/genai-prices');
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const found = prices.calcPrice(
    {
      // There, input is all of it; here, as in the bill of the Messages API, only what no cache held.
      input_tokens: inputTokens + cacheReadTokens + cacheWriteTokens,
      output_tokens: outputTokens,
      cache_read_tokens: cacheReadTokens,
      cache_write_tokens: cacheWriteTokens,
    },
    modelId,
    { providerId: 'anthropic' },
  );
  return found && isSameModel(modelId, found.model.id) ? found.total_price : undefined;
}

/**
 * The price table matches by prefix, so that a newer version gets the price of its elder (`claude-sonnet-5-5` that of
 * `claude-sonnet-5`, whose cache reads cost twice as much): only a date or `latest` may follow.
 */
function isSameModel(modelId: string, pricedId: string): boolean {
  return withoutDate(modelId) === withoutDate(pricedId);
}

function withoutDate(modelId: string): string {
  return modelId.replace(/-(?:\d{8}|latest|0)$/, '');
}
