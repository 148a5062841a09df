import { z } from 'zod';
import { parseJson } from '../input/json.ts';
import { compiledLate } from '../input/compiled-late.ts';
import { openHttp } from './http/post.ts';
import { ConnectionError, readText, type Reply } from './http/reply.ts';
import { openAccount } from './limits/account.ts';
import type { LimitChange, ModelAnswer, ModelErrorCause, Spent, Usage } from './model.ts';
import type { ChatAccess, ChatParams } from './openai-compatible.ts';
import { costOf, loadPricesSoon, type ModelPrices } from './prices.ts';
import { guessTokens } from './prompt-cache/minimum.ts';
import { redact } from './redact.ts';
import {
  type Failure,
  isRetryable,
  type Outcome,
  retryAfter,
  type RetryPolicy,
  type Timing,
  withRetries,
} from './retry.ts';

/** One message of a chat, the system prompt included. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A chat-completions server, with limits and retries. */
export interface ChatApi {
  /** @throws {ModelError} when no answer could be had; the reason of `signal` if that aborts. */
  ask(messages: readonly ChatMessage[], signal?: AbortSignal): Promise<ModelAnswer>;
  limits(): readonly LimitChange[];
  close(): Promise<void>;
}

interface Connection {
  readonly access: ChatAccess;
  readonly params: ChatParams;
  readonly policy: RetryPolicy;
  readonly timing: Timing;
  readonly concurrency: number;
  readonly prices: ModelPrices | undefined;
}

const MOST_BYTES = 16 * 1024 * 1024;

/** A client of a chat-completions server; nothing is called before the first `ask`. */
export function openChatApi(connection: Connection): ChatApi {
  const { access, params, policy, timing, concurrency, prices } = connection;
  const http = openHttp();
  const account = openAccount(concurrency, timing);
  loadPricesSoon();
  const headers = {
    'user-agent': 'vouch',
    ...(access.key === undefined ? {} : { authorization: `Bearer ${access.key}` }),
  };
  return {
    async ask(messages, signal) {
      const body = JSON.stringify(requestBody(messages, access, params));
      const { model } = access;
      const { value, attempts, waitedMs } = await withRetries(
        async (stop, pass) => {
          const sentAt = timing.now();
          const outcome = await readReply(async () => {
            const reply = await http.post(`${access.baseUrl}/chat/completions`, headers, body, stop);
            pass.heard(reply.headers);
            return reply;
          });
          if (outcome.type === 'failed') return outcome;
          return { type: 'answered', value: { ...outcome.value, latencyMs: timing.now() - sentAt } };
        },
        { policy, timing, account, model, inputTokens: guessTokens(body), signal },
      );
      return { ...value, attempts, waitedMs: Math.round(waitedMs) };
    },
    limits: account.limits,
    async close() {
      account.close();
      await http.close();
    },
  };

  /** One attempt, from the request to the whole answer; no message holds the key. */
  async function readReply(send: () => Promise<Reply>): Promise<Outcome<ModelAnswer>> {
    const failed = (failure: Failure): Outcome<ModelAnswer> => ({
      type: 'failed',
      failure: { ...failure, message: redact(failure.message, [access.key ?? '']) },
    });
    try {
      const { status: sent, headers: received, body } = await send();
      const text = await readText(body, MOST_BYTES);
      const json = parseJson(text);
      const status = statusOf(sent, json);
      if (status !== 200) {
        const { kind, message, retry } = describe(status, { text, json }, access);
        return failed({
          kind,
          message,
          retry: retry && isRetryable(status, received),
          retryAfterMs: retryAfter(received, timing.now()),
        });
      }
      const read = readCompletion(json, access, prices);
      return read.type === 'failed' ? failed(read.failure) : read;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      const what = error.hadBegun ? 'the answer broke off' : `no connection to ${access.baseUrl}`;
      return failed({ kind: 'network', message: `${what} (${error.message})`, retry: true });
    }
  }
}

function requestBody(
  messages: readonly ChatMessage[],
  { baseUrl, model }: ChatAccess,
  { maxTokens, temperature }: ChatParams,
) {
  // OpenAI's newest models refuse the name that all other servers know.
  const limit = baseUrl.startsWith('https://api.openai.com') ? 'max_completion_tokens' : 'max_tokens';
  return {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(maxTokens === undefined ? {} : { [limit]: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
  };
}

const errorBody = z.object({
  error: z.union([
    z.string().transform((message) => ({ message, type: '', code: '' })),
    z.object({
      message: z.string().catch(''),
      type: z.string().nullish().catch(''),
      code: z.union([z.string(), z.number()]).nullish().catch(''),
    }),
  ]),
});

/** What was sent; OpenRouter and its like send 200 before the model behind them fails, and tell the status of that in the body. */
function statusOf(sent: number, json: unknown): number {
  if (sent !== 200 || typeof json !== 'object' || json === null || 'choices' in json) return sent;
  const parsed = errorBody.safeParse(json);
  if (!parsed.success) return sent;
  const { code } = parsed.data.error;
  return typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
}

function describe(
  status: number,
  { text, json }: { readonly text: string; readonly json: unknown },
  { baseUrl, model, key }: ChatAccess,
): { kind: ModelErrorCause; message: string; retry: boolean } {
  const parsed = errorBody.safeParse(json);
  const { message = text, code, type } = parsed.success ? parsed.data.error : {};
  const named = typeof code === 'number' ? type : (code ?? type);
  const said = [[status, named].filter(Boolean).join(' '), message].filter(Boolean).join(': ');
  const failure = (kind: ModelErrorCause, what: string, retry = true) => ({ kind, message: what, retry });
  const keyAdvice = key === undefined ? 'set OPENAI_API_KEY' : 'check OPENAI_API_KEY';
  // OpenAI says with a rate limit's status that the account is empty.
  if (status === 402 || code === 'insufficient_quota')
    return failure(
      'fatal',
      `billing stands in the way (${said}); check the account of OPENAI_API_KEY`,
      false,
    );
  if (status === 401) return failure('fatal', `the key was not accepted (${said}); ${keyAdvice}`);
  if (status === 403) return failure('fatal', `not permitted (${said}); ${keyAdvice}`);
  if (status === 404 && parsed.success) return failure('fatal', `model "${model}" was not found (${said})`);
  if (status === 404)
    return failure('fatal', `there are no chat completions at ${baseUrl} (${said}); check the base URL`);
  if (status === 408) return failure('timeout', `the request took too long to arrive (${said})`);
  if (status === 429) return failure('rate-limit', `rate limit (${said})`);
  if (status >= 500) return failure('overloaded', `the server failed (${said})`);
  if (status < 300) return failure('fatal', `${baseUrl} answered with status ${status}; check the base URL`);
  if (status < 400) return failure('fatal', `${baseUrl} sends elsewhere (${status}); check the base URL`);
  return failure('bad-request', `the request was not accepted (${said})`);
}

const tokens = z.number().nonnegative();

/** What is read of a completion; servers leave out much of it. */
const completionSchema = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: z.object({ cached_tokens: tokens.nullish() }).nullish(),
    })
    .nullish()
    .catch(undefined),
});

const completionChecks = compiledLate(completionSchema);

function readCompletion(
  json: unknown,
  { baseUrl, model }: ChatAccess,
  prices: ModelPrices | undefined,
): Outcome<ModelAnswer> {
  const parsed = completionChecks.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const found = json === undefined ? 'it is no JSON' : `${issue?.path.join('.')}: ${issue?.message}`;
    return {
      type: 'failed',
      failure: {
        kind: json === undefined ? 'fatal' : 'network',
        message: `${baseUrl} answered with something else than a chat completion (${found}); check the base URL`,
        retry: json === undefined,
      },
    };
  }
  const { choices, usage: used, model: servedModel } = parsed.data;
  const [choice] = choices;
  const usage = used ? readUsage(used) : undefined;
  const spent: Spent | undefined = usage && { usage, cost: costOf(model, usage, { prices, url: baseUrl }) };
  const stopReason = choice?.finish_reason ?? 'unknown';
  if (stopReason === 'error') {
    const message = `the answer of ${model} broke off (finish_reason "error")`;
    return { type: 'failed', failure: { kind: 'network', message, retry: true, spent } };
  }
  const refusal = choice?.message.refusal;
  if (stopReason === 'content_filter' || refusal) {
    const why = refusal ? `: ${refusal}` : ' (content_filter)';
    return {
      type: 'failed',
      failure: { kind: 'refused', message: `${model} declined to answer${why}`, retry: false, spent },
    };
  }
  return {
    type: 'answered',
    value: {
      text: choice?.message.content ?? '',
      truncated: stopReason !== 'stop',
      stopReason,
      servedModel: servedModel ?? undefined,
      usage,
      cost: spent?.cost,
    },
  };
}

/** There, the prompt is all input; here, only what no cache held. */
function readUsage(used: NonNullable<z.output<typeof completionSchema>['usage']>): Usage {
  const cached = Math.min(used.prompt_tokens_details?.cached_tokens ?? 0, used.prompt_tokens);
  return {
    inputTokens: used.prompt_tokens - cached,
    outputTokens: used.completion_tokens,
    cacheReadTokens: cached,
    cacheWriteTokens: 0,
  };
}
