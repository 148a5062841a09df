import { z } from 'zod';
import type { ModelAnswer, ModelErrorCause, Spent, Usage } from '../model.ts';
import { costOf, type ModelPrices } from '../prices.ts';
import { redact } from '../redact.ts';
import { type Failure, isRetryable, type Outcome, retryAfter } from '../retry.ts';

/** What a response is read with. */
export interface Reading {
  readonly id: string;
  readonly secrets: readonly string[];
  readonly prices: ModelPrices | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly latencyMs: number;
}

const count = z.number().nonnegative().optional().catch(undefined);

/** What is read of a provider's response; each provider fills in what it knows. */
const responseSchema = z.object({
  output: z.unknown().optional(),
  error: z.string().nullish(),
  hasThrown: z.boolean().optional(),
  cost: count,
  tokenUsage: z
    .object({
      prompt: count,
      completion: count,
      completionDetails: z
        .object({ cacheReadInputTokens: count, cacheCreationInputTokens: count })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
  finishReason: z.string().optional().catch(undefined),
  isRefusal: z.boolean().optional().catch(undefined),
  metadata: z
    .object({
      rateLimitKind: z.string().optional().catch(undefined),
      http: z
        .object({ status: count, headers: z.record(z.string(), z.string()).optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

type Response = z.output<typeof responseSchema>;

/** The HTTP headers, of the providers that pass them on. */
export function readHeaders(response: unknown): Headers | undefined {
  const http = responseSchema.safeParse(response).data?.metadata?.http;
  return http?.headers && http.status !== undefined && http.status > 0
    ? new Headers(http.headers)
    : undefined;
}

/** Providers' words for an answer that was cut off. */
const CUT = /^(?:length|max_tokens|max_output_tokens|max_completion_tokens|model_length|incomplete)$/i;

/** A response of promptfoo as an answer, or as a failure in our classes; no message holds a secret. */
export function readResponse(response: unknown, reading: Reading): Outcome<ModelAnswer> {
  const { id, secrets, latencyMs } = reading;
  const failed = (failure: Failure): Outcome<ModelAnswer> => ({
    type: 'failed',
    failure: { ...failure, message: redact(failure.message, secrets) },
  });
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success)
    return failed({ kind: 'bad-request', message: `${id} gave no response of a provider`, retry: false });
  const { data } = parsed;
  const spent = spentOn(data, reading);
  if (data.isRefusal)
    return failed({ kind: 'refused', message: `${id} declined to answer`, retry: false, spent });
  if (typeof data.error === 'string') return failed(failureOf(data.error, data, reading));
  if (data.output === undefined || data.output === null)
    return failed({ kind: 'bad-request', message: `${id} gave no output`, retry: false, spent });
  return {
    type: 'answered',
    value: {
      text: typeof data.output === 'string' ? data.output : JSON.stringify(data.output),
      truncated: CUT.test(data.finishReason ?? ''),
      stopReason: data.finishReason ?? 'unknown',
      usage: spent?.usage,
      cost: spent?.cost,
      latencyMs,
    },
  };
}

function failureOf(error: string, response: Response, { id, now }: Reading): Failure {
  const { http, rateLimitKind } = response.metadata ?? {};
  const headers = new Headers(http?.headers);
  const status = http?.status ? http.status : statusIn(error);
  const failure = (kind: ModelErrorCause, retry: boolean, advice = ''): Failure => ({
    kind,
    message: `${id}: ${error}${advice}`,
    retry,
    retryAfterMs: retryAfter(headers, now),
  });
  if (/api key is not set|no api key|credentials? (?:are|is) not/i.test(error))
    return failure('fatal', false);
  if (rateLimitKind === 'quota' || status === 402) return failure('fatal', false, '; check the account');
  if (status === 401 || status === 403) return failure('fatal', false, '; check the key of this provider');
  if (status === 429) return failure('rate-limit', true);
  if (status !== undefined && status >= 500) return failure('overloaded', isRetryable(status, headers));
  if (status !== undefined && status >= 400) return failure('bad-request', isRetryable(status, headers));
  if (/timed? ?out|timeout/i.test(error)) return failure('timeout', true);
  if (/fetch failed|socket|ECONN|ENOTFOUND|EAI_AGAIN|network/i.test(error)) return failure('network', true);
  return failure('bad-request', false);
}

/** `API error: 401 Unauthorized`, as providers write that pass on no status. */
function statusIn(error: string): number | undefined {
  const found = /\b(?:HTTP|API error:?|status(?: code)?:?) (\d{3})\b/i.exec(error)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** There, the prompt is all input; here, only what no cache held. */
function spentOn({ tokenUsage, cost }: Response, { id, prices }: Reading): Spent | undefined {
  const { prompt, completion, completionDetails } = tokenUsage ?? {};
  if (prompt === undefined || completion === undefined) return undefined;
  const cacheReadTokens = Math.min(completionDetails?.cacheReadInputTokens ?? 0, prompt);
  const cacheWriteTokens = Math.min(
    completionDetails?.cacheCreationInputTokens ?? 0,
    prompt - cacheReadTokens,
  );
  const usage: Usage = {
    inputTokens: prompt - cacheReadTokens - cacheWriteTokens,
    outputTokens: completion,
    cacheReadTokens,
    cacheWriteTokens,
  };
  return { usage, cost: givenCost(id, usage, prices) ?? cost };
}

/** Dollars at the prices that the user gave; undefined without one. */
export function givenCost(id: string, usage: Usage, prices: ModelPrices | undefined): number | undefined {
  return prices && Object.hasOwn(prices, id) ? costOf(id, usage, { prices }) : undefined;
}
