import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { MessageCreateParams } from '@anthropic-ai/sdk/resources';
import type { MessageBatch } from '@anthropic-ai/sdk/resources/messages/batches';
import {
  errorOf,
  type FakeMessagesApi,
  type FakeReply,
  type FakeRequest,
  type FakeResponse,
  sendRaw,
  startFakeMessagesApi,
  toMessage,
} from './fake-messages-api.ts';

/** A request of a batch that the fake took. */
export interface FakeEntry {
  readonly customId: string;
  readonly body: MessageCreateParams;
  /** How many batches have carried this custom id, this one included. */
  readonly time: number;
}

/** What becomes of one entry: an answer, a raw error response (an errored entry), an end without an answer, or a raw line. */
type FakeOutcome =
  | Exclude<FakeReply, 'drop'>
  | { readonly ends: 'expired' | 'canceled' }
  | { readonly line: string };

/** What happens to a call instead of its answer; `lost` does the work and drops the connection. */
type Disturbance = FakeResponse | 'drop' | 'lost' | undefined;

/** How the fake behaves. Every number counts from 1. */
export interface FakeBatchScript {
  /** Called once for each entry of each batch, when the batch has ended. */
  readonly entry: (entry: FakeEntry) => FakeOutcome;
  /** Answers POST /v1/messages, which batches do not use. */
  readonly message?: (request: FakeRequest) => FakeReply;
  /** States that a batch gives before it has ended; 0 by default. */
  readonly states?: number;
  readonly onCreate?: (call: number) => Disturbance | Promise<Disturbance>;
  readonly onState?: (call: number) => Disturbance | Promise<Disturbance>;
  /** `cut` breaks the connection in the middle of the results. */
  readonly onResults?: (call: number) => Disturbance | 'cut' | Promise<Disturbance | 'cut'>;
  readonly limits?: { readonly requests?: number; readonly bytes?: number };
}

/** A batch that the fake took. */
export interface FakeBatch {
  readonly id: string;
  readonly entries: readonly FakeEntry[];
  readonly createdAt: Date;
  statesLeft: number;
}

/** A running fake of the Messages and the Message Batches API. */
export interface FakeBatches extends FakeMessagesApi {
  /** In the order in which they were created; taken out, one is unknown to the account. */
  readonly batches: FakeBatch[];
  /** All entries of all batches: what is paid for. */
  entries(): readonly FakeEntry[];
  /** Calls so far. */
  readonly calls: { create: number; state: number; results: number; list: number };
  /** Puts a batch into the account that no test's process created. */
  addForeign(entries: number): FakeBatch;
  /** Lets every batch end with its next state. */
  end(): void;
}

/** Serves /v1/messages/batches on 127.0.0.1 over real HTTP, beside /v1/messages. */
export async function startFakeBatches(script: FakeBatchScript): Promise<FakeBatches> {
  const batches: FakeBatch[] = [];
  const calls = { create: 0, state: 0, results: 0, list: 0 };
  const times = new Map<string, number>();
  let states = script.states ?? 0;
  const said = new Map<FakeEntry, FakeOutcome>();
  const outcomeOf = (entry: FakeEntry): FakeOutcome => {
    const outcome = said.get(entry) ?? script.entry(entry);
    said.set(entry, outcome);
    return outcome;
  };

  const addBatch = (requests: readonly Pick<FakeEntry, 'customId' | 'body'>[]): FakeBatch => {
    const entries = requests.map(({ customId, body }) => {
      const time = (times.get(customId) ?? 0) + 1;
      times.set(customId, time);
      return { customId, body, time };
    });
    const id = `msgbatch_${String(batches.length + 1).padStart(3, '0')}`;
    const batch = { id, entries, createdAt: new Date(), statesLeft: states };
    batches.push(batch);
    return batch;
  };

  const create = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const json = await text(incoming);
    calls.create++;
    const disturbed = await script.onCreate?.(calls.create);
    if (isDisturbed(disturbed, response)) return;
    const requests = readRequests(json, script.limits ?? {});
    if (!Array.isArray(requests)) return sendRaw(response, requests);
    const batch = addBatch(requests);
    if (disturbed === 'lost') response.destroy();
    else sendRaw(response, { status: 200, body: describe(batch, outcomeOf) });
  };
  const state = async (batch: FakeBatch, response: ServerResponse): Promise<void> => {
    calls.state++;
    if (isDisturbed(await script.onState?.(calls.state), response)) return;
    sendRaw(response, { status: 200, body: describe(batch, outcomeOf) });
    batch.statesLeft--;
  };
  const results = async (batch: FakeBatch, response: ServerResponse): Promise<void> => {
    calls.results++;
    const disturbed = await script.onResults?.(calls.results);
    if (disturbed !== 'cut' && isDisturbed(disturbed, response)) return;
    response.writeHead(200, { 'content-type': 'application/binary' });
    // Never in the order of the requests.
    const lines = batch.entries.toReversed().map((entry) => resultLine(entry, outcomeOf(entry)));
    if (disturbed === 'cut') {
      const half = lines.join('');
      response.write(half.slice(0, half.length / 2), () => response.destroy());
    } else response.end(lines.join(''));
  };
  const list = (query: URLSearchParams, response: ServerResponse): void => {
    calls.list++;
    const newestFirst = batches.toReversed();
    const after = newestFirst.findIndex(({ id }) => id === query.get('after_id')) + 1;
    // Small pages, so that the next one is asked for.
    const page = newestFirst.slice(after, after + 2);
    const body = {
      data: page.map((batch) => describe(batch, outcomeOf)),
      has_more: after + 2 < newestFirst.length,
      first_id: page[0]?.id ?? null,
      last_id: page.at(-1)?.id ?? null,
    };
    sendRaw(response, { status: 200, body });
  };

  const route = (incoming: IncomingMessage, response: ServerResponse): boolean => {
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://fake');
    if (!pathname.startsWith('/v1/messages/batches')) return false;
    const [, id, part] = /^\/v1\/messages\/batches\/([^/]+)(\/results)?$/.exec(pathname) ?? [];
    const serve = async (): Promise<void> => {
      if (incoming.headers.authorization === undefined && incoming.headers['x-api-key'] === undefined)
        return sendRaw(response, errorOf(401, 'authentication_error', 'x-api-key header is required'));
      if (id === undefined && incoming.method === 'POST') return create(incoming, response);
      if (id === undefined) return list(searchParams, response);
      const batch = batches.find((one) => one.id === id);
      if (!batch) return sendRaw(response, errorOf(404, 'not_found_error', `no batch ${id}`));
      return part === undefined ? state(batch, response) : results(batch, response);
    };
    serve().catch((error: unknown) => {
      // A script that throws is a bug of the test; the caller sees a broken connection.
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
    return true;
  };

  const api = await startFakeMessagesApi({
    answer: (request) => script.message?.(request) ?? { status: 404 },
    route,
  });
  return {
    ...api,
    batches,
    calls,
    entries: () => batches.flatMap(({ entries }) => entries),
    addForeign: (entries) =>
      addBatch(
        Array.from({ length: entries }, (_, index) => ({
          customId: `other-${batches.length}-${index}`,
          body: { model: 'm', max_tokens: 1, messages: [] },
        })),
      ),
    end() {
      states = 0;
      for (const batch of batches) batch.statesLeft = 0;
    },
  };
}

function isDisturbed(disturbed: Disturbance | 'cut', response: ServerResponse): boolean {
  if (disturbed === 'drop') response.destroy();
  else if (typeof disturbed === 'object') sendRaw(response, disturbed);
  else return false;
  return true;
}

/** What the API checks before it takes a batch; params are looked at later, one request at a time. */
function readRequests(
  json: string,
  { requests: most = 100_000, bytes = 256_000_000 }: { readonly requests?: number; readonly bytes?: number },
): Pick<FakeEntry, 'customId' | 'body'>[] | FakeResponse {
  if (Buffer.byteLength(json) > bytes)
    return errorOf(413, 'request_too_large', 'Request exceeds the maximum size');
  const invalid = (message: string): FakeResponse => errorOf(400, 'invalid_request_error', message);
  const { requests } = JSON.parse(json) as {
    requests?: { custom_id: string; params: MessageCreateParams }[];
  };
  if (!requests || requests.length === 0) return invalid('requests: Field required');
  if (requests.length > most) return invalid(`requests: at most ${most}`);
  if (requests.some(({ custom_id: id }) => !/^[a-zA-Z0-9_-]{1,64}$/.test(id)))
    return invalid("requests: custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'");
  if (new Set(requests.map(({ custom_id: id }) => id)).size < requests.length)
    return invalid('requests: custom_id must be unique');
  return requests.map(({ custom_id: customId, params: body }) => ({ customId, body }));
}

function describe(
  { id, entries, createdAt, statesLeft }: FakeBatch,
  outcomeOf: (entry: FakeEntry) => FakeOutcome,
): MessageBatch {
  const hasEnded = statesLeft <= 0;
  const counts = {
    processing: hasEnded ? 0 : entries.length,
    succeeded: 0,
    errored: 0,
    canceled: 0,
    expired: 0,
  };
  for (const one of hasEnded ? entries : []) {
    const outcome = outcomeOf(one);
    if (typeof outcome === 'object' && 'ends' in outcome) counts[outcome.ends]++;
    else if (typeof outcome === 'object' && 'status' in outcome) counts.errored++;
    else counts.succeeded++;
  }
  return {
    id,
    type: 'message_batch',
    processing_status: hasEnded ? 'ended' : 'in_progress',
    request_counts: counts,
    created_at: createdAt.toISOString(),
    expires_at: new Date(createdAt.getTime() + 86_400_000).toISOString(),
    ended_at: hasEnded ? new Date().toISOString() : null,
    results_url: hasEnded ? `https://another-host.test/v1/messages/batches/${id}/results` : null,
    archived_at: null,
    cancel_initiated_at: null,
  };
}

function resultLine({ customId, body }: FakeEntry, outcome: FakeOutcome): string {
  const line = (result: object): string => `${JSON.stringify({ custom_id: customId, result })}\n`;
  if (typeof outcome === 'string')
    return line({ type: 'succeeded', message: toMessage({ text: outcome }, body) });
  if ('line' in outcome) return `${outcome.line}\n`;
  if ('ends' in outcome) return line({ type: outcome.ends });
  if ('status' in outcome) {
    const error =
      outcome.body ?? errorOf(outcome.status, TYPES[outcome.status] ?? 'api_error', 'So it is.').body;
    return line({ type: 'errored', error });
  }
  return line({ type: 'succeeded', message: toMessage(outcome, body) });
}

const TYPES: Readonly<Record<number, string>> = { 400: 'invalid_request_error', 529: 'overloaded_error' };
