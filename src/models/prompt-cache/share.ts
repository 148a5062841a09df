import type { Usage } from '../model.ts';

/** The share of all input tokens that was read from the prompt cache, 0 to 1; undefined where there was no input. */
export function cacheReadShare({
  inputTokens,
  cacheReadTokens,
  cacheWriteTokens,
}: Omit<Usage, 'outputTokens'>): number | undefined {
  const all = inputTokens + cacheReadTokens + cacheWriteTokens;
  return all === 0 ? undefined : cacheReadTokens / all;
}
