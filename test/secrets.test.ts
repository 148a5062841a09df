import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeReply, type FakeRequest, startFakeMessagesApi } from './fake-messages-api.ts';
import { smallProject } from './project.ts';
import { type Finished, vouch, vouchHere } from './vouch.ts';

/** Not of the shape of a key, and with what URLs and JSON write otherwise. */
const KEY = 'gateway+key/0123456789"abcdef';
const TOKEN = 'token+for/9876543210fedcba';
const SECRETS = [KEY, TOKEN, 'pa55word', 'query-secret-42'];

/** Each secret as it may be written. */
const FORMS = SECRETS.flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
]);

interface Left {
  readonly finished: Finished;
  /** Everything printed, and every file in the project afterwards. */
  readonly texts: ReadonlyMap<string, string>;
}

async function runWith(
  answer: (request: FakeRequest) => FakeReply,
  env: (url: string) => Record<string, string>,
  args: readonly string[] = [],
  start = vouchHere,
): Promise<Left> {
  await using api = await startFakeMessagesApi({ answer });
  await using project = await smallProject();
  const finished = await start(['run', '--model', 'anthropic', ...args], {
    cwd: project.path,
    env: env(api.url),
  });
  const texts = new Map([
    ['stdout', finished.stdout],
    ['stderr', finished.stderr],
  ]);
  for (const entry of await readdir(project.path, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) texts.set(path, await readFile(path, 'latin1'));
  }
  return { finished, texts };
}

function leaks({ texts }: Left): string[] {
  return [...texts].flatMap(([place, text]) =>
    FORMS.filter((form) => text.includes(form)).map((form) => `${form} in ${place}`),
  );
}

const withKey = (url: string): Record<string, string> => ({
  ANTHROPIC_API_KEY: KEY,
  ANTHROPIC_BASE_URL: url,
});
const withToken = (url: string): Record<string, string> => ({
  ANTHROPIC_AUTH_TOKEN: TOKEN,
  ANTHROPIC_BASE_URL: url,
});

/** What a server says that repeats what it was sent. */
function saidTo({ headers }: FakeRequest): string {
  const [, secret = ''] = (headers.authorization ?? '').split(' ');
  return `no: ${headers.authorization} ${encodeURIComponent(secret)} https://joe:pa55word@gateway.test/`;
}

function errorBody(message: string): unknown {
  return { type: 'error', error: { type: 'invalid_request_error', message } };
}

describe('no secret is printed or written', () => {
  it.each<[string, (said: string) => FakeReply]>([
    ['answers', () => '```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```'],
    ['a refused key that is repeated', (said) => ({ status: 401, body: errorBody(said) })],
    ['a refused request that repeats the key', (said) => ({ status: 400, body: errorBody(said) })],
    ['a page that repeats the key', (said) => ({ status: 403, body: `<html>${said}</html>` })],
    [
      'a redirect that carries the key',
      (said) => ({
        status: 302,
        headers: { location: `https://elsewhere.test/?key=${encodeURIComponent(said)}` },
        body: '',
      }),
    ],
    [
      'a refusal that repeats the key',
      (said) => ({
        text: '',
        stopReason: 'refusal',
        stopDetails: { type: 'refusal', category: null, explanation: said },
      }),
    ],
    [
      'a stream that breaks off with the key',
      (said) => ({ text: 'Half', breakOff: { type: 'invalid_request_error', message: said } }),
    ],
    [
      'a message that repeats the key where a number stands',
      (said) => ({ text: 'x', usage: { input_tokens: said as unknown as number } }),
    ],
  ])('on %s', async (_, reply) => {
    for (const env of [withKey, withToken]) {
      const left = await runWith((request) => reply(saidTo(request)), env, ['-j', '2']);
      expect(left.texts.size).toBeGreaterThan(6);
      expect(leaks(left)).toEqual([]);
    }
  });

  it('in a process of its own', async () => {
    const left = await runWith(
      (request) => ({ status: 401, body: errorBody(saidTo(request)) }),
      withKey,
      [],
      vouch,
    );
    expect(left.finished.stdout).toContain('401');
    expect(leaks(left)).toEqual([]);
  });

  it.each<[string, (url: string) => Record<string, string>, RegExp]>([
    [
      'a user and a password in the base URL',
      (url) => ({ ...withKey(url), ANTHROPIC_BASE_URL: url.replace('//', '//joe:pa55word@') }),
      /ANTHROPIC_BASE_URL: found a user or password/,
    ],
    [
      'a query in the base URL',
      (url) => ({ ...withKey(url), ANTHROPIC_BASE_URL: `${url}/v1?key=query-secret-42` }),
      /ANTHROPIC_BASE_URL: found a query/,
    ],
    [
      'a base URL that is none',
      (url) => ({ ...withKey(url), ANTHROPIC_BASE_URL: 'joe:pa55word@gateway.test' }),
      /ANTHROPIC_BASE_URL: /,
    ],
    [
      'a key with a line break',
      (url) => ({ ...withKey(url), ANTHROPIC_API_KEY: `${KEY}\n${TOKEN}` }),
      /ANTHROPIC_API_KEY: holds/,
    ],
  ])('with %s, which is refused', async (_, env, message) => {
    const left = await runWith(() => 'x', env);
    expect(left.finished.code).toBe(2);
    expect(left.finished.stderr).toMatch(message);
    expect(leaks(left)).toEqual([]);
  });

  it('where the run folder cannot be written', async () => {
    const left = await runWith(() => 'x', withKey, ['--output', 'agents/terse.md'], vouch);
    expect(left.finished.code).not.toBe(0);
    expect(leaks(left)).toEqual([]);
  });
});
