import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '../../input/user-error.ts';
import type { ReportedRun } from '../reporters.ts';
import { buildPageData } from './build-page-data.ts';
import { pageParts } from './html.ts';
import { pagePolicy } from './template.ts';
import { openTranscripts } from './transcripts.ts';

const HOST = '127.0.0.1';

const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** A page that is served. */
export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page of a stored run to this machine: `/`, and `/trials/<index>.json` from disk for what the page has no room for.
 * It has no paths of files, and it answers only to its own name, so that a page elsewhere cannot reach it through a name that
 * resolves here.
 * @param options `budget`: characters of transcripts that the page holds, as in a file by default.
 * @throws {UserError} if the port is taken, or the run cannot be read.
 */
export async function servePage(
  folder: string,
  run: ReportedRun,
  { port, ...kept }: { port: number; budget?: number },
): Promise<ServedPage> {
  const page = await buildPageData(run, { mode: 'view', ...kept });
  const transcripts = await openTranscripts(folder, page);
  const policy = await pagePolicy();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnName(request)) return refuse(response, 403);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, { allow: 'GET, HEAD' });
    const path = request.url?.split('?', 1)[0];
    if (path === '/') {
      response.writeHead(200, {
        ...HEADERS,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': `${policy}; frame-ancestors 'none'`,
      });
      if (request.method === 'HEAD') response.end();
      else await pipeline(Readable.from(pageParts(page)), response);
      return;
    }
    if (path === '/favicon.ico') return refuse(response, 204);
    const index = /^\/trials\/(\d{1,9})\.json$/.exec(path ?? '')?.[1];
    const transcript = index === undefined ? undefined : await transcripts.read(Number(index));
    if (!transcript) return refuse(response, 404);
    response.writeHead(200, { ...HEADERS, 'content-type': 'application/json; charset=utf-8' });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(transcript));
  }

  server.listen(port, HOST);
  await once(server, 'listening').catch(async (error: unknown) => {
    await transcripts[Symbol.asyncDispose]();
    throw new UserError(`cannot serve on ${HOST}:${port} (${messageOf(error)}); choose another --port`);
  });
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.close();
      server.closeAllConnections();
      await transcripts[Symbol.asyncDispose]();
    },
  };
}

/** False for another site's name that was made to resolve to this machine. */
function isOwnName({ headers, socket }: IncomingMessage): boolean {
  return [`${HOST}:${socket.localPort}`, `localhost:${socket.localPort}`].includes(headers.host ?? '');
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...HEADERS, ...headers, 'content-type': 'text/plain; charset=utf-8' });
  response.end(status === 204 ? undefined : `${status}\n`);
}
