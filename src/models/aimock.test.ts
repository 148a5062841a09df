import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { agentFor, taskFor } from '../../test/model-conformance.ts';
import { anthropicModel } from './anthropic.ts';
import { type Message, type Model, ModelError } from './model.ts';

const KEY = 'gateway+key/0123456789abcdef';
const AGENT = agentFor('clarifier', 'haiku');
const mock = new LLMock({ port: 0 });

beforeAll(async () => {
  mock.onMessage('slow', { content: 'How slow is it?' });
  mock.onMessage('four seconds', {
    content: `Add an index.\n\n${'Because. '.repeat(2000)}`,
    usage: { input_tokens: 50, output_tokens: 4000 },
  });
  mock.onMessage('cut', { content: 'Half an ans', finishReason: 'max_tokens' });
  mock.onMessage('limited', { error: { message: 'slow down', type: 'rate_limit_error' }, status: 429 });
  mock.onMessage('overloaded', { error: { message: 'busy', type: 'overloaded_error' }, status: 529 });
  mock.onMessage('forbidden', { error: { message: 'no', type: 'authentication_error' }, status: 401 });
  mock.onMessage('bad', { error: { message: 'too long', type: 'invalid_request_error' }, status: 400 });
  mock.onMessage('breaks', { content: 'x'.repeat(5000) }, { truncateAfterChunks: 30, latency: 2 });
  mock.onMessage('hangs up', { content: 'x'.repeat(5000) }, { chaos: { disconnectRate: 1 } });
  mock.onMessage('garbled', { content: 'x' }, { chaos: { malformedRate: 1 } });
  await mock.start();
});
afterAll(() => mock.stop());

function model(): Model {
  let waited = 0;
  return anthropicModel({
    // Waits take no time.
    timing: {
      now: () => performance.now() + waited,
      sleep: async (ms) => void (waited += ms),
      random: () => 0,
    },
    env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: mock.url },
    retry: { maxAttempts: 2, maxWaitMs: 2000 },
  });
}

function answer(...contents: string[]): ReturnType<Model['answer']> {
  const messages = contents.map((content, index): Message => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content,
  }));
  return model().answer({ key: 'k', agent: AGENT, task: taskFor('t', 't'), repeat: 1, messages });
}

describe('anthropicModel against a fake of others', () => {
  test('gets answers, turn after turn', async () => {
    const first = await answer('It is slow.');
    expect(first).toMatchObject({
      text: 'How slow is it?',
      truncated: false,
      stopReason: 'end_turn',
      attempts: 1,
    });
    const second = await answer('It is slow.', first.text, 'It takes four seconds.');
    expect(second.text).toBe(`Add an index.\n\n${'Because. '.repeat(2000)}`);
    expect(second.usage).toMatchObject({ inputTokens: 50, outputTokens: 4000 });
  });

  test('knows an answer that was cut off', async () => {
    expect(await answer('This gets cut.')).toMatchObject({ truncated: true, stopReason: 'max_tokens' });
  });

  test.each([
    ['limited', 'rate-limit', /^rate limit \(429 rate_limit_error: slow down\)/],
    [
      'overloaded',
      'overloaded',
      /^the server failed \(529 overloaded_error: busy\); gave up after 2 attempts$/,
    ],
    ['forbidden', 'fatal', /^the key was not accepted \(401 authentication_error: no\)/],
    ['bad', 'bad-request', /^the request was not accepted \(400 invalid_request_error: too long\)$/],
    ['breaks', 'network', /^the answer broke off \(/],
    ['hangs up', 'fatal', /^no connection to /],
    ['garbled', 'fatal', /^http:.* answered with /],
  ])('takes "%s" for %s', async (content, kind, message) => {
    const error = await answer(`This is ${content}.`).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test('asked for streams, all of them', () => {
    const requests = mock.getRequests();
    expect(requests.length).toBeGreaterThan(8);
    expect(new Set(requests.map(({ path }) => path))).toEqual(new Set(['/v1/messages']));
  });
});
