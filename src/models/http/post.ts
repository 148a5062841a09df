import { Agent, EnvHttpProxyAgent } from 'undici';
import { Reception } from './reception.ts';
import type { Reply } from './reply.ts';

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
  const options = {
    // One connection for each call in flight; loading what undici needs for HTTP/2 would take 5 ms of each start.
    allowH2: false,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    // A server may think for as long as a call may take, before the first byte.
    headersTimeout: 0,
    bodyTimeout: SILENCE_MS,
  };
  // The agent asks for the proxies of the environment where Node itself was told to.
  const dispatcher =
    process.env['NODE_USE_ENV_PROXY'] === '1' ? new EnvHttpProxyAgent(options) : new Agent(options);
  return {
    async post(url, headers, body, signal) {
      signal.throwIfAborted();
      return new Promise((resolve, reject) => {
        const { origin, pathname, search } = new URL(url);
        dispatcher.dispatch(
          {
            origin,
            path: pathname + search,
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body,
          },
          new Reception(signal, { resolve, reject }),
        );
      });
    },
    // Not `close`, which waits for the calls in flight.
    close: () => dispatcher.destroy(),
  };
}
