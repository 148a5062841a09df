import type { ModelPrices } from './prices.ts';
import type { RetryPolicy, Timing } from './retry.ts';

/** Sampling parameters as a suite gives them. */
export interface GivenParams {
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
}

/** What every model that is called over a network needs to know. */
export interface NetworkOptions {
  readonly params?: GivenParams | undefined;
  /** Most calls in flight. */
  readonly concurrency?: number | undefined;
  /** Dollars for a million tokens, by model id, where the price is known better than the built-in list knows it. */
  readonly prices?: ModelPrices | undefined;
  readonly retry?: Partial<RetryPolicy>;
  readonly timing?: Timing;
}

/** Calls in flight where nothing else is said. */
export const CONCURRENCY = 8;

/** Trials at work at once: those that wait out a rate limit of their own leave room in flight for others. */
export const trialsFor = (concurrency: number): number => 2 * concurrency;

/** Only what the user set: the rest is left to the server, and is no part of a trial's key. */
export function onlyGiven({ maxTokens, temperature }: GivenParams = {}): {
  readonly maxTokens?: number;
  readonly temperature?: number;
} {
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}
