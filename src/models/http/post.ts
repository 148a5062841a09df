import { Agent, EnvHttpProxyAgent, request } from 'undici';

/** Reads one header by its lower-case name. */
export interface ResponseHeaders {
  get(name: string): string | null;
}

/** A response that began. */
export interface Reply {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** @throws {ConnectionError} if the connection breaks. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** A connection that could not be made, or broke. */
export class ConnectionError extends Error {
  override name = 'ConnectionError' as const;
  /** True if a response had begun. */
  readonly hadBegun: boolean;

  constructor(message: string, hadBegun: boolean) {
    super(message);
    this.hadBegun = hadBegun;
  }
}

/** Connections to model servers. */
export interface Http {
  /**
   * Sends JSON. Redirects are not followed: the key goes to no other place than the one the user named.
   * @throws {ConnectionError} if no response begins; the reason of the signal if that aborts.
   */
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<Reply>;
  close(): Promise<void>;
}

/** How long a response that began may be silent: streams send pings much oftener. */
const SILENCE_MS = 5 * 60_000;

/** Opens no connection before the first `post`, and as many as there are calls in flight. */
export function openHttp(): Http {
  // A server may think for as long as a call may take, before the first byte.
  const options = { pipelining: 1, keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: SILENCE_MS };
  // The agent asks for the proxies of the environment where Node itself was told to.
  const dispatcher =
    process.env['NODE_USE_ENV_PROXY'] === '1' ? new EnvHttpProxyAgent(options) : new Agent(options);
  return {
    async post(url, headers, body, signal) {
      const {
        statusCode,
        headers: received,
        body: stream,
      } = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal,
        dispatcher,
      }).catch((error: unknown) => {
        throw asConnectionError(error, signal, false);
      });
      return { status: statusCode, headers: readHeaders(received), body: pieces(stream, signal) };
    },
    // Not `close`, which waits for the calls in flight.
    close: () => dispatcher.destroy(),
  };
}

async function* pieces(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw asConnectionError(error, signal, true);
  }
}

/** An error of undici by what is innermost in it; what is a bug of the caller stays what it is. */
function asConnectionError(error: unknown, signal: AbortSignal, hadBegun: boolean): unknown {
  if (signal.aborted) return signal.reason;
  if (!(error instanceof Error) || ('code' in error && error.code === 'UND_ERR_INVALID_ARG')) return error;
  let root: Error = error;
  for (let depth = 0; depth < 5; depth++) {
    // A host with several addresses fails once for each.
    const inner: unknown = root instanceof AggregateError ? root.errors[0] : root.cause;
    if (!(inner instanceof Error)) break;
    root = inner;
  }
  const { code, message } = root as NodeJS.ErrnoException;
  const text = code !== undefined && !message.includes(code) ? `${code} ${message}` : message;
  return new ConnectionError(text.trim(), hadBegun);
}

function readHeaders(received: Readonly<Record<string, string | string[] | undefined>>): ResponseHeaders {
  return {
    get(name) {
      const value = received[name];
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
    },
  };
}

/** Text of a body, but no more than so many bytes of it. */
export async function readText(body: AsyncIterable<Uint8Array>, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const piece of body) {
    text += decoder.decode(piece.subarray(0, most - size), { stream: true });
    size += piece.length;
    if (size >= most) break;
  }
  return text + decoder.decode();
}
