import { UserError } from '../input/user-error.ts';
import { resolveModel } from './aliases.ts';
import { CONCURRENCY, type NetworkOptions, trialsFor } from './network-options.ts';
import type { Model } from './model.ts';
import { OnFirstUse } from './on-first-use.ts';
import { costOf } from './prices.ts';
import { redactAddress } from './redact.ts';
import { REAL_TIMING, RETRY_POLICY } from './retry.ts';

/** Sampling parameters; the newest models refuse any `temperature`, so only what the user set is sent. */
export interface AnthropicParams {
  /** Upper limit of one answer with its thinking, in tokens. */
  readonly maxTokens: number;
  readonly temperature?: number;
}

/** What the anthropic model needs to know. */
export interface AnthropicOptions extends NetworkOptions {
  /** Alias or full id for all agents; by default each agent's own `model`. */
  readonly model?: string | undefined;
  /** For agents that name no model, or `inherit`. */
  readonly defaultModel?: string | undefined;
  /** Aliases to add or replace: alias -> full model id. */
  readonly aliases?: Readonly<Record<string, string>> | undefined;
  /** Where ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN and ANTHROPIC_BASE_URL are read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Room for a long answer and the thinking before it; every current model can give as much. */
const DEFAULT_MAX_TOKENS = 32_000;

/**
 * Answers from the Messages API of Anthropic, or of a gateway that speaks it.
 * @throws {UserError} if there is no usable key or base URL; nothing has been called by then.
 */
export function anthropicModel(options: AnthropicOptions = {}): Model {
  const { aliases: overrides, defaultModel, retry, timing = REAL_TIMING, prices } = options;
  const { concurrency = CONCURRENCY } = options;
  const access = readAccess(options.env ?? process.env);
  const params = paramsOf(options);
  const api = new OnFirstUse(async () => {
    const { openMessagesApi } = await import('./messages-api.ts');
    const policy = { ...RETRY_POLICY, ...retry };
    return openMessagesApi({ access, params, policy, timing, concurrency, prices });
  });
  const modelId: Model['modelId'] = (agent) => {
    const shared = { overrides, default: defaultModel };
    return options.model === undefined
      ? resolveModel(agent.model, { ...shared, where: agent.path })
      : resolveModel(options.model, { ...shared, where: `anthropic:${options.model}` });
  };
  return {
    provider: 'anthropic',
    modelId,
    params: { ...params },
    async answer({ agent, messages }, signal) {
      const { ask } = await api.get();
      return ask({ model: modelId(agent), system: agent.prompt, messages }, signal);
    },
    costOf: (agent, usage) => costOf(modelId(agent), usage, { prices }),
    parallelTrials: trialsFor(concurrency),
    limits: () => api.opened?.limits() ?? [],
    close: async () => api.opened?.close(),
  };
}

/** What is sent of the parameters, the default for what the user did not set included. */
export function paramsOf({ params }: Pick<AnthropicOptions, 'params'>): AnthropicParams {
  return {
    maxTokens: params?.maxTokens ?? DEFAULT_MAX_TOKENS,
    ...(params?.temperature === undefined ? {} : { temperature: params.temperature }),
  };
}

/** How to reach the Messages API. */
export interface Access {
  /** Exactly one of the two, as the SDK takes them. */
  readonly credential: { readonly apiKey: string } | { readonly authToken: string };
  readonly secret: string;
  /** The variable that the secret stands in, for messages. */
  readonly variable: 'ANTHROPIC_API_KEY' | 'ANTHROPIC_AUTH_TOKEN';
  readonly baseUrl: string;
}

const BASE_URL = 'https://api.anthropic.com';

/**
 * Reads key and base URL as the SDK does: trimmed, empty is missing, a key goes before a token. `otherwise` is what to
 * do without a key.
 * @throws {UserError} that says what to set, and never shows a secret.
 */
export function readAccess(
  env: Readonly<Record<string, string | undefined>>,
  otherwise = 'run with --model replay',
): Access {
  const read = (name: string): string | undefined => env[name]?.trim() || undefined;
  const baseUrl = checkBaseUrl(read('ANTHROPIC_BASE_URL') ?? BASE_URL);
  const apiKey = read('ANTHROPIC_API_KEY');
  if (apiKey !== undefined) {
    const variable = 'ANTHROPIC_API_KEY';
    return { credential: { apiKey }, secret: checkSecret(apiKey, variable), variable, baseUrl };
  }
  const authToken = read('ANTHROPIC_AUTH_TOKEN');
  if (authToken !== undefined) {
    const variable = 'ANTHROPIC_AUTH_TOKEN';
    return { credential: { authToken }, secret: checkSecret(authToken, variable), variable, baseUrl };
  }
  throw new UserError(
    `no key for the Anthropic API: set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN), or ${otherwise}`,
  );
}

/** Whatever cannot stand in a header would come back in an error that shows it. */
function checkSecret(secret: string, variable: string): string {
  if (/[^\u0021-\u007e]/.test(secret)) {
    throw UserError.at(
      variable,
      'holds a blank, a line break or a character that no key has; copy the key again',
    );
  }
  return secret;
}

function checkBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw UserError.at(
      'ANTHROPIC_BASE_URL',
      `found "${redactAddress(text)}", expected a URL such as ${BASE_URL}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    const found = `found a user or password in ${url.protocol}//***@${url.host}, which no request can carry`;
    throw UserError.at('ANTHROPIC_BASE_URL', `${found}; take it out and set ANTHROPIC_AUTH_TOKEN`);
  }
  if (url.search !== '' || url.hash !== '') {
    const found = `found a query or fragment behind ${url.origin}${url.pathname}`;
    throw UserError.at('ANTHROPIC_BASE_URL', `${found}, which no request can carry; take it out`);
  }
  return text;
}
