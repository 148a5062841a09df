import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ContentBlock,
  ErrorResponse,
  Message,
  MessageCreateParams,
  RawMessageStreamEvent,
  StopReason,
  TextBlock,
  Usage,
} from '@anthropic-ai/sdk/resources';

/** A request that the fake received. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: MessageCreateParams;
}

/** An answer in detail. */
interface FakeAnswer {
  readonly text: string;
  /** Blocks to send instead of one block with `text`. */
  readonly content?: readonly ContentBlock[];
  readonly model?: string;
  readonly stopReason?: StopReason;
  readonly stopDetails?: Message['stop_details'];
  readonly usage?: Partial<Usage>;
  /** Further headers, for example `anthropic-ratelimit-…`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Wait before the first byte. */
  readonly delayMs?: number;
  /** Only for streams: wait before each event but the first. */
  readonly eventDelayMs?: number;
  /** Only for streams: cut the connection, end the answer early, or send this error, when the first block has been sent. */
  readonly breakOff?: 'drop' | 'end' | ErrorResponse['error'];
}

/** A response in the raw; without a body it is the documented error of the status. */
export interface FakeResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the script says to one request: a text, an answer in detail, or a raw response; 'drop' cuts the connection. */
export type FakeReply = string | FakeAnswer | FakeResponse;

/** A running fake. */
export interface FakeMessagesApi extends AsyncDisposable {
  /** For ANTHROPIC_BASE_URL. */
  readonly url: string;
  /** In the order of arrival; empty if the script forgets them. */
  readonly requests: readonly FakeRequest[];
  /** Connections that were opened so far. */
  connections(): number;
  close(): Promise<void>;
}

/** How the fake behaves. */
export interface FakeScript {
  readonly answer: (request: FakeRequest) => FakeReply | Promise<FakeReply>;
  /** Serves other paths; true for a request that it has answered, or will. */
  readonly route?: (incoming: IncomingMessage, response: ServerResponse) => boolean;
  /** True where there are too many requests to remember. */
  readonly forget?: boolean;
}

/**
 * Serves POST /v1/messages on 127.0.0.1, as JSON or as a stream of events. Requests that the Messages API would refuse
 * get its 400, 401 or 404 and are never shown to the script.
 */
export async function startFakeMessagesApi({
  answer,
  route,
  forget = false,
}: FakeScript): Promise<FakeMessagesApi> {
  const requests: FakeRequest[] = [];
  const server = createServer((incoming, response) => {
    if (route?.(incoming, response)) return;
    serve(incoming, response, forget ? [] : requests, answer).catch((error: unknown) => {
      // A script that throws is a bug of the test; the caller sees a broken connection.
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the fake Messages API has no port');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    connections: () => connections,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  requests: FakeRequest[],
  answer: FakeScript['answer'],
): Promise<void> {
  const body = parseBody(await text(incoming));
  if (!body) {
    sendRaw(response, errorOf(400, 'invalid_request_error', 'The request body is not valid JSON'));
    return;
  }
  const { method = '', url: path = '', headers } = incoming;
  const request: FakeRequest = { method, path, headers, body };
  requests.push(request);
  const refusal = refusalOf(request);
  const reply = refusal ?? (await answer(request));
  if (reply === 'drop') {
    incoming.socket.destroy();
    return;
  }
  if (typeof reply === 'object' && 'status' in reply) {
    sendRaw(response, reply);
    return;
  }
  const detailed: FakeAnswer = typeof reply === 'string' ? { text: reply } : reply;
  if (detailed.delayMs !== undefined) await sleep(detailed.delayMs);
  const message = toMessage(detailed, request.body);
  if (request.body.stream) await sendStream(response, message, detailed);
  else
    sendRaw(response, {
      status: 200,
      body: message,
      ...(detailed.headers ? { headers: detailed.headers } : {}),
    });
}

function parseBody(json: string): MessageCreateParams | undefined {
  try {
    const body: MessageCreateParams | null = JSON.parse(json);
    return typeof body === 'object' && body ? body : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf({ method, path, headers, body }: FakeRequest): FakeResponse | undefined {
  const invalid = (message: string): FakeResponse => errorOf(400, 'invalid_request_error', message);
  if (path !== '/v1/messages' || method !== 'POST') return errorOf(404, 'not_found_error', 'Not found');
  if (!headers.authorization?.startsWith('Bearer ') && headers['x-api-key'] === undefined) {
    return errorOf(401, 'authentication_error', 'x-api-key header is required');
  }
  if (headers['anthropic-version'] === undefined) return invalid('anthropic-version: header is required');
  if (typeof body.model !== 'string') return invalid('model: Field required');
  if (!Number.isInteger(body.max_tokens) || body.max_tokens < 1)
    return invalid('max_tokens: Input should be greater than 0');
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    return invalid('messages: at least one message is required');
  if (body.messages.some(({ content }) => content.length === 0))
    return invalid('messages: text content must be non-empty');
  if (body.messages.at(0)?.role !== 'user')
    return invalid('messages: first message must use the "user" role');
  if (body.messages.at(-1)?.role !== 'user')
    return invalid('This model does not support assistant message prefill.');
  return undefined;
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The documented body of an error. */
export function errorOf(status: number, type: string, message: string): FakeResponse {
  return { status, body: { type: 'error', error: { type, message }, request_id: 'req_fake' } };
}

/** Answers in the raw. */
export function sendRaw(response: ServerResponse, reply: FakeResponse): void {
  const { status, headers = {} } = reply;
  const { body } =
    'body' in reply
      ? reply
      : errorOf(status, ERROR_TYPES[status] ?? 'api_error', `This is what a ${status} looks like.`);
  const json = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...json, 'request-id': 'req_fake', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The message that an answer becomes. */
export function toMessage(answer: FakeAnswer, { model }: MessageCreateParams): Message {
  return {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: answer.model ?? model,
    content: answer.content ? [...answer.content] : [textBlock(answer.text)],
    container: null,
    diagnostics: null,
    stop_reason: answer.stopReason ?? 'end_turn',
    stop_sequence: null,
    stop_details: answer.stopDetails ?? null,
    usage: {
      input_tokens: 10,
      output_tokens: 20,
      cache_creation: null,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      inference_geo: null,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      speed: null,
      ...answer.usage,
    },
  };
}

/** A text block for `content`. */
export function textBlock(text: string): TextBlock {
  return { type: 'text', text, citations: null };
}

async function sendStream(response: ServerResponse, message: Message, answer: FakeAnswer): Promise<void> {
  const { breakOff, eventDelayMs, headers = {} } = answer;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'request-id': 'req_fake',
    ...headers,
  });
  const events = [...streamEvents(message, breakOff)].map(
    (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
  );
  if (eventDelayMs === undefined) response.write(events.join(''));
  else {
    for (const event of events) {
      response.write(event);
      await sleep(eventDelayMs);
    }
  }
  // A comment line, so that the connection breaks when all before it has left.
  if (breakOff === 'drop') response.write(': cut\n\n', () => response.destroy());
  else response.end();
}

type StreamEvent = RawMessageStreamEvent | ErrorResponse | { type: 'ping' };

function* streamEvents(message: Message, breakOff: FakeAnswer['breakOff']): Generator<StreamEvent> {
  const { usage } = message;
  yield {
    type: 'message_start',
    message: {
      ...message,
      content: [],
      stop_reason: null,
      stop_details: null,
      usage: { ...usage, output_tokens: 1 },
    },
  };
  yield { type: 'ping' };
  for (const [index, block] of message.content.entries()) {
    yield* blockEvents(block, index);
    if (breakOff === undefined) continue;
    if (typeof breakOff === 'object') yield { type: 'error', error: breakOff, request_id: 'req_fake' };
    return;
  }
  yield {
    type: 'message_delta',
    delta: {
      container: null,
      stop_reason: message.stop_reason,
      stop_sequence: message.stop_sequence,
      stop_details: message.stop_details,
    },
    usage: {
      input_tokens: null,
      output_tokens: usage.output_tokens,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: null,
      output_tokens_details: null,
      server_tool_use: null,
    },
  };
  yield { type: 'message_stop' };
}

/** Text goes out in two pieces, as a real stream would cut it anywhere. */
function* blockEvents(block: ContentBlock, index: number): Generator<RawMessageStreamEvent> {
  if (block.type === 'text') {
    const half = Math.ceil(block.text.length / 2);
    yield { type: 'content_block_start', index, content_block: { ...block, text: '' } };
    for (const text of [block.text.slice(0, half), block.text.slice(half)]) {
      yield { type: 'content_block_delta', index, delta: { type: 'text_delta', text } };
    }
  } else {
    yield { type: 'content_block_start', index, content_block: block };
  }
  yield { type: 'content_block_stop', index };
}
