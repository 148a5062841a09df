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
  const own = ownOf(given, modelId) ?? ownOf(given, withoutDate(modelId));
  return own ? atPrices(own, usage) : listed(modelId, url)(usage);
}

function atPrices(
  { input, output, cacheRead = input, cacheWrite = input }: TokenPrices,
  { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: Usage,
): number {
  const millionths =
    inputTokens * input + outputTokens * output + cacheReadTokens * cacheRead + cacheWriteTokens * cacheWrite;
  return millionths / 1e6;
}

type Cost = (usage: Usage) => number | undefined;

const listedCosts = new Map<string, Cost>();

/** Looking a model up takes longer than all else that is done with a short answer: once is enough. */
function listed(modelId: string, url: string | undefined): Cost {
  const place = `${modelId}\n${url ?? ''}`;
  let cost = listedCosts.get(place);
  if (!cost) {
    cost = lookUp(modelId, url);
    listedCosts.set(place, cost);
  }
  return cost;
}

/** Half a megabyte, which takes 15 ms and not every command needs. */
function priceList(): typeof Prices {
  return (prices ??= require('@pydantic/genai-prices'));
}

/** When requests have gone out, and answers that take long have not come yet. */
const SOON_MS = 20;

/** Loads the prices while the first answers are waited for. */
export function loadPricesSoon(): void {
  setTimeout(priceList, SOON_MS).unref();
}

function lookUp(modelId: string, url: string | undefined): Cost {
  const { calcPrice } = priceList();
  const place = url === undefined ? { providerId: 'anthropic' } : { providerApiUrl: url };
  const found = calcPrice({}, modelId, place);
  if (!found || !isSameModel(modelId, found.model.id)) return () => undefined;
  const flat = flatPrices(found);
  if (flat) return (usage) => atPrices(flat, usage);
  return ({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }) =>
    calcPrice(
      {
        // There, input is all of it; here, as in the bill of the Messages API, only what no cache held.
        input_tokens: inputTokens + cacheReadTokens + cacheWriteTokens,
        output_tokens: outputTokens,
        cache_read_tokens: cacheReadTokens,
        cache_write_tokens: cacheWriteTokens,
      },
      modelId,
      place,
    )?.total_price;
}

/** Prices by the token alone; undefined where a call costs something, or prices change with the time or the size. */
function flatPrices({ model, model_price: listing }: Prices.PriceCalculation): TokenPrices | undefined {
  if (Array.isArray(model.prices) || 'requests_kcount' in listing) return undefined;
  const { input_mtok: input, output_mtok: output } = listing;
  const { cache_read_mtok: cacheRead = input, cache_write_mtok: cacheWrite = input } = listing;
  return [input, output, cacheRead, cacheWrite].every((price) => typeof price === 'number')
    ? ({ input, output, cacheRead, cacheWrite } as TokenPrices)
    : undefined;
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
