import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Http, openHttp } from './post.ts';
import { ConnectionError, readText } from './reply.ts';

const NEVER = new AbortController().signal;
const open: { server: Server; http: Http }[] = [];

/** Posts to a server on this machine that answers so. */
async function posting(
  listener: RequestListener,
): Promise<(signal?: AbortSignal, path?: string) => ReturnType<Http['post']>> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const http = openHttp();
  open.push({ server, http });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return (signal = NEVER, path = '/v1?beta=true') =>
    http.post(base + path, { 'x-key': 'k' }, '{"a":"ü"}', signal);
}

afterEach(async () => {
  for (const { server, http } of open.splice(0)) {
    await http.close();
    server.closeAllConnections();
    server.close();
  }
});

describe('a post', () => {
  it('sends path, headers and body, and gives status, headers and body of the response', async () => {
    const post = await posting(async (request, response) => {
      const body = await request.toArray();
      response.writeHead(201, {
        'x-seen': [request.method, request.url, request.headers['x-key']].join(' '),
        'x-two': ['1', '2'],
      });
      response.end(Buffer.concat([Buffer.from(`${request.headers['content-type']} `), ...body]));
    });
    const { status, headers, body } = await post();
    expect([status, headers.get('x-seen'), headers.get('x-two'), headers.get('x-none')]).toEqual([
      201,
      'POST /v1?beta=true k',
      '1, 2',
      null,
    ]);
    expect(await readText(body, 1000)).toBe('application/json {"a":"ü"}');
  });

  it('gives pieces of the body as they arrive', async () => {
    let goOn = (): void => undefined;
    const post = await posting((_, response) => {
      response.write('first ');
      goOn = () => void response.end('second');
    });
    const { body } = await post();
    const pieces: string[] = [];
    for await (const piece of body) {
      pieces.push(Buffer.from(piece).toString());
      goOn();
    }
    expect(pieces).toEqual(['first ', 'second']);
  });

  it('waits past early hints for the response itself', async () => {
    const post = await posting((_, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => response.end('done'));
    });
    const { status, body } = await post();
    expect([status, await readText(body, 100)]).toEqual([200, 'done']);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const post = await posting((_, response) => {
      asked++;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await post()).status).toBe(307);
    expect(asked).toBe(1);
  });

  it('says that nothing began where nobody listens', async () => {
    const http = openHttp();
    await expect(http.post('http://127.0.0.1:9/v1', {}, '{}', NEVER)).rejects.toMatchObject({
      name: 'ConnectionError',
      message: expect.stringContaining('ECONNREFUSED'),
      hadBegun: false,
    });
    await http.close();
  });

  it('gives what came of a body that breaks off, then says that it broke', async () => {
    const post = await posting((_, response) => {
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const { body } = await post();
    const pieces: string[] = [];
    const reading = (async () => {
      for await (const piece of body) pieces.push(Buffer.from(piece).toString());
    })();
    await expect(reading).rejects.toSatisfy((error) => error instanceof ConnectionError && error.hadBegun);
    expect(pieces).toEqual(['half']);
  });

  it('ends with the reason of the signal, before the response begins and within it', async () => {
    const reason = new Error('enough');
    const closed: Promise<unknown>[] = [];
    const post = await posting((request, response) => {
      closed.push(once(response, 'close'));
      if (request.url === '/begins') response.write('half');
    });
    await expect(post(AbortSignal.abort(reason))).rejects.toBe(reason);
    const stop = new AbortController();
    const silent = post(stop.signal, '/silent');
    const begun = await post(stop.signal, '/begins');
    const reading = readText(begun.body, 100);
    setTimeout(() => stop.abort(reason), 20);
    await expect(silent).rejects.toBe(reason);
    await expect(reading).rejects.toBe(reason);
    // The server is told, so that it stops as well.
    await Promise.all(closed);
  });

  it('ends the connection where the body is not read to its end', async () => {
    let closed: Promise<unknown> | undefined;
    const post = await posting((_, response) => {
      closed = once(response, 'close');
      const more = setInterval(() => response.write('x'.repeat(1000)), 1);
      response.once('close', () => clearInterval(more));
    });
    const { body } = await post();
    expect(await readText(body, 1500)).toHaveLength(1500);
    await closed;
  });

  it('offers a secure server HTTP/1.1 alone', async () => {
    let offered = Buffer.alloc(0);
    const server = createSocketServer((socket) => {
      socket.once('data', (hello) => {
        offered = hello;
        socket.destroy();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const http = openHttp();
    const { port } = server.address() as AddressInfo;
    await expect(http.post(`https://127.0.0.1:${port}/`, {}, '{}', NEVER)).rejects.toThrow(ConnectionError);
    // The list of protocols stands readable in what a client says first: each with its length before it.
    expect(offered.includes('\x08http/1.1')).toBe(true);
    expect(offered.includes('\x02h2')).toBe(false);
    await http.close();
    server.close();
  });
});
