import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type ChatReply,
  completion,
  type FakeChatApi,
  startFakeChatApi,
} from '../../../test/fake-chat-api.ts';
import { agentFor, describeModel, taskFor } from '../../../test/model-conformance.ts';
import { tempFolder } from '../../../test/temp-folder.ts';
import { vouch } from '../../../test/vouch.ts';
import { UserError } from '../../input/user-error.ts';
import { type Model, type ModelAnswer, ModelError, type ModelRequest } from '../model.ts';
import type { Timing } from '../retry.ts';
import { promptfooModel, type PromptfooOptions } from './promptfoo.ts';

const KEY = 'gateway+key/0123456789abcdef';
const ID = 'openai:chat:gpt-4o-mini';
const AGENT = agentFor('clarifier', 'opus');
const TASK = taskFor('slow-search', 'It is slow.');

function request(content: string): ModelRequest {
  return { key: 'k', agent: AGENT, task: TASK, repeat: 1, messages: [{ role: 'user', content }] };
}

/** Waits take no time. */
function noWaiting(): Timing {
  let waited = 0;
  return {
    now: () => performance.now() + waited,
    sleep: async (ms) => void (waited += ms),
    random: () => 0,
  };
}

/** promptfoo reads its keys from the process, so that one fake serves all tests of this file. */
let api: FakeChatApi;
let script: (messages: readonly { readonly content: string }[]) => ChatReply;

beforeAll(async () => {
  api = await startFakeChatApi(({ body: { messages } }) => script(messages));
  vi.stubEnv('OPENAI_API_KEY', KEY);
  vi.stubEnv('OPENAI_BASE_URL', api.url);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await api[Symbol.asyncDispose]();
});

function model(id: string, options: Partial<PromptfooOptions> = {}): Model {
  return promptfooModel({
    id,
    folder: '.',
    timing: noWaiting(),
    retry: { maxAttempts: 3, maxWaitMs: 5000 },
    ...options,
  });
}

async function ask(...replies: ChatReply[]): Promise<ModelAnswer | ModelError> {
  let asked = 0;
  script = () => replies[Math.min(asked++, replies.length - 1)] ?? 'drop';
  return model(ID)
    .answer(request('It is slow.'))
    .catch((error: unknown) => {
      if (error instanceof ModelError) return error;
      throw error;
    });
}

describeModel('promptfoo', async () => {
  script = (messages) => {
    const task = messages[1]?.content ?? '';
    return task === 'Refuse this.'
      ? { body: completion('', { finishReason: 'content_filter' }) }
      : `${messages.length - 1}: ${task}`;
  };
  return {
    model: model(ID),
    agent: AGENT,
    conversations: [
      { task: TASK, turns: ['1: It is slow.', '3: It is slow.'] },
      { task: taskFor('team-chat', 'Build a chat.'), turns: ['1: Build a chat.'] },
    ],
    unanswerable: request('Refuse this.'),
    [Symbol.asyncDispose]: async () => undefined,
  };
});

describe('promptfooModel', () => {
  test('passes system prompt and conversation on as chat messages, untouched by templates', async () => {
    script = () => 'Fine.';
    const agent = { ...AGENT, prompt: 'Write {{ user.name }} and {% raw %} as they stand.' };
    await model(ID, { params: { maxTokens: 50, temperature: 0 } }).answer({ ...request('Hi {{x}}'), agent });
    expect(api.requests.at(-1)?.body).toMatchObject({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: agent.prompt },
        { role: 'user', content: 'Hi {{x}}' },
      ],
      max_tokens: 50,
      temperature: 0,
    });
  });

  test('takes usage, cost and the reason of the end from the provider', async () => {
    expect(await ask('Add an index.')).toMatchObject({
      text: 'Add an index.',
      truncated: false,
      stopReason: 'stop',
      usage: { inputTokens: 60, outputTokens: 7, cacheReadTokens: 40, cacheWriteTokens: 0 },
      cost: expect.closeTo(0.0000162, 9),
      attempts: 1,
    });
    expect(await ask({ body: completion('Half', { finishReason: 'length' }) })).toMatchObject({
      truncated: true,
    });
  });

  test('asks again for the same request: its cache is off', async () => {
    script = () => 'Fine.';
    const before = api.requests.length;
    const asked = model(ID);
    await asked.answer(request('Same.'));
    await asked.answer(request('Same.'));
    expect(api.requests.length - before).toBe(2);
  });

  test.each<[string, ChatReply]>([
    [
      'a rate limit',
      { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: 'slow down' } } },
    ],
    ['a server error', { status: 503, body: { error: { message: 'busy' } } }],
    ['a dropped connection', 'drop'],
  ])('tries again after %s, and leaves no retry to promptfoo', async (_, failure) => {
    const before = api.requests.length;
    expect(await ask(failure, 'Fine.')).toMatchObject({ text: 'Fine.', attempts: 2 });
    expect(api.requests.length - before).toBe(2);
  });

  test.each<[number, string]>([
    [401, 'fatal'],
    [403, 'fatal'],
    [400, 'bad-request'],
    [429, 'rate-limit'],
    [500, 'overloaded'],
  ])('says of a status of %i: %s, and shows no key', async (status, kind) => {
    const headers = status === 429 ? { 'retry-after': '2' } : {};
    const error = await ask({ status, headers, body: { error: { message: `bad ${KEY}` } } });
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({
      kind,
      message: expect.stringMatching(/^openai:chat:gpt-4o-mini: [^\n]+$/),
    });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(KEY);
  });

  test('is the mistake of a user where promptfoo knows no such provider', async () => {
    await expect(model('nonsense:thing').answer(request('Hi'))).rejects.toThrow(UserError);
    await expect(model('nonsense:thing').answer(request('Hi'))).rejects.toThrow(
      /^promptfoo:nonsense:thing: Could not identify provider/,
    );
    expect(() => promptfooModel({ id: '', folder: '.' })).toThrow(/expected a provider id/);
  });

  test('runs a provider file, takes what it throws for a failed trial, and tells two versions of it apart', async () => {
    const provider = (body: string): string =>
      `export default class { id() { return 'mine'; } async callApi(prompt) { ${body} } }`;
    await using folder = await tempFolder({
      'good.mjs': provider(`return { output: JSON.parse(prompt).at(-1).content.toUpperCase() };`),
      'bad.mjs': provider(`throw new Error('out of luck');`),
    });
    const good = model('file://good.mjs', { folder: folder.path });
    expect(await good.answer(request('Hi'))).toMatchObject({ text: 'HI', usage: undefined, cost: undefined });
    const bad = model('file://bad.mjs', { folder: folder.path });
    await expect(bad.answer(request('Hi'))).rejects.toThrow(
      new ModelError('bad-request', 'file://bad.mjs: out of luck'),
    );
    expect(good.params['file']).not.toBe(bad.params['file']);
    expect(() => model('file://gone.mjs', { folder: folder.path })).toThrow(UserError);
  });
});

test('a run behind promptfoo prints nothing of promptfoo, leaves no file of it and calls nobody else', async () => {
  const called: string[] = [];
  const proxy = createServer().on('connect', (incoming, socket) => {
    called.push(incoming.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  script = () => ({ status: 401, body: { error: { message: `bad ${KEY}` } } });
  const { smallProject } = await import('../../../test/project.ts');
  await using project = await smallProject();
  const { code, stdout, stderr } = await vouch(
    ['run', '--model', `promptfoo:${ID}`, '--json', '--no-progress'],
    {
      cwd: project.path,
      env: {
        OPENAI_API_KEY: KEY,
        OPENAI_BASE_URL: api.url,
        HOME: project.path,
        HTTPS_PROXY: `http://127.0.0.1:${port}`,
        NO_PROXY: '127.0.0.1',
      },
    },
  );
  proxy.close();
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ errors: [{ kind: 'fatal' }] });
  expect(`${stdout}${stderr}`).not.toContain(KEY);
  expect(stderr).not.toMatch(/API call error|promptfoo\.app|PROMPTFOO/);
  expect(called).toEqual([]);
});
