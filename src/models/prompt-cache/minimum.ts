/**
 * Fewest tokens of a prompt that a model caches (Messages API documentation, "Prompt caching", limitations); newest first,
 * for the first prefix that fits counts.
 */
const MINIMUM: readonly (readonly [string, number])[] = [
  ['claude-opus-4-7', 4096],
  ['claude-opus-4-6', 4096],
  ['claude-opus-4-5', 4096],
  ['claude-haiku-4-5', 4096],
  ['claude-sonnet-4-6', 2048],
  ['claude-3-5-haiku', 2048],
  ['claude-3-haiku', 2048],
];

/** For the models that the list does not know: no model caches less. */
const LEAST = 1024;

/** Fewest tokens of a prompt that this model caches, as far as it is documented. */
export function fewestCachedTokens(model: string): number {
  return MINIMUM.find(([prefix]) => model.startsWith(prefix))?.[1] ?? LEAST;
}

/** A guess from the length of a text, rather too high than too low: three bytes a token. */
export function guessTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}

/** Whether a system prompt is surely too short for the prompt cache of a model. */
export function isTooShortToCache(model: string, system: string): boolean {
  return guessTokens(system) < fewestCachedTokens(model);
}

/**
 * One line about the agents whose prompts are too short to be cached, for the user; undefined if there are none. `agents`
 * have the resolved model id.
 */
export function shortPromptNote(
  agents: readonly { readonly id: string; readonly model: string; readonly prompt: string }[],
): string | undefined {
  const short = agents.filter(({ model, prompt }) => isTooShortToCache(model, prompt));
  if (short.length === 0) return undefined;
  const each = short.map(
    ({ id, model, prompt }) =>
      `${id} (about ${guessTokens(prompt)} of ${fewestCachedTokens(model)} tokens for ${model})`,
  );
  return `too short for the prompt cache, so that every call pays for the whole prompt: ${each.join(', ')}; estimated at 3 bytes a token`;
}
