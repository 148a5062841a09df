import Anthropic, { APIError } from '@anthropic-ai/sdk';
import type { BatchCreateParams } from '@anthropic-ai/sdk/resources/messages/batches';
import { z } from 'zod';
import { messageOf } from '../../input/user-error.ts';
import type { Access, AnthropicParams } from '../anthropic.ts';
import { failureOf } from '../api-failure.ts';
import { redact } from '../redact.ts';
import { type Failure, type Outcome, retryAfter, type Timing } from '../retry.ts';
import { linesOf } from './lines.ts';

/** One request of a batch. */
export type BatchRequest = BatchCreateParams.Request;

/** A batch as the API tells of it. */
export interface BatchState {
  readonly id: string;
  /** `ended` is the last one: every request has been answered, failed, expired or been canceled. */
  readonly status: 'in_progress' | 'canceling' | 'ended';
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
  readonly counts: BatchCounts;
  /** The wait that the server asks for before the next question. */
  readonly retryAfterMs: number | undefined;
}

/** How far the requests of a batch are; the API moves them out of `processing` when the whole batch ends. */
export interface BatchCounts {
  readonly processing: number;
  readonly succeeded: number;
  readonly errored: number;
  readonly canceled: number;
  readonly expired: number;
}

/** A failed call; `mayExist` if the API may have created the batch all the same. */
export interface CreateFailure extends Failure {
  readonly mayExist: boolean;
}

/** The Message Batches API: one attempt a call, what failed is a value; errors that are no failures of a call are thrown. */
export interface BatchesApi {
  create(
    requests: readonly BatchRequest[],
  ): Promise<{ type: 'answered'; value: BatchState } | { type: 'failed'; failure: CreateFailure }>;
  /** `undefined` if the account has no such batch. */
  status(id: string, signal: AbortSignal): Promise<Outcome<BatchState | undefined>>;
  /** Batches of the account that are not older than `since`, newest first. */
  recent(since: number, signal: AbortSignal): Promise<Outcome<BatchState[]>>;
  /** Calls `each` with every line of the results, in the order in which they come. Stops when `each` returns false. */
  results(id: string, each: (line: string) => boolean, signal: AbortSignal): Promise<Outcome<void>>;
}

const count = z.number().nonnegative();

/** What is read of a batch; a gateway may send less than the API does. */
const batchSchema = z.object({
  id: z.string().min(1),
  processing_status: z.enum(['in_progress', 'canceling', 'ended']),
  created_at: z.iso.datetime({ offset: true }),
  request_counts: z.object({
    processing: count,
    succeeded: count,
    errored: count,
    canceled: count,
    expired: count,
  }),
});

/** A client of the Message Batches API; nothing is called before the first question. */
export function openBatchesApi({
  access,
  params,
  timing,
}: {
  access: Access;
  params: AnthropicParams;
  timing: Timing;
}): BatchesApi {
  // Retries are the caller's, for an unanswered creation must be looked for before it is repeated.
  const client = new Anthropic({
    ...access.credential,
    baseURL: access.baseUrl,
    maxRetries: 0,
    logLevel: 'off',
  });
  const noBatch = (found: string): Failure => ({
    kind: 'network',
    message: redact(
      `${access.baseUrl} did not answer with a message batch (${found}); check ANTHROPIC_BASE_URL`,
      [access.secret],
    ),
    retry: true,
  });
  const failed = (error: unknown): Failure => {
    // The SDK lets through what reading a body throws: JSON that is cut off, a connection that breaks.
    if (error instanceof SyntaxError || error instanceof TypeError) return noBatch(error.message);
    const now = timing.now();
    const failure = failureOf(error, { access, model: 'message batches', params, now });
    if (!failure) throw error;
    if (statusOf(error) !== 404) return failure;
    const said = redact(error instanceof Error ? error.message : '', [access.secret]);
    const message = `there is no Message Batches API at ${access.baseUrl} (${said}); check ANTHROPIC_BASE_URL, or leave --batch away`;
    return { ...failure, kind: 'fatal', message };
  };
  return {
    async create(requests) {
      try {
        const { data, response } = await client.messages.batches
          .create({ requests: [...requests] })
          .withResponse();
        const created = readBatch(data, response, timing.now());
        if (typeof created !== 'string') return { type: 'answered', value: created };
        return { type: 'failed', failure: { ...noBatch(created), mayExist: true } };
      } catch (error) {
        const failure = failed(error);
        const status = statusOf(error);
        // 529 turns a request away at the door; after other 5xx, and after silence, nobody knows.
        const mayExist = status === undefined || (status >= 500 && status !== 529);
        return { type: 'failed', failure: { ...failure, mayExist } };
      }
    },
    async status(id, signal) {
      try {
        const { data, response } = await client.messages.batches
          .retrieve(id, undefined, { signal })
          .withResponse();
        const state = readBatch(data, response, timing.now());
        if (typeof state === 'string') return { type: 'failed', failure: noBatch(state) };
        return { type: 'answered', value: state };
      } catch (error) {
        if (error instanceof APIError && error.type === 'not_found_error')
          return { type: 'answered', value: undefined };
        return { type: 'failed', failure: failed(error) };
      }
    },
    async recent(since, signal) {
      const found: BatchState[] = [];
      try {
        for await (const batch of client.messages.batches.list({ limit: 100 }, { signal })) {
          const state = readBatch(batch, undefined, timing.now());
          if (typeof state === 'string') return { type: 'failed', failure: noBatch(state) };
          if (state.createdMs < since) break;
          found.push(state);
        }
        return { type: 'answered', value: found };
      } catch (error) {
        return { type: 'failed', failure: failed(error) };
      }
    },
    async results(id, each, signal) {
      const stalled = new AbortController();
      const isStalled = setTimeout(() => stalled.abort(), IDLE_MS);
      try {
        // Not by the batch's `results_url`: the key goes to no other host than the one the user named.
        const response = await client
          .get(`/v1/messages/batches/${encodeURIComponent(id)}/results`, {
            headers: { accept: 'application/binary' },
            signal: AbortSignal.any([signal, stalled.signal]),
          })
          .asResponse();
        if (!response.body) return { type: 'failed', failure: noBatch('no results') };
        for await (const line of linesOf(unlessBroken(response.body, () => isStalled.refresh()))) {
          if (line.trim() !== '' && !each(line)) break;
        }
        return { type: 'answered', value: undefined };
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof BrokenOff) && !stalled.signal.aborted)
          return { type: 'failed', failure: failed(error) };
        const why = stalled.signal.aborted ? `nothing came for ${IDLE_MS / 1000} s` : messageOf(error);
        const message = redact(`the results of batch ${id} broke off (${why})`, [access.secret]);
        return { type: 'failed', failure: { kind: 'network', message, retry: true } };
      } finally {
        clearTimeout(isStalled);
      }
    },
  };
}

/** A connection that says nothing for so long is dead. */
const IDLE_MS = 120_000;

class BrokenOff extends Error {
  override name = 'BrokenOff' as const;
}

/** What a connection throws is told apart from what the reader of its lines throws. */
async function* unlessBroken(body: AsyncIterable<Uint8Array>, heard: () => void): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      heard();
      yield chunk;
    }
  } catch (error) {
    const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new BrokenOff(messageOf(inner), { cause: error });
  }
}

/** A batch as received, or what is wrong with it. */
function readBatch(received: unknown, response: Response | undefined, now: number): BatchState | string {
  const parsed = batchSchema.safeParse(received);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') || 'batch'}: ${issue?.message ?? 'unreadable'}`;
  }
  const { id, processing_status: status, created_at: createdAt, request_counts: counts } = parsed.data;
  const retryAfterMs = response && retryAfter(response.headers, now);
  return { id, status, createdMs: Date.parse(createdAt), counts, retryAfterMs };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof APIError ? error.status : undefined;
}
