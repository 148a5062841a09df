import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { type FakeReply, startFakeMessagesApi } from '../../test/fake-messages-api.ts';
import { failureOf } from './api-failure.ts';
import type { Failure } from './retry.ts';

const SECRET = 'gateway+key/0123456789abcdef';

/** What an error of the SDK comes to, against a fake that says this. */
async function failureOn(reply: FakeReply): Promise<Failure | undefined> {
  await using api = await startFakeMessagesApi({ answer: () => reply });
  const client = new Anthropic({ apiKey: SECRET, baseURL: api.url, maxRetries: 0, logLevel: 'off' });
  const access = {
    credential: { apiKey: SECRET },
    secret: SECRET,
    variable: 'ANTHROPIC_API_KEY',
    baseUrl: api.url,
  } as const;
  try {
    await client.messages.create({
      model: 'claude-opus-5-5',
      max_tokens: 5,
      messages: [{ role: 'user', content: 'Hi' }],
    });
    return undefined;
  } catch (error) {
    return failureOf(error, { access, model: 'claude-opus-5-5', params: { maxTokens: 5 }, now: 0 });
  }
}

test.each<[FakeReply, Partial<Failure>]>([
  [{ status: 401 }, { kind: 'fatal', retry: false }],
  [
    { status: 429, headers: { 'retry-after': '3' } },
    { kind: 'rate-limit', retry: true, retryAfterMs: 3000 },
  ],
  [{ status: 529 }, { kind: 'overloaded', retry: true }],
  [
    { status: 502, body: '<html>Bad gateway</html>' },
    { kind: 'overloaded', retry: true },
  ],
  ['drop', { kind: 'network', retry: true }],
])('an error of the SDK on %j means the same as without it', async (reply, expected) => {
  expect(await failureOn(reply)).toMatchObject(expected);
});

test('an error of the SDK shows no key, and a bug is none', async () => {
  const said = `bad key ${SECRET}`;
  const failure = await failureOn({ status: 400, body: { error: { type: 'api_error', message: said } } });
  expect(failure?.message).toBe('the request was not accepted (400 api_error: bad key ***)');
  const access = {
    credential: { apiKey: 'k' },
    secret: 'k',
    variable: 'ANTHROPIC_API_KEY',
    baseUrl: '',
  } as const;
  const asked = { access, model: 'm', params: { maxTokens: 1 }, now: 0 };
  expect(failureOf(new TypeError('x is not a function'), asked)).toBeUndefined();
});
