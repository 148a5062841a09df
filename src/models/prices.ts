import { createRequire } from 'node:module';
import type * as Prices from '@pydantic/genai-prices';
import type { Usage } from './model.ts';

const require: (name: string) => typeof Prices = createRequire(import.meta.url);
let prices: typeof Prices | undefined;

/** Message Batches cost half of all prices, caching included (platform.claude.com, "Batch processing", Pricing). */
export const BATCH_PRICE = 0.5;
/** Dollars for a million tokens of each kind. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** As input, where it is not given. */
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
}

/** Prices by model id. */
export type ModelPrices = Readonly<Record<string, TokenPrices>>;

/** Where a price is looked for. */
export interface PriceOptions {
  /** Prices that the user gave go before all others. */
  readonly prices?: ModelPrices | undefined;
  /** Where the model is served; Anthropic by default. */
  readonly url?: string | undefined;
}

/**
 * Dollars that the usage of one call costs, cache reads and five-minute cache writes included, at the prices that the user
 * gave, or else that `@pydantic/genai-prices` carries; undefined for a model whose price neither knows.
 */
export function costOf(
  modelId: string,
  usage: Usage,
  { prices: given, url }: PriceOptions = {},
): number | undefined {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const own = ownOf(given, modelId) ?? ownOf(given, withoutDate(modelId));
  if (own) {
    const { input, output, cacheRead = input, cacheWrite = input } = own;
    const millionths =
      inputTokens * input +
      outputTokens * output +
      cacheReadTokens * cacheRead +
      cacheWriteTokens * cacheWrite;
    return millionths / 1e6;
  }
  // Required on first use: half a megabyte of prices would cost every start 0.1 s.
  prices ??= require('@pydantic/genai-prices');
  const found = prices.calcPrice(
    {
      // There, input is all of it; here, as in the bill of the Messages API, only what no cache held.
      input_tokens: inputTokens + cacheReadTokens + cacheWriteTokens,
      output_tokens: outputTokens,
      cache_read_tokens: cacheReadTokens,
      cache_write_tokens: cacheWriteTokens,
    },
    modelId,
    url === undefined ? { providerId: 'anthropic' } : { providerApiUrl: url },
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

function ownOf(prices: ModelPrices | undefined, modelId: string): TokenPrices | undefined {
  return prices && Object.hasOwn(prices, modelId) ? prices[modelId] : undefined;
}
