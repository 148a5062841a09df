import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type ChatReply, type ChatRequest, completion, startFakeChatApi } from '../../test/fake-chat-api.ts';
import { agentFor, describeModel, taskFor } from '../../test/model-conformance.ts';
import { UserError } from '../input/user-error.ts';
import { type ModelAnswer, ModelError, type ModelRequest } from './model.ts';
import { openAiCompatibleModel, type OpenAiCompatibleOptions } from './openai-compatible.ts';
import type { Timing } from './retry.ts';

const KEY = 'gateway+key/0123456789abcdef';
const AGENT = agentFor('clarifier', 'opus');
const TASK = taskFor('slow-search', 'It is slow.');
const REQUEST: ModelRequest = {
  key: 'k',
  agent: AGENT,
  task: TASK,
  repeat: 1,
  messages: [{ role: 'user', content: 'It is slow.' }],
};

/** Waits take no time. */
function noWaiting(): Timing {
  let waited = 0;
  return {
    now: () => performance.now() + waited,
    sleep: async (ms) => void (waited += ms),
    random: () => 0,
  };
}

interface Asked {
  readonly answer: ModelAnswer | undefined;
  readonly error: ModelError | undefined;
  readonly requests: readonly ChatRequest[];
}

async function ask(
  replies: readonly ChatReply[],
  options: Partial<OpenAiCompatibleOptions> = {},
): Promise<Asked> {
  let asked = 0;
  await using api = await startFakeChatApi(() => replies[Math.min(asked++, replies.length - 1)] ?? 'drop');
  const model = openAiCompatibleModel({
    spec: `${api.url}#llama3.2`,
    env: { OPENAI_API_KEY: KEY },
    timing: noWaiting(),
    retry: { maxAttempts: 3, maxWaitMs: 5000 },
    ...options,
  });
  const result = { requests: api.requests };
  try {
    return { ...result, answer: await model.answer(REQUEST), error: undefined };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...result, answer: undefined, error };
  } finally {
    await model.close?.();
  }
}

describeModel('openai-compatible', async () => {
  const chat = taskFor('team-chat', 'Build a chat.');
  const api = await startFakeChatApi(({ body: { messages } }) => {
    const task = messages[1]?.content ?? '';
    return task === 'Refuse this.'
      ? { body: completion('', { refusal: 'No.' }) }
      : `${messages.length - 1}: ${task}`;
  });
  return {
    model: openAiCompatibleModel({ spec: `${api.url}#llama3.2`, env: {} }),
    agent: AGENT,
    conversations: [
      { task: TASK, turns: ['1: It is slow.', '3: It is slow.'] },
      { task: chat, turns: ['1: Build a chat.'] },
    ],
    unanswerable: { ...REQUEST, messages: [{ role: 'user', content: 'Refuse this.' }] },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
});

describe('openAiCompatibleModel', () => {
  test('asks with the prompt byte for byte, what the user set, and the key', async () => {
    const { requests } = await ask(['Fine.'], { params: { maxTokens: 50, temperature: 0 } });
    expect(requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(requests[0]?.body).toEqual({
      model: 'llama3.2',
      messages: [
        { role: 'system', content: AGENT.prompt },
        { role: 'user', content: 'It is slow.' },
      ],
      max_tokens: 50,
      temperature: 0,
    });
  });

  test('sends no key where there is none, and no parameter that the user did not set', async () => {
    const { requests } = await ask(['Fine.'], { env: { OPENAI_API_KEY: ' ' } });
    expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(Object.keys(requests[0]?.body ?? {})).toEqual(['model', 'messages']);
  });

  test('reads text, usage and the model that served; the price is known only if the user gives it', async () => {
    const { answer } = await ask(['Add an index.']);
    expect(answer).toEqual({
      text: 'Add an index.',
      truncated: false,
      stopReason: 'stop',
      servedModel: 'llama3.2-served',
      usage: { inputTokens: 60, outputTokens: 7, cacheReadTokens: 40, cacheWriteTokens: 0 },
      cost: undefined,
      latencyMs: expect.any(Number),
      attempts: 1,
      waitedMs: expect.any(Number),
    });
    const prices = { 'llama3.2': { input: 1, output: 10, cacheRead: 0.5 } };
    const priced = await ask(['Add an index.'], { prices });
    expect(priced.answer?.cost).toBeCloseTo((60 * 1 + 40 * 0.5 + 7 * 10) / 1e6, 12);
  });

  test('takes an answer that was cut off for what it is', async () => {
    const { answer } = await ask([{ body: completion('Half', { finishReason: 'length' }) }]);
    expect(answer).toMatchObject({ text: 'Half', truncated: true, stopReason: 'length' });
  });

  test('keeps what a refusal cost', async () => {
    const prices = { 'llama3.2': { input: 1, output: 1 } };
    const { error } = await ask([{ body: completion('', { finishReason: 'content_filter' }) }], { prices });
    expect(error).toMatchObject({
      kind: 'refused',
      message: 'llama3.2 declined to answer (content_filter)',
      spent: { usage: { outputTokens: 7 }, cost: expect.closeTo(107 / 1e6, 12) },
    });
  });

  test.each<[string, ChatReply]>([
    [
      'a rate limit',
      { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'slow down' } } },
    ],
    ['a server error', { status: 503, body: 'busy' }],
    ['a server error that comes as an answer', { body: { error: { message: 'no provider', code: 502 } } }],
    ['an answer that ends in an error', { body: completion('Ha', { finishReason: 'error' }) }],
    ['a dropped connection', 'drop'],
  ])('tries again after %s', async (_, failure) => {
    const { answer, requests } = await ask([failure, 'Fine.']);
    expect(answer).toMatchObject({ text: 'Fine.', attempts: 2 });
    expect(requests).toHaveLength(2);
  });

  const error = (status: number, message: string, code: string | null = null): ChatReply => ({
    status,
    body: { error: { message, type: 't', code } },
  });
  test.each<[ChatReply, string, RegExp, number]>([
    [
      error(401, 'bad key'),
      'fatal',
      /^the key was not accepted \(401 t: bad key\); check OPENAI_API_KEY$/,
      1,
    ],
    [error(402, 'pay'), 'fatal', /^billing stands in the way/, 1],
    [
      error(429, 'quota', 'insufficient_quota'),
      'fatal',
      /^billing stands in the way \(429 insufficient_quota/,
      1,
    ],
    [error(404, 'no such model'), 'fatal', /^model "llama3.2" was not found \(404 t: no such model\)$/, 1],
    [
      { status: 404, body: 'nothing' },
      'fatal',
      /^there are no chat completions at .*; check the base URL$/,
      1,
    ],
    [error(400, 'too long'), 'bad-request', /^the request was not accepted \(400 t: too long\)$/, 1],
    [{ status: 302, headers: { location: '/x' }, body: '' }, 'fatal', /sends elsewhere \(302\)/, 1],
    [{ body: '<html></html>' }, 'fatal', /something else than a chat completion \(it is no JSON\)/, 3],
    [
      { body: { error: { message: 'out of credits', code: 402 } } },
      'fatal',
      /^billing stands in the way \(402: out of credits\)/,
      1,
    ],
    [
      { body: { error: 'overloaded' } },
      'overloaded',
      /^the server failed \(500: overloaded\); gave up after 3/,
      3,
    ],
    [{ body: { choices: [] } }, 'network', /something else than a chat completion \(choices: /, 1],
  ])('gives up on %j', async (reply, kind, message, attempts) => {
    const asked = await ask([reply]);
    expect(asked.error).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(asked.requests).toHaveLength(attempts);
  });

  test('shows the key in no error, even if the server repeats it', async () => {
    for (const status of [200, 302, 400, 401, 403, 404, 429, 500]) {
      const { error: shown } = await ask([{ status, body: { error: { message: `bad ${KEY}` } } }], {
        retry: { maxAttempts: 1, maxWaitMs: 0 },
      });
      expect(shown).toBeInstanceOf(ModelError);
      expect(inspect(shown, { depth: null, showHidden: true })).not.toContain(KEY);
    }
  });

  test.each([
    ['', /expected a base URL and a model: openai-compatible:http:\/\/localhost:11434\/v1#llama3\.2$/],
    ['localhost:11434#x', /expected a base URL/],
    ['http://localhost:11434/v1', /names no model/],
    [
      'https://joe:pa55word@gateway.test/v1#x',
      /^openai-compatible: https:\/\/gateway\.test comes with a user/,
    ],
    ['https://gateway.test/v1?key=pa55word#x', /comes with a user, password or query/],
  ])('refuses %j before any call, and shows no password', (spec, message) => {
    expect(() => openAiCompatibleModel({ spec, env: {} })).toThrow(UserError);
    expect(() => openAiCompatibleModel({ spec, env: {} })).toThrow(message);
    expect(() => openAiCompatibleModel({ spec, env: {} })).toThrow(/^(?!.*pa55word)/);
  });
});
