import { z } from 'zod';
import { compiledLate } from '../input/compiled-late.ts';
import type { Access, AnthropicParams } from './anthropic.ts';
import { openHttp } from './http/post.ts';
import { ConnectionError, readText, type Reply } from './http/reply.ts';
import { openAccount } from './limits/account.ts';
import { readMessageStream } from './message-stream.ts';
import type { LimitChange, Message, ModelAnswer, Usage } from './model.ts';
import { costOf, loadPricesSoon, type ModelPrices } from './prices.ts';
import { guessTokens, isTooShortToCache } from './prompt-cache/minimum.ts';
import { Priming } from './prompt-cache/priming.ts';
import { redact } from './redact.ts';
import { type Asked, failureOfEvent, failureOfResponse, readErrorBody } from './response-failure.ts';
import { type Failure, type Outcome, type RetryPolicy, type Timing, withRetries } from './retry.ts';
import { NEVER } from './stopped.ts';

/** One assistant turn to ask for. */
interface TurnRequest {
  /** Full model id. */
  readonly model: string;
  readonly system: string;
  /** Ends with a user message. */
  readonly messages: readonly Message[];
  /** JSON Schema that the text of the answer has to fit. */
  readonly outputSchema?: Readonly<Record<string, unknown>> | undefined;
}

/** The Messages API, with limits and retries. */
export interface MessagesApi {
  /** @throws {ModelError} when no answer could be had; the reason of `signal` if that aborts. */
  ask(request: TurnRequest, signal?: AbortSignal): Promise<ModelAnswer>;
  limits(): readonly LimitChange[];
  close(): Promise<void>;
}

interface Connection {
  readonly access: Access;
  readonly params: AnthropicParams;
  readonly policy: RetryPolicy;
  readonly timing: Timing;
  /** Most calls in flight. */
  readonly concurrency: number;
  /** Prices that the user gave, by model id. */
  readonly prices?: ModelPrices | undefined;
}

/** A body longer than this is not the API's own account of an error. */
const ERROR_BYTES = 64 * 1024;
/** An answer of the longest kind that models give is a tenth of this. */
const MESSAGE_BYTES = 16 * 1024 * 1024;

/** A client of the Messages API; nothing is called before the first `ask`. */
export function openMessagesApi(connection: Connection): MessagesApi {
  const { access, params, policy, timing, concurrency, prices } = connection;
  const http = openHttp();
  const account = openAccount(concurrency, timing);
  loadPricesSoon();
  const priming = new Priming();
  const url = `${access.baseUrl.replace(/\/+$/, '')}/v1/messages`;
  const headers = {
    authorization: `Bearer ${access.secret}`,
    'anthropic-version': '2023-06-01',
    'user-agent': 'vouch',
  };
  return {
    async ask(request, signal) {
      const { model, system } = request;
      // Streamed, because idle sockets get cut before a long answer is whole, and the first call with a prompt shows early
      // that the cache holds it.
      const body = JSON.stringify({ ...requestBody(request, params), stream: true });
      const startedAt = timing.now();
      const first = isTooShortToCache(model, system)
        ? undefined
        : await priming.enter(`${model}\n${system}`, signal ?? NEVER);
      const primingMs = timing.now() - startedAt;
      try {
        const { value, attempts, waitedMs } = await withRetries(
          async (stop, pass) => {
            const sentAt = timing.now();
            const asked: Asked = { access, model, params, now: sentAt };
            const outcome = await readReply(
              async () => {
                const reply = await http.post(url, headers, body, stop);
                pass.heard(reply.headers);
                return reply;
              },
              asked,
              { prices, begun: () => first?.begun(), elapsed: () => timing.now() - sentAt },
            );
            if (outcome.type === 'answered') first?.begun();
            else first?.passOn();
            return outcome;
          },
          { policy, timing, account, model, inputTokens: guessTokens(body), signal },
        );
        return { ...value, attempts, waitedMs: Math.round(waitedMs + primingMs) };
      } finally {
        first?.passOn();
      }
    },
    limits: account.limits,
    async close() {
      account.close();
      await http.close();
    },
  };
}

interface Reading {
  readonly prices: ModelPrices | undefined;
  readonly begun: () => void;
  readonly elapsed: () => number;
}

/** One attempt, from the request to the whole answer. */
async function readReply(
  send: () => Promise<Reply>,
  asked: Asked,
  { prices, begun, elapsed }: Reading,
): Promise<Outcome<ModelAnswer>> {
  const { access } = asked;
  const failed = (failure: Failure): Outcome<ModelAnswer> => ({
    type: 'failed',
    failure: { ...failure, message: redact(failure.message, [access.secret]) },
  });
  try {
    const { status, headers, body } = await send();
    const contentType = headers.get('content-type') ?? '';
    const mediaType = contentType.toLowerCase();
    if (status !== 200) {
      const error = readErrorBody(await readText(body, ERROR_BYTES));
      return failed(failureOfResponse({ status, headers, ...error }, asked));
    }
    if (!mediaType.startsWith('text/event-stream')) {
      if (mediaType.startsWith('application/json')) {
        const text = await readText(body, MESSAGE_BYTES);
        const message = asMessage(text);
        if (message !== undefined) return readMessage(message, elapsed(), access.secret, prices);
        const { type, said } = readErrorBody(text);
        if (type !== undefined) return failed(failureOfEvent(type, said));
      }
      const found = contentType === '' ? 'no content type' : contentType;
      // A proxy may say such a thing once; when it stands after all attempts, the address is wrong.
      return failed({
        kind: 'fatal',
        message: `${access.baseUrl} answered with ${found}, not with a message of the Messages API; check ANTHROPIC_BASE_URL`,
        retry: true,
      });
    }
    const streamed = await readMessageStream(body, begun);
    switch (streamed.type) {
      case 'whole':
        return readMessage(streamed.message, elapsed(), access.secret, prices);
      case 'error':
        return failed(failureOfEvent(streamed.errorType, streamed.said));
      case 'cut':
        return failed({
          kind: 'network',
          message: 'the answer broke off (the stream ended early)',
          retry: true,
        });
      case 'malformed':
        return failed({ kind: 'network', message: `the answer is malformed (${streamed.why})`, retry: true });
    }
  } catch (error) {
    if (error instanceof ConnectionError) {
      const what = error.hadBegun ? 'the answer broke off' : `no connection to ${access.baseUrl}`;
      return failed({ kind: 'network', message: `${what} (${error.message})`, retry: true });
    }
    throw error;
  }
}

/** A gateway may answer at once what was asked for as a stream. */
function asMessage(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text);
    return messageChecks.safeParse(json).success ? json : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is sent. The system prompt is one block, byte for byte, marked for the prompt cache: all trials of an agent
 * begin with it. The conversation after it is not marked: writing it costs a quarter more, reading saves nine tenths, so that
 * it pays only where more than 28 % of second turns see a third one; of the recorded conversations 12 % do.
 */
export function requestBody(
  { model, system, messages, outputSchema }: TurnRequest,
  { maxTokens, ...sampling }: AnthropicParams,
) {
  return {
    model,
    max_tokens: maxTokens,
    system: [{ type: 'text' as const, text: system, cache_control: { type: 'ephemeral' as const } }],
    messages: messages.map(({ role, content }) => ({ role, content })),
    ...(outputSchema
      ? { output_config: { format: { type: 'json_schema' as const, schema: { ...outputSchema } } } }
      : {}),
    ...sampling,
  };
}

/** Reasons for which an answer ends where its author meant it to; any other leaves it cut off. */
const WHOLE: ReadonlySet<string> = new Set(['end_turn', 'stop_sequence']);

const tokens = z.number().nonnegative();
const cachedTokens = tokens.nullish().transform((count) => count ?? 0);

/** What is read of a message; a gateway may send less than the API does. */
const messageSchema = z.object({
  model: z.string(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullable(),
  stop_details: z.object({ category: z.string().nullish(), explanation: z.string().nullish() }).nullish(),
  usage: z.object({
    input_tokens: tokens,
    output_tokens: tokens,
    cache_read_input_tokens: cachedTokens,
    cache_creation_input_tokens: cachedTokens,
  }),
});

const messageChecks = compiledLate(messageSchema);

/** The answer in a message as received; `latencyMs` is undefined where the message was not waited for. */
export function readMessage(
  received: unknown,
  latencyMs: number | undefined,
  secret: string,
  prices?: ModelPrices,
): Outcome<ModelAnswer> {
  const parsed = messageChecks.safeParse(received);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const found = `${issue?.path.join('.') ?? 'message'}: ${issue?.message ?? 'unreadable'}`;
    // The answer was whole and is paid for: asking again would buy the same.
    return {
      type: 'failed',
      failure: { kind: 'network', message: `the answer is malformed (${found})`, retry: false },
    };
  }
  const { model, content, stop_reason: stopReason, stop_details: details, usage: used } = parsed.data;
  const usage: Usage = {
    inputTokens: used.input_tokens,
    outputTokens: used.output_tokens,
    cacheReadTokens: used.cache_read_input_tokens,
    cacheWriteTokens: used.cache_creation_input_tokens,
  };
  const cost = costOf(model, usage, { prices });
  if (stopReason === 'refusal') {
    const why = [details?.category, details?.explanation].filter((part) => part).join(': ');
    const message = redact(`${model} declined to answer${why === '' ? '' : ` (${why})`}`, [secret]);
    return { type: 'failed', failure: { kind: 'refused', message, retry: false, spent: { usage, cost } } };
  }
  return {
    type: 'answered',
    value: {
      text: joinText(content),
      truncated: stopReason === null || !WHOLE.has(stopReason),
      stopReason: stopReason ?? 'unknown',
      servedModel: model,
      usage,
      cost,
      ...(latencyMs === undefined ? {} : { latencyMs }),
    },
  };
}

/** Text blocks in a row are one text, cut by the provider; where another block stood between, a paragraph ended. */
function joinText(blocks: z.output<typeof messageSchema>['content']): string {
  let text = '';
  let interrupted = false;
  for (const block of blocks) {
    if (block.type === 'text') {
      text += (interrupted && text !== '' ? '\n\n' : '') + (block.text ?? '');
      interrupted = false;
    } else interrupted = true;
  }
  return text;
}
