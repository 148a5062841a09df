import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../../input/user-error.ts';
import { type Account, openAccount } from '../limits/account.ts';
import { CONCURRENCY, type NetworkOptions, onlyGiven, trialsFor } from '../network-options.ts';
import type { Model, ModelAnswer } from '../model.ts';
import { OnFirstUse } from '../on-first-use.ts';
import { guessTokens } from '../prompt-cache/minimum.ts';
import { redact } from '../redact.ts';
import { type Outcome, REAL_TIMING, RETRY_POLICY, withRetries } from '../retry.ts';
import { loadPromptfoo, requirePromptfoo } from './load.ts';
import { givenCost, readHeaders, readResponse } from './response.ts';

/** What a promptfoo model needs to know. */
export interface PromptfooOptions extends NetworkOptions {
  /** A provider id as promptfoo has it: `openai:chat:gpt-4o`, `ollama:chat:llama3.2`, `file://provider.yaml`. */
  readonly id: string;
  /** Where `file://` paths start. */
  readonly folder: string;
  /** Whose values must not be shown: promptfoo reads its keys from the environment of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Answers from any provider of promptfoo. System prompt and conversation go to it as chat messages in JSON, which its chat
 * providers read; a completion provider sees the JSON. A `file://` or `exec:` provider is code that the user names, and is run.
 * @throws {UserError} if promptfoo is not installed, or a `file://` provider cannot be read; `answer` throws one if promptfoo does
 * not know the provider.
 */
export function promptfooModel(options: PromptfooOptions): Model {
  const { id, folder, retry, timing = REAL_TIMING, concurrency = CONCURRENCY, prices } = options;
  requirePromptfoo('a model behind `promptfoo:`');
  if (!/^\S+$/.test(id))
    throw new UserError(
      `promptfoo: found "${id}", expected a provider id, for example promptfoo:openai:chat:gpt-4o`,
    );
  const { maxTokens, temperature } = options.params ?? {};
  // Retries are ours: its own would wait a minute for each rate limit.
  const config = { max_tokens: maxTokens, temperature, maxRetries: 0 };
  const secrets = Object.entries(options.env ?? process.env).flatMap(([name, value]) =>
    value !== undefined && value.length >= 8 && /KEY|TOKEN|SECRET|PASSWORD/i.test(name) ? [value] : [],
  );
  const policy = { ...RETRY_POLICY, ...retry };
  let account: Account | undefined;
  const provider = new OnFirstUse(async () => {
    const { loadApiProvider } = await loadPromptfoo();
    try {
      return await loadApiProvider(id, { basePath: folder, options: { config } });
    } catch (error) {
      throw new UserError(`promptfoo:${id}: ${redact(messageOf(error), secrets)}`);
    }
  });

  const attempt = async (
    prompt: string,
    stop: AbortSignal,
    heard: (headers: Headers) => void,
  ): Promise<Outcome<ModelAnswer>> => {
    const sentAt = timing.now();
    const opened = await provider.get();
    const context = { vars: {}, prompt: { raw: prompt, label: 'vouch' }, bustCache: true };
    const response = await opened.callApi(prompt, context, { abortSignal: stop }).catch((error: unknown) => {
      stop.throwIfAborted();
      // A provider says by throwing what it lacks, such as a key.
      return { error: messageOf(error), hasThrown: true };
    });
    stop.throwIfAborted();
    const headers = readHeaders(response);
    if (headers) heard(headers);
    return readResponse(response, {
      id,
      secrets,
      prices,
      now: timing.now(),
      latencyMs: timing.now() - sentAt,
    });
  };
  return {
    provider: 'promptfoo',
    modelId: () => id,
    params: {
      ...onlyGiven(options.params),
      ...hashOfFile(id, folder),
    },
    async answer({ agent, messages }, signal) {
      signal?.throwIfAborted();
      await provider.get();
      account ??= openAccount(concurrency, timing);
      const prompt = JSON.stringify([{ role: 'system', content: agent.prompt }, ...messages]);
      const { value, attempts, waitedMs } = await withRetries(
        (stop, pass) => attempt(prompt, stop, pass.heard),
        { policy, timing, account, model: id, inputTokens: guessTokens(prompt), signal },
      );
      return { ...value, attempts, waitedMs: Math.round(waitedMs) };
    },
    costOf: (_, usage) => givenCost(id, usage, prices),
    parallelTrials: trialsFor(concurrency),
    limits: () => account?.limits() ?? [],
    async close() {
      account?.close();
      await provider.opened?.cleanup?.();
    },
  };
}

/** Another file behind the same id is another model. */
function hashOfFile(id: string, folder: string): { readonly file?: string } {
  if (!id.startsWith('file://')) return {};
  const path = resolve(folder, id.slice('file://'.length));
  try {
    return { file: hash('sha256', readFileSync(path)) };
  } catch (error) {
    throw UserError.at(path, `cannot be read as a provider of promptfoo (${messageOf(error)})`);
  }
}
