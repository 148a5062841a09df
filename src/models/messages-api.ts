import Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { Access, AnthropicParams } from './anthropic.ts';
import { failureOf } from './api-failure.ts';
import type { Message, ModelAnswer, Usage } from './model.ts';
import { costOf } from './prices.ts';
import { redact } from './redact.ts';
import { type Outcome, type RetryPolicy, type Timing, withRetries } from './retry.ts';

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

/** The Messages API, with retries. */
export interface MessagesApi {
  /** @throws {ModelError} when no answer could be had; the reason of `signal` if that aborts. */
  ask(request: TurnRequest, signal?: AbortSignal): Promise<ModelAnswer>;
}

interface Connection {
  readonly access: Access;
  readonly params: AnthropicParams;
  readonly policy: RetryPolicy;
  readonly timing: Timing;
}

/** A client of the Messages API; nothing is called before the first `ask`. */
export function openMessagesApi({ access, params, policy, timing }: Connection): MessagesApi {
  const client = new Anthropic({
    ...access.credential,
    baseURL: access.baseUrl,
    // Retries are ours: they are bounded by a deadline, and waits do not count as latency.
    maxRetries: 0,
    // ANTHROPIC_LOG=debug would print requests to stdout, where results go.
    logLevel: 'off',
  });
  return {
    ask: (request, signal) => {
      const body = requestBody(request, params);
      const attempt = async (either: AbortSignal): Promise<Outcome<ModelAnswer>> => {
        const startedAt = timing.now();
        // Streamed, because the SDK refuses to wait for answers of this length otherwise, and idle sockets get cut.
        const stream = client.messages.stream(body, { signal: either });
        try {
          const message = await stream.finalMessage();
          return readMessage(message, timing.now() - startedAt, access.secret);
        } catch (error) {
          const now = timing.now();
          const response = stream.response ?? undefined;
          const failure = failureOf(error, { access, model: request.model, params, response, now });
          if (!failure) throw error;
          return { type: 'failed', failure };
        }
      };
      return withRetries(attempt, { policy, timing, signal });
    },
  };
}

/**
 * What is sent. The system prompt is one block, byte for byte, marked for the prompt cache: all trials of an agent
 * begin with it.
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

/** The answer in a message as received; `latencyMs` is undefined where the message was not waited for. */
export function readMessage(
  received: unknown,
  latencyMs: number | undefined,
  secret: string,
): Outcome<ModelAnswer> {
  const parsed = messageSchema.safeParse(received);
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
  if (stopReason === 'refusal') {
    const why = [details?.category, details?.explanation].filter((part) => part).join(': ');
    const message = redact(`${model} declined to answer${why === '' ? '' : ` (${why})`}`, [secret]);
    return { type: 'failed', failure: { kind: 'refused', message, retry: false } };
  }
  const usage: Usage = {
    inputTokens: used.input_tokens,
    outputTokens: used.output_tokens,
    cacheReadTokens: used.cache_read_input_tokens,
    cacheWriteTokens: used.cache_creation_input_tokens,
  };
  return {
    type: 'answered',
    value: {
      text: joinText(content),
      truncated: stopReason === null || !WHOLE.has(stopReason),
      stopReason: stopReason ?? 'unknown',
      servedModel: model,
      usage,
      cost: costOf(model, usage),
      latencyMs,
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
