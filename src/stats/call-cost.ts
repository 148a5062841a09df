import { requireWithin } from './checks.ts';

/** One response in tokens, and prices relative to one uncached input token. */
export interface CallShape {
  /** Tokens of the system prompt, which later calls read from the cache. */
  readonly prompt: number;
  /** Tokens of the rest of the input. */
  readonly task: number;
  readonly output: number;
  readonly outPrice: number;
  readonly cacheRead: number;
  /** Factor on everything in a batch. */
  readonly batch: number;
}

/** Cost of one response in uncached input tokens, by way of calling. */
export interface CallCost {
  readonly plain: number;
  /** Once the prompt is in the cache. */
  readonly cachedSteady: number;
  readonly batch: number;
  readonly batchCachedSteady: number;
}

/**
 * What one response costs, to weigh designs against each other without knowing prices in dollars.
 * @throws {RangeError} if a number is negative or not finite.
 */
export function callCost(shape: CallShape): CallCost {
  for (const [name, value] of Object.entries(shape)) requireWithin(name, value, 0, Number.MAX_VALUE);
  const { prompt, task, output, outPrice, cacheRead, batch } = shape;
  const rest = task + output * outPrice;
  const plain = prompt + rest;
  const cachedSteady = prompt * cacheRead + rest;
  return { plain, cachedSteady, batch: batch * plain, batchCachedSteady: batch * cachedSteady };
}
