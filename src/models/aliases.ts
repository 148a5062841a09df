import { UserError } from '../input/user-error.ts';

/** The newest model of each family that `@anthropic-ai/sdk` lists; a test compares the two. */
export const ALIASES: Readonly<Record<string, string>> = {
  opus: 'claude-opus-5-5',
  sonnet: 'claude-sonnet-5-5',
  haiku: 'claude-haiku-5-5',
  fable: 'claude-fable-5-2',
};

/** How names of models are read. */
export interface AliasOptions {
  /** Aliases to add or replace: alias -> full model id. */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /** For agents that name no model, or `inherit`: an alias or a full id. */
  readonly default?: string | undefined;
  /** Who names the model, for messages: the agent's path. */
  readonly where: string;
}

/**
 * The full model id that an agent's `model` means.
 * @throws {UserError} if the alias is not known, or there is no default to inherit.
 */
export function resolveModel(
  agentModel: string | undefined,
  { overrides = {}, default: defaultModel, where }: AliasOptions,
): string {
  const known = new Map(Object.entries({ ...ALIASES, ...overrides }));
  const named = agentModel?.trim() ?? '';
  const inherits = !known.has(named) && (named === '' || named === 'inherit');
  const name = inherits ? (defaultModel?.trim() ?? '') : named;
  const found = known.get(name);
  if (found !== undefined) return found;
  if (name.startsWith('claude-')) return name;
  const expected = `known are ${[...known.keys(), 'inherit'].join(', ')}, and full ids (claude-…)`;
  if (!inherits) {
    throw UserError.at(
      where,
      `unknown model "${name}"; ${expected}; add others under \`models\` in the suite`,
    );
  }
  if (name === '') {
    throw UserError.at(
      where,
      'names no model and there is no default; set `defaultModel` in the suite, or --model',
    );
  }
  throw UserError.at(where, `inherits the default model "${name}", which is unknown; ${expected}`);
}
