import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect, promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  type FakeMessagesApi,
  type FakeReply,
  type FakeRequest,
  startFakeMessagesApi,
  textBlock,
} from '../../test/fake-messages-api.ts';
import { agentFor, describeModel, taskFor } from '../../test/model-conformance.ts';
import { UserError } from '../input/user-error.ts';
import { ALIASES } from './aliases.ts';
import { anthropicModel, type AnthropicOptions } from './anthropic.ts';
import { type Message, type Model, type ModelAnswer, ModelError, type ModelRequest } from './model.ts';
import type { Timing } from './retry.ts';

/** Not of the shape of a key, so that only knowing it can keep it out of messages. */
const KEY = 'gateway+key/0123456789abcdef';
const AGENT = agentFor('clarifier', 'opus');
const TASK = taskFor('slow-search', 'It is slow.');

/** Headers of a stream that a test writes by hand. */
const STREAM = { 'content-type': 'text/event-stream' };

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const request = (...messages: Message[]): ModelRequest => ({
  key: 'k',
  agent: AGENT,
  task: TASK,
  repeat: 1,
  messages,
});

/** Waits take no time; they are only noted. */
function noWaiting(): Timing & { readonly waits: number[] } {
  const waits: number[] = [];
  let waited = 0;
  return {
    waits,
    now: () => performance.timeOrigin + performance.now() + waited,
    sleep: async (ms) => {
      waits.push(ms);
      waited += ms;
    },
    random: () => 0,
  };
}

function modelAt(url: string, options: AnthropicOptions = {}): Model {
  const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url };
  return anthropicModel({ env, timing: noWaiting(), defaultModel: 'sonnet', ...options });
}

/** The fake says one thing after another, and the last one for ever. */
function sayInTurn(...replies: FakeReply[]): Promise<FakeMessagesApi> {
  let asked = 0;
  return startFakeMessagesApi({ answer: () => replies[Math.min(asked++, replies.length - 1)] ?? 'drop' });
}

interface Asked {
  readonly answer: ModelAnswer | undefined;
  readonly error: ModelError | undefined;
  readonly requests: readonly FakeRequest[];
  readonly waits: readonly number[];
}

/** One call against a fake that says one thing after another. */
async function ask(replies: readonly FakeReply[], options: AnthropicOptions = {}): Promise<Asked> {
  await using api = await sayInTurn(...replies);
  const timing = noWaiting();
  const result = { requests: api.requests, waits: timing.waits };
  try {
    const answer = await modelAt(api.url, { timing, ...options }).answer(request(user('It is slow.')));
    return { ...result, answer, error: undefined };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...result, answer: undefined, error };
  }
}

describeModel('anthropic', async () => {
  const chat = taskFor('team-chat', 'Build a chat.');
  const api = await startFakeMessagesApi({
    answer: ({ body }) => {
      const first = body.messages[0]?.content;
      if (typeof first !== 'string' || first === 'Refuse this.') return { text: '', stopReason: 'refusal' };
      return `${body.messages.length}: ${first}`;
    },
  });
  return {
    model: modelAt(api.url),
    agent: AGENT,
    conversations: [
      { task: TASK, turns: ['1: It is slow.', '3: It is slow.', '5: It is slow.'] },
      { task: chat, turns: ['1: Build a chat.'] },
    ],
    unanswerable: request(user('Refuse this.')),
    [Symbol.asyncDispose]: () => api.close(),
  };
});

describe('anthropicModel asks', () => {
  test('with the prompt byte for byte in one cached block, and all messages in order', async () => {
    await using api = await sayInTurn('Fine.');
    const messages = [
      user('It is slow.'),
      assistant('How slow?'),
      user('4 s.'),
      assistant('Plan: …'),
      user('Go.'),
    ];
    await modelAt(api.url).answer(request(...messages));
    expect(api.requests.map(({ body }) => body)).toEqual([
      {
        model: ALIASES['opus'],
        max_tokens: 32_000,
        system: [{ type: 'text', text: AGENT.prompt, cache_control: { type: 'ephemeral' } }],
        messages,
        stream: true,
      },
    ]);
    expect(api.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  });

  test('with the sampling parameters that the user set, and no others', async () => {
    const { requests } = await ask(['Fine.'], { params: { maxTokens: 500, temperature: 0 } });
    expect(requests[0]?.body).toMatchObject({ max_tokens: 500, temperature: 0 });
    expect(modelAt('http://x.test').params).toEqual({ maxTokens: 32_000 });
    const params = { maxTokens: 500, temperature: undefined };
    expect(Object.keys(modelAt('http://x.test', { params }).params)).toEqual(['maxTokens']);
  });

  test("each agent's own model, unless one is named for all", async () => {
    const model = modelAt('http://x.test', { aliases: { house: 'claude-house-1' } });
    const ids = ['opus', 'inherit', undefined, 'house', 'claude-opus-4-8'].map((name) =>
      model.modelId(agentFor('a', name)),
    );
    expect(ids).toEqual([
      ALIASES['opus'],
      ALIASES['sonnet'],
      ALIASES['sonnet'],
      'claude-house-1',
      'claude-opus-4-8',
    ]);
    expect(modelAt('http://x.test', { model: 'haiku' }).modelId(AGENT)).toBe(ALIASES['haiku']);
    expect(() => modelAt('http://x.test', { model: 'tiny' }).modelId(AGENT)).toThrow(
      /^anthropic:tiny: unknown model/,
    );
    expect(() => model.modelId(agentFor('a', 'tiny'))).toThrow(/^agents\/a\.md: unknown model/);
  });

  test('with a token where there is no key', async () => {
    await using api = await sayInTurn('Fine.');
    const env = {
      ANTHROPIC_API_KEY: ' ',
      ANTHROPIC_AUTH_TOKEN: ' token-1 ',
      ANTHROPIC_BASE_URL: `${api.url}/`,
    };
    await modelAt(api.url, { env }).answer(request(user('hi')));
    expect(api.requests[0]?.headers.authorization).toBe('Bearer token-1');
  });

  test.each([
    [
      {},
      'no key for the Anthropic API: set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN), or run with --model replay',
    ],
    [
      { ANTHROPIC_API_KEY: 'sk-ant\nx' },
      'ANTHROPIC_API_KEY: holds a blank, a line break or a character that no key has; copy the key again',
    ],
    [
      { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: 'gateway.test' },
      'ANTHROPIC_BASE_URL: found "gateway.test", expected a URL such as https://api.anthropic.com',
    ],
    [
      { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: 'https://joe:pa55word@gateway.test/v1' },
      'ANTHROPIC_BASE_URL: found a user or password in https://***@gateway.test, which no request can carry; take it out and set ANTHROPIC_AUTH_TOKEN',
    ],
  ])('nothing at all without a usable key and address: %j', (env, message) => {
    expect(() => anthropicModel({ env })).toThrow(new UserError(message));
  });
});

describe('anthropicModel reads', () => {
  test('text, usage, the model that served and what it cost', async () => {
    const usage = {
      input_tokens: 5,
      output_tokens: 7,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 200,
    };
    const { answer } = await ask([{ text: 'Add an index.', model: 'claude-opus-4-8', usage }]);
    expect(answer).toEqual({
      text: 'Add an index.',
      truncated: false,
      stopReason: 'end_turn',
      servedModel: 'claude-opus-4-8',
      usage: { inputTokens: 5, outputTokens: 7, cacheReadTokens: 1000, cacheWriteTokens: 200 },
      cost: expect.closeTo((5 * 5 + 7 * 25 + 1000 * 0.5 + 200 * 6.25) / 1e6, 12),
      latencyMs: expect.any(Number),
      attempts: 1,
      waitedMs: expect.any(Number),
    });
  });

  test('an unknown price as no cost', async () => {
    const { answer } = await ask([{ text: 'Hi.', model: 'claude-unheard-of' }]);
    expect(answer).toMatchObject({ text: 'Hi.', cost: undefined, usage: { inputTokens: 10 } });
  });

  test.each([
    ['end_turn', false],
    ['stop_sequence', false],
    ['max_tokens', true],
    ['model_context_window_exceeded', true],
    ['pause_turn', true],
  ] as const)('an answer that ended by %s as truncated: %s', async (stopReason, truncated) => {
    const { answer } = await ask([{ text: 'Half', stopReason }]);
    expect(answer).toMatchObject({ text: 'Half', stopReason, truncated });
  });

  test('text without the thinking around it', async () => {
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: 's' } as const;
    const content = [thinking, textBlock('First'), textBlock(' part.'), thinking, textBlock('Second.')];
    const { answer } = await ask([{ text: '', content }]);
    expect(answer?.text).toBe('First part.\n\nSecond.');
  });

  test('a refusal as no answer, with what is said about it', async () => {
    const stopDetails = { type: 'refusal', category: 'cyber', explanation: 'Could be misused.' } as const;
    const { error, requests } = await ask([
      { text: 'I', stopReason: 'refusal', stopDetails, model: 'claude-opus-4-8' },
    ]);
    expect(error).toMatchObject({
      kind: 'refused',
      message: 'claude-opus-4-8 declined to answer (cyber: Could be misused.)',
    });
    expect(requests).toHaveLength(1);
  });

  test.each(['application/json', 'Application/JSON; charset=UTF-8'])(
    'a message that came at once, as %s, where a stream was asked for',
    async (type) => {
      const message = {
        type: 'message',
        model: 'claude-opus-4-8',
        content: [{ type: 'text', text: 'At once.' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 5, output_tokens: 7 },
      };
      const headers = { 'content-type': type };
      expect((await ask([{ status: 200, headers, body: message }])).answer).toMatchObject({
        text: 'At once.',
        usage: { inputTokens: 5, outputTokens: 7, cacheReadTokens: 0 },
      });
    },
  );

  test('a stream that comes in drops', async () => {
    const { answer } = await ask([{ text: 'Slow, but whole: ü.', eventDelayMs: 3 }]);
    expect(answer).toMatchObject({ text: 'Slow, but whole: ü.', attempts: 1 });
  });

  test('how many attempts it took, and how long it waited for them', async () => {
    const { answer } = await ask([
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 529 },
      'Fine.',
    ]);
    expect(answer?.attempts).toBe(3);
    expect(answer?.waitedMs).toBeGreaterThanOrEqual(7000);
    expect(answer?.latencyMs).toBeLessThan(7000);
  });

  test('what a refusal cost', async () => {
    const usage = { input_tokens: 1000, output_tokens: 10 };
    const { error } = await ask([{ text: '', stopReason: 'refusal', model: 'claude-opus-4-8', usage }]);
    expect(error?.spent).toEqual({
      usage: { inputTokens: 1000, outputTokens: 10, cacheReadTokens: 0, cacheWriteTokens: 0 },
      cost: expect.closeTo((1000 * 5 + 10 * 25) / 1e6, 12),
    });
  });

  test('the price that the user gave', async () => {
    const prices = { 'claude-opus-5-5': { input: 100, output: 1000 } };
    expect((await ask(['Fine.'], { prices })).answer?.cost).toBeCloseTo((10 * 100 + 20 * 1000) / 1e6, 12);
  });

  test('latency without waits and failed attempts', async () => {
    await using api = await sayInTurn({ status: 529 }, { text: 'Fine.', delayMs: 30 });
    const timing: Timing = { ...noWaiting(), sleep: (_, signal) => delay(300, undefined, { signal }) };
    const { latencyMs = 0 } = await modelAt(api.url, { timing }).answer(request(user('hi')));
    expect(latencyMs).toBeGreaterThanOrEqual(29);
    expect(latencyMs).toBeLessThan(300);
  });
});

describe('anthropicModel tries again', () => {
  test.each([
    ['a rate limit, when the server says', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    ['a rate limit, to the millisecond', { status: 429, headers: { 'retry-after-ms': '1250' } }, 1250],
    ['overload', { status: 529 }, 0],
    ['a server error with a page instead of JSON', { status: 502, body: '<html>Bad gateway</html>' }, 0],
    ['what the server wants repeated', { status: 409, headers: { 'x-should-retry': 'true' } }, 0],
    ['a dropped connection', 'drop', 0],
    ['a connection that drops in the middle of the answer', { text: 'Half an answer', breakOff: 'drop' }, 0],
    [
      'overload in the middle of the answer',
      { text: 'Half', breakOff: { type: 'overloaded_error', message: 'Overloaded' } },
      0,
    ],
    [
      'a stream of broken JSON',
      {
        status: 200,
        headers: STREAM,
        body: 'event: message_start\ndata: {"type":\n\n',
      },
      0,
    ],
    [
      'a page of a proxy',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Hello</html>' },
      0,
    ],
  ] satisfies [string, FakeReply, number][])('after %s', async (_, failure: FakeReply, wait) => {
    const { answer, requests, waits } = await ask([failure, 'Fine.']);
    expect(answer?.text).toBe('Fine.');
    expect(requests).toHaveLength(2);
    expect(waits).toEqual([wait]);
  });
});

describe('anthropicModel gives up', () => {
  const broken = 'event: message_start\ndata: {"type":\n\n';
  test.each([
    [
      { status: 429, headers: { 'retry-after': '2' } },
      'rate-limit',
      /^rate limit \(429 rate_limit_error: This is what a 429 looks like\.\); gave up after 3 attempts$/,
      3,
    ],
    [
      { status: 429, headers: { 'retry-after': '86400' } },
      'fatal',
      /the server asks to wait 86400 s; gave up after 1 attempt$/,
      1,
    ],
    [{ status: 429, headers: { 'x-should-retry': 'false' } }, 'rate-limit', /^rate limit/, 1],
    [
      { status: 529 },
      'overloaded',
      /^the server failed \(529 overloaded_error: .*\); gave up after 3 attempts$/,
      3,
    ],
    [
      { status: 502, body: '<html>\nBad gateway</html>' },
      'overloaded',
      /^the server failed \(502: <html> Bad gateway<\/html>\)/,
      3,
    ],
    [
      { status: 401 },
      'fatal',
      /^the key was not accepted \(401 authentication_error: .*\); check ANTHROPIC_API_KEY$/,
      1,
    ],
    [{ status: 402 }, 'fatal', /^billing stands in the way \(402 billing_error: /, 1],
    [
      { status: 403 },
      'fatal',
      /^not permitted \(403 permission_error: .*ANTHROPIC_API_KEY may do with claude-opus-5-5$/,
      1,
    ],
    [
      { status: 404 },
      'bad-request',
      /^model "claude-opus-5-5" was not found \(404 not_found_error: .*\); check the agent's model/,
      1,
    ],
    [
      { status: 404, body: 'Not here' },
      'fatal',
      /^there is no Messages API at http:.* \(404: Not here\); check ANTHROPIC_BASE_URL$/,
      1,
    ],
    [{ status: 413 }, 'bad-request', /^the request was not accepted \(413 request_too_large: /, 1],
    [{ status: 400, body: '' }, 'bad-request', /^the request was not accepted \(400\)$/, 1],
    [
      { status: 400, body: { error: { type: 7, message: {} } } },
      'bad-request',
      /^the request was not accepted \(400/,
      1,
    ],
    [
      'drop',
      'fatal',
      /^no connection to http:\/\/127\.0\.0\.1:\d+ \(.*other side closed\); gave up after 3 attempts$/,
      3,
    ],
    [
      { text: 'Half', breakOff: 'drop' },
      'network',
      /^the answer broke off \(.*\); gave up after 3 attempts$/,
      3,
    ],
    [
      { text: 'Half', breakOff: { type: 'overloaded_error', message: 'Overloaded' } },
      'overloaded',
      /^the answer broke off \(overloaded_error: Overloaded\); gave up/,
      3,
    ],
    [
      { text: 'Half', breakOff: { type: 'invalid_request_error', message: 'No' } },
      'bad-request',
      /^the answer broke off \(invalid_request_error: No\)$/,
      1,
    ],
    [{ text: 'Half', breakOff: 'end' }, 'network', /^the answer broke off \(the stream ended early\)/, 3],
    [
      {
        status: 400,
        body: { error: { type: 'invalid_request_error', message: 'Your credit balance is too low' } },
      },
      'fatal',
      /^billing stands in the way \(400 invalid_request_error: Your credit balance is too low\)/,
      1,
    ],
    [
      { status: 307, headers: { location: 'https://elsewhere.test/x?y' }, body: '' },
      'fatal',
      /sends elsewhere \(307, to elsewhere\.test\); check ANTHROPIC_BASE_URL$/,
      1,
    ],
    [{ status: 307, body: '' }, 'fatal', /sends elsewhere \(307\); check ANTHROPIC_BASE_URL$/, 1],
    [
      { status: 202, body: '' },
      'fatal',
      /answered with status 202, not with a message of the Messages API; /,
      1,
    ],
    [
      { status: 200, body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } },
      'overloaded',
      /^the answer broke off \(overloaded_error: Overloaded\); gave up after 3 attempts$/,
      3,
    ],
    [{ status: 200, headers: STREAM, body: broken }, 'network', /^the answer is malformed \(.*JSON/, 3],
    [{ status: 200, headers: STREAM, body: '' }, 'network', /^the answer broke off \(/, 3],
    [
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
      'fatal',
      /answered with text\/html, not with a message of the Messages API; check ANTHROPIC_BASE_URL; gave up after 3 attempts$/,
      3,
    ],
    [
      { status: 200, body: { type: 'message' } },
      'fatal',
      /answered with application\/json, not with a message/,
      3,
    ],
    [
      { text: 'x', usage: { input_tokens: -1 } },
      'network',
      /^the answer is malformed \(usage\.input_tokens: /,
      1,
    ],
  ] satisfies [FakeReply, string, RegExp, number][])(
    'on %j',
    async (reply: FakeReply, kind, message, attempts) => {
      const { error, requests } = await ask([reply], { retry: { maxAttempts: 3, maxWaitMs: 5000 } });
      expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
      expect(requests).toHaveLength(attempts);
    },
  );

  test('on a server that is not there', async () => {
    const gone = await sayInTurn('x');
    await gone.close();
    const answer = modelAt(gone.url, { retry: { maxAttempts: 2 } }).answer(request(user('hi')));
    await expect(answer).rejects.toThrow(/^no connection to .*ECONNREFUSED.*; gave up after 2 attempts$/);
    await expect(answer).rejects.toMatchObject({ kind: 'fatal' });
  });

  test('on a temperature that the model refuses, and says what to do', async () => {
    const body = {
      type: 'error',
      error: { type: 'invalid_request_error', message: '`temperature` is not supported.' },
    };
    const { error } = await ask([{ status: 400, body }], { params: { temperature: 0.5 } });
    expect(error?.message).toMatch(
      /`temperature` is not supported\.\); take `temperature` out of `params` in the suite$/,
    );
  });

  test('on an answer that takes too long', async () => {
    const { error } = await ask([{ text: 'late', delayMs: 500 }], {
      retry: { attemptMs: 40, maxAttempts: 2 },
    });
    expect(error).toMatchObject({
      kind: 'timeout',
      message: 'no answer within 0 s; gave up after 2 attempts',
    });
  });

  test('with the reason of the signal, when it is stopped in the middle of a call', async () => {
    await using api = await sayInTurn({ text: 'late', delayMs: 500 });
    const reason = new Error('interrupted');
    const stop = new AbortController();
    const answer = modelAt(api.url).answer(request(user('hi')), stop.signal);
    setTimeout(() => stop.abort(reason), 20);
    await expect(answer).rejects.toBe(reason);
  });
});

describe('anthropicModel shares an account', () => {
  /** A prompt that every model caches. */
  const LONG = { ...AGENT, prompt: 'Ask before you code. '.repeat(1000) };

  test('one call with each cacheable prompt goes first, the others when its answer has begun', async () => {
    let open = 0;
    const atOnce: number[] = [];
    await using api = await startFakeMessagesApi({
      answer: async ({ body }) => {
        atOnce.push(++open);
        await delay(30);
        open--;
        return body.messages.length === 1 ? 'Fine.' : 'Go on.';
      },
    });
    const model = modelAt(api.url);
    await Promise.all(Array.from({ length: 6 }, () => model.answer({ ...request(user('Hi')), agent: LONG })));
    expect(atOnce.slice(0, 2)).toEqual([1, 1]);
    expect(Math.max(...atOnce)).toBe(5);
  });

  test('if the first call fails, the next one becomes the first', async () => {
    await using api = await sayInTurn({ status: 400 }, 'Fine.');
    const model = modelAt(api.url);
    const asked = [1, 2, 3].map(() => model.answer({ ...request(user('Hi')), agent: LONG }));
    const ended = await Promise.allSettled(asked);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  test('prompts that are too short for the cache wait for nobody', async () => {
    let open = 0;
    let most = 0;
    await using api = await startFakeMessagesApi({
      answer: async () => {
        most = Math.max(most, ++open);
        await delay(30);
        open--;
        return 'Fine.';
      },
    });
    const model = modelAt(api.url, { concurrency: 3 });
    await Promise.all(Array.from({ length: 9 }, () => model.answer(request(user('Hi')))));
    expect(most).toBe(3);
    expect(model.limits?.()).toEqual([{ atMs: expect.any(Number), limit: 3, why: 'start' }]);
    await model.close?.();
  });

  test('waits for requests that the server says are not there, instead of running into its limit', async () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '60',
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': new Date(Date.now() + 60_000).toISOString(),
    };
    await using api = await sayInTurn({ text: 'Fine.', headers });
    const timing = noWaiting();
    const model = modelAt(api.url, { timing });
    await model.answer(request(user('Hi')));
    const second = await model.answer(request(user('Hi')));
    expect(second.waitedMs).toBeGreaterThan(800);
    expect(second.waitedMs).toBeLessThan(1200);
    expect(second.attempts).toBe(1);
  });

  test('uses its connections again', async () => {
    await using api = await sayInTurn('Fine.');
    const model = modelAt(api.url);
    for (let calls = 0; calls < 20; calls++) await model.answer(request(user('Hi')));
    expect(api.connections()).toBeLessThan(4);
  });
});

test('no error of anthropicModel holds the key, even if the server repeats it', async () => {
  const said = `key ${KEY} in header Authorization: Bearer ${KEY} is not valid`;
  const replies: FakeReply[] = [
    ...[400, 401, 403, 404, 429, 500].flatMap((status) => [
      {
        status,
        body: { type: 'error', error: { type: 'api_error', message: said } },
        headers: { 'x-echo': KEY },
      },
      { status, body: said },
    ]),
    { status: 200, headers: { 'content-type': KEY }, body: said },
    {
      status: 200,
      headers: STREAM,
      body: `event: message_start\ndata: ${said}\n\n`,
    },
    { text: said, breakOff: { type: 'api_error', message: said } },
    { text: '', stopReason: 'refusal', stopDetails: { type: 'refusal', category: null, explanation: said } },
  ];
  for (const reply of replies) {
    const { error } = await ask([reply], { retry: { maxAttempts: 1, maxWaitMs: 0 } });
    expect(error).toBeInstanceOf(ModelError);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(KEY);
  }
});

test('making models loads neither HTTP nor the prices: only a call does', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve(name, context, next) {
        if (/^(undici|@anthropic-ai|@pydantic)/.test(name)) console.log(name);
        return next(name, context);
      },
    });
    const { replayModel } = await import('./src/models/replay.ts');
    const { anthropicModel } = await import('./src/models/anthropic.ts');
    await import('./src/models/prices.ts');
    replayModel('datasets/transcripts');
    anthropicModel({ env: { ANTHROPIC_API_KEY: 'k' } });
    console.log('made');
    await import('./src/models/messages-api.ts');
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  const [first, second] = stdout.split('\n');
  expect([first, second]).toEqual(['made', 'undici']);
});
