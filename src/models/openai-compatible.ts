import { UserError } from '../input/user-error.ts';
import { CONCURRENCY, type NetworkOptions, onlyGiven, trialsFor } from './network-options.ts';
import type { Model } from './model.ts';
import { OnFirstUse } from './on-first-use.ts';
import { costOf } from './prices.ts';
import { redactAddress } from './redact.ts';
import { REAL_TIMING, RETRY_POLICY } from './retry.ts';

/** What a chat-completions model needs to know. */
export interface OpenAiCompatibleOptions extends NetworkOptions {
  /** `<base URL>#<model>`, as it stands behind `openai-compatible:`. */
  readonly spec: string;
  /** Where OPENAI_API_KEY is read; servers of one's own need none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Where chat completions are asked for. */
export interface ChatAccess {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly model: string;
  readonly key: string | undefined;
}

/** Sampling parameters; what the user did not set is left to the server. */
export interface ChatParams {
  readonly maxTokens?: number;
  readonly temperature?: number;
}

/**
 * Answers from a server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, OpenRouter, OpenAI itself.
 * @throws {UserError} if the spec names no URL or no model, or the key cannot be a key; nothing has been called by then.
 */
export function openAiCompatibleModel(options: OpenAiCompatibleOptions): Model {
  const { retry, timing = REAL_TIMING, concurrency = CONCURRENCY, prices } = options;
  const access = readChatAccess(options.spec, options.env ?? process.env);
  const params: ChatParams = onlyGiven(options.params);
  const api = new OnFirstUse(async () => {
    const { openChatApi } = await import('./chat-api.ts');
    const policy = { ...RETRY_POLICY, ...retry };
    return openChatApi({ access, params, policy, timing, concurrency, prices });
  });
  return {
    provider: 'openai-compatible',
    modelId: () => access.model,
    // Two servers may give one name to two models.
    params: { ...params, baseUrl: access.baseUrl },
    async answer({ agent, messages }, signal) {
      const { ask } = await api.get();
      return ask([{ role: 'system', content: agent.prompt }, ...messages], signal);
    },
    costOf: (_, usage) => costOf(access.model, usage, { prices, url: access.baseUrl }),
    parallelTrials: trialsFor(concurrency),
    limits: () => api.opened?.limits() ?? [],
    close: async () => api.opened?.close(),
  };
}

const EXAMPLE = 'openai-compatible:http://localhost:11434/v1#llama3.2';

function readChatAccess(spec: string, env: Readonly<Record<string, string | undefined>>): ChatAccess {
  const hash = spec.indexOf('#');
  const [address, model] = hash === -1 ? [spec, ''] : [spec.slice(0, hash), spec.slice(hash + 1).trim()];
  const shown = redactAddress(spec);
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UserError(`openai-compatible: found "${shown}", expected a base URL and a model: ${EXAMPLE}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new UserError(
      `openai-compatible: ${url.protocol}//${url.host} comes with a user, password or query, which would end up in the run file; set OPENAI_API_KEY instead`,
    );
  }
  if (model === '' || /\s/.test(model))
    throw new UserError(`openai-compatible: "${shown}" names no model; expected ${EXAMPLE}`);
  const key = env['OPENAI_API_KEY']?.trim() || undefined;
  if (key !== undefined && /[^\u0021-\u007e]/.test(key)) {
    throw UserError.at(
      'OPENAI_API_KEY',
      'holds a blank, a line break or a character that no key has; copy the key again',
    );
  }
  return { baseUrl: url.href.replace(/\/+$/, ''), model, key };
}
