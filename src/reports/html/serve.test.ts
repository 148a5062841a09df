import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { madeUpRunFile } from '../../../test/made-up-run.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { readReported } from '../report-of.ts';
import type { PageTranscript } from './page-data.ts';
import { servePage, type ServedPage } from './serve.ts';

async function serving(check: (server: ServedPage) => Promise<void>): Promise<void> {
  await using folder = await tempFolder({
    'run.jsonl': madeUpRunFile({
      id: 'r',
      agents: ['a'],
      tasks: ['first', 'zweite Übung'],
      promises: ['p'],
      answer: ({ task }) => `Antwort auf „${task}“`,
      verdict: () => 'kept',
    }),
  });
  const server = await servePage(folder.path, await readReported(folder.path), { port: 0 });
  try {
    await check(server);
  } finally {
    await server.close();
  }
}

/** Status of a request whose path and headers are sent as they are. */
function statusOf(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('a served page', () => {
  it('gives each transcript from disk, whatever letters stand before it in the file', async () => {
    await serving(async ({ url }) => {
      const transcript = (await (await fetch(`${url}trials/1.json`)).json()) as PageTranscript;
      expect(transcript.turns[0]?.assistant).toBe('Antwort auf „zweite Übung“');
      expect(transcript.verdicts).toMatchObject([{ promise: 'p', verdict: 'kept' }]);
    });
  });

  it('answers to no other name, so that no site can reach it through its own', async () => {
    await serving(async ({ url }) => {
      expect(await statusOf(url, '/', { host: 'evil.example' })).toBe(403);
      expect(await statusOf(url, '/', { host: `evil.example:${new URL(url).port}` })).toBe(403);
      expect(await statusOf(url, '/', { host: `localhost:${new URL(url).port}` })).toBe(200);
    });
  });

  it.each([
    '/run.jsonl',
    '/trials/../run.jsonl',
    '/trials/2.json',
    '/trials/-1.json',
    '/trials/%2e%2e/x.json',
    '//etc/passwd',
  ])('has nothing at %s', async (path) => {
    await serving(async ({ url }) => expect(await statusOf(url, path)).toBe(404));
  });

  it('only reads', async () => {
    await serving(async ({ url }) => expect(await statusOf(url, '/', {}, 'POST')).toBe(405));
  });

  it('sends the strict policy of the page as a header too', async () => {
    await serving(async ({ url }) => {
      const { headers } = await fetch(url);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/script-src 'sha256-[^']+';/);
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });
  });

  it('says which port is taken', async () => {
    await serving(async ({ url }) => {
      await using folder = await tempFolder({
        'run.jsonl': madeUpRunFile({
          id: 'r',
          agents: ['a'],
          tasks: ['t'],
          promises: ['p'],
          verdict: () => 'kept',
        }),
      });
      const run = await readReported(folder.path);
      const port = Number(new URL(url).port);
      await expect(servePage(folder.path, run, { port })).rejects.toThrow(`127.0.0.1:${port}`);
    });
  });
});
