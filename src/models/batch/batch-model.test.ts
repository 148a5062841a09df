import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type FakeBatches, type FakeBatchScript, startFakeBatches } from '../../../test/fake-batches.ts';
import { agentFor, describeModel, taskFor } from '../../../test/model-conformance.ts';
import { tempFolder, type TempFolder } from '../../../test/temp-folder.ts';
import { UserError } from '../../input/user-error.ts';
import { anthropicModel } from '../anthropic.ts';
import type { Message, Model, ModelAnswer, ModelRequest } from '../model.ts';
import { costOf } from '../prices.ts';
import type { Timing } from '../retry.ts';
import { batchModel, type BatchOptions } from './batch-model.ts';
import type { BatchStatus } from './batch-status.ts';

/** Not of the shape of a key, so that only knowing it can keep it out of messages. */
const KEY = 'gateway+key/0123456789abcdef';
const AGENT = agentFor('clarifier', 'claude-haiku-4-5');

const user = (content: string): Message => ({ role: 'user', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const trial = (key: string, ...messages: Message[]): ModelRequest => ({
  key,
  agent: AGENT,
  task: taskFor(key, key),
  repeat: 1,
  messages: messages.length > 0 ? messages : [user(`Do ${key}.`)],
});

/** Waits take no time; they are only noted. */
function noWaiting(): Timing & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: () => performance.timeOrigin + performance.now(),
    sleep: async (ms, signal) => {
      waits.push(ms);
      await setImmediate();
      signal.throwIfAborted();
    },
    random: () => 0,
  };
}

interface Bench extends AsyncDisposable {
  readonly api: FakeBatches;
  readonly folder: TempFolder;
  /** A model on the one store of this bench; each stands for a process. */
  open(options?: Partial<BatchOptions>): Model;
}

async function bench(script: FakeBatchScript): Promise<Bench> {
  const api = await startFakeBatches(script);
  const folder = await tempFolder();
  const models: Model[] = [];
  return {
    api,
    folder,
    open(options = {}) {
      const model = batchModel({
        env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: api.url },
        store: folder.file('cache/batches.sqlite'),
        timing: noWaiting(),
        settleMs: 20,
        ...options,
      });
      models.push(model);
      return model;
    },
    async [Symbol.asyncDispose]() {
      for (const model of models) await model.close?.();
      await api.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The text of the only user message of an entry. */
const taskOf = ({ body }: { body: { messages: { content: unknown }[] } }): string =>
  String(body.messages[0]?.content);
const echo: FakeBatchScript = { entry: (entry) => `Done: ${taskOf(entry)}` };

const answersOf = (model: Model, ...keys: string[]): Promise<ModelAnswer[]> =>
  Promise.all(keys.map((key) => model.answer(trial(key))));

describeModel('anthropic in batches', async () => {
  const chat = taskFor('team-chat', 'Build a chat.');
  const slow = taskFor('slow-search', 'It is slow.');
  const setup = await bench({
    entry: ({ body }) => {
      const first = taskOf({ body });
      if (first === 'Do refuse.') return { text: '', stopReason: 'refusal' };
      return `${body.messages.length}: ${first}`;
    },
  });
  return {
    model: setup.open(),
    agent: AGENT,
    conversations: [
      { task: slow, turns: ['1: It is slow.', '3: It is slow.', '5: It is slow.'] },
      { task: chat, turns: ['1: Build a chat.'] },
    ],
    unanswerable: trial('refuse'),
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
});

describe('batchModel', () => {
  test('sends what is asked within a quiet time as one batch, and gives each its own answer whatever the order', async () => {
    await using setup = await bench(echo);
    const answers = await answersOf(setup.open(), 'a', 'b', 'c');
    expect(answers.map(({ text }) => text)).toEqual(['Done: Do a.', 'Done: Do b.', 'Done: Do c.']);
    expect(setup.api.batches.map(({ entries }) => entries.length)).toEqual([3]);
    expect(setup.api.requests).toEqual([]);
  });

  test('asks exactly as the anthropic model does, but for the stream, under the same trial keys', async () => {
    await using setup = await bench({ ...echo, message: () => 'Fine.' });
    const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: setup.api.url };
    const live = anthropicModel({ env });
    const batch = setup.open();
    await Promise.all([live.answer(trial('a')), batch.answer(trial('a'))]);
    const { stream, ...asked } = setup.api.requests[0]!.body;
    expect(stream).toBe(true);
    expect(setup.api.entries()[0]?.body).toEqual(asked);
    expect(asked).toMatchObject({ system: [{ text: AGENT.prompt, cache_control: { type: 'ephemeral' } }] });
    const keyed = ({ provider, params, modelId }: Model): unknown => [provider, params, modelId(AGENT)];
    expect(keyed(batch)).toEqual(keyed(live));
  });

  test('costs half of what the same usage costs live, and claims no latency', async () => {
    const usage = { input_tokens: 1000, output_tokens: 500, cache_read_input_tokens: 4000 };
    await using setup = await bench({ entry: () => ({ text: 'Fine.', usage }) });
    const answer = await setup.open().answer(trial('a'));
    const full = costOf('claude-haiku-4-5', {
      inputTokens: 1000,
      outputTokens: 500,
      cacheReadTokens: 4000,
      cacheWriteTokens: 0,
    });
    expect(full).toBeGreaterThan(0);
    expect(answer.cost).toBeCloseTo(full! / 2, 12);
    expect(answer).toMatchObject({ attempts: 1, servedModel: 'claude-haiku-4-5' });
    expect(answer.latencyMs).toBeUndefined();
    expect(answer.reused).toBeUndefined();
  });

  test('wants all trials of a round at work', async () => {
    await using setup = await bench(echo);
    expect(setup.open().parallelTrials).toBe(100_000);
  });

  test('lets conversations of several turns go round by round, each round one batch', async () => {
    await using setup = await bench({ entry: ({ body }) => `Turn ${(body.messages.length + 1) / 2}` });
    const model = setup.open();
    const talk = async (key: string): Promise<string[]> => {
      const messages = [user(`Do ${key}.`)];
      const said: string[] = [];
      while (said.length < 3) {
        const { text } = await model.answer(trial(key, ...messages));
        said.push(text);
        messages.push(assistant(text), user('Go on.'));
      }
      return said;
    };
    const turns = ['Turn 1', 'Turn 2', 'Turn 3'];
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(talk))).toEqual([turns, turns, turns, turns]);
    expect(setup.api.batches.map(({ entries }) => entries.length)).toEqual([4, 4, 4]);
    const ids = setup.api.entries().map(({ customId }) => customId);
    expect(new Set(ids).size).toBe(12);
    expect(ids.every((id) => /^turn[123]_[0-9a-f]{40}$/.test(id))).toBe(true);
  });

  test('splits a round by the number of requests and by the size of the body', async () => {
    await using byCount = await bench({ ...echo, limits: { requests: 4 } });
    await answersOf(byCount.open({ limits: { requests: 4 } }), ...'abcdefghij');
    expect(byCount.api.batches.map(({ entries }) => entries.length)).toEqual([4, 4, 2]);

    await using bySize = await bench({ ...echo, limits: { bytes: 1500 } });
    const answers = await answersOf(bySize.open({ limits: { bytes: 1400 } }), ...'abcdefghij');
    expect(answers.map(({ text }) => text)).toEqual([...'abcdefghij'].map((key) => `Done: Do ${key}.`));
    expect(bySize.api.batches.length).toBeGreaterThan(1);
    expect(bySize.api.calls.create).toBe(bySize.api.batches.length);
  });

  test('refuses one request that no batch can take, and sends the others', async () => {
    await using setup = await bench(echo);
    const model = setup.open({ limits: { bytes: 1400 } });
    const huge = model.answer(trial('huge', user('x'.repeat(2000))));
    await expect(huge).rejects.toMatchObject({ name: 'ModelError', kind: 'bad-request' });
    expect((await model.answer(trial('a'))).text).toBe('Done: Do a.');
  });
});

describe('batchModel sends entries once more', () => {
  test.each([
    ['expired', { ends: 'expired' }],
    ['canceled', { ends: 'canceled' }],
    ['errored by overload', { status: 529 }],
  ] as const)('that %s, and no others', async (_, outcome) => {
    await using setup = await bench({
      entry: (entry) => (taskOf(entry) === 'Do b.' && entry.time === 1 ? outcome : `Done: ${taskOf(entry)}`),
    });
    const answers = await answersOf(setup.open(), 'a', 'b', 'c');
    expect(answers.map(({ text, attempts }) => [text, attempts])).toEqual([
      ['Done: Do a.', 1],
      ['Done: Do b.', 2],
      ['Done: Do c.', 1],
    ]);
    expect(setup.api.batches.map(({ entries }) => entries.length)).toEqual([3, 1]);
  });

  test.each([
    [{ ends: 'expired' }, 'timeout', /24 hours without it; 2 batches were tried/],
    [{ ends: 'canceled' }, 'timeout', /canceled.*2 batches were tried/],
    [{ status: 529 }, 'overloaded', /overloaded_error.*2 batches were tried/],
  ] as const)('only once: %j again is the failure of the trial', async (outcome, kind, message) => {
    await using setup = await bench({ entry: () => outcome });
    const failing = setup.open().answer(trial('a'));
    await expect(failing).rejects.toMatchObject({ name: 'ModelError', kind });
    await expect(failing).rejects.toThrow(message);
    expect(setup.api.batches).toHaveLength(2);
  });

  test('but not what the API found wrong with the request, which keeps no other from its answer', async () => {
    const error = {
      type: 'error',
      error: { type: 'invalid_request_error', message: `max_tokens: too many, ${KEY}` },
    };
    await using setup = await bench({
      entry: (entry) => (taskOf(entry) === 'Do a.' ? { status: 400, body: error } : 'Fine.'),
    });
    const model = setup.open();
    const [failed, answered] = await Promise.allSettled([model.answer(trial('a')), model.answer(trial('b'))]);
    expect(answered).toMatchObject({ status: 'fulfilled', value: { text: 'Fine.' } });
    expect(failed).toMatchObject({
      status: 'rejected',
      reason: {
        kind: 'bad-request',
        message: 'the request failed in its batch (invalid_request_error: max_tokens: too many, ***)',
      },
    });
    expect(setup.api.batches).toHaveLength(1);
  });

  test('but a request that failed may be asked for again by a later run', async () => {
    await using setup = await bench({ entry: ({ time }) => (time <= 2 ? { ends: 'expired' } : 'At last.') });
    await expect(setup.open().answer(trial('a'))).rejects.toThrow(/24 hours/);
    expect((await setup.open().answer(trial('a'))).text).toBe('At last.');
  });
});

describe('batchModel rides out', () => {
  const limited = { status: 429, headers: { 'retry-after': '7' } };

  test.each([
    ['429 at creation', { onCreate: (call: number) => (call === 1 ? limited : undefined) }],
    ['529 at creation', { onCreate: (call: number) => (call === 1 ? { status: 529 } : undefined) }],
    ['500 at creation', { onCreate: (call: number) => (call === 1 ? { status: 500 } : undefined) }],
    ['429 and 500 at the state', { onState: (call: number) => [limited, { status: 500 }][call - 1] }],
    ['a dropped connection at the state', { onState: (call: number) => (call < 3 ? 'drop' : undefined) }],
    [
      'a body that is no JSON',
      { onState: (call: number) => (call === 1 ? { status: 200, body: '<p>' } : undefined) },
    ],
    ['500 at the results', { onResults: (call: number) => (call === 1 ? { status: 500 } : undefined) }],
    ['results that break off', { onResults: (call: number) => (call < 3 ? 'cut' : undefined) }],
  ] as const)('%s, and pays once', async (_, script) => {
    await using setup = await bench({ ...echo, ...script });
    const timing = noWaiting();
    const answers = await answersOf(setup.open({ timing }), 'a', 'b', 'c');
    expect(answers.map(({ text }) => text)).toEqual(['Done: Do a.', 'Done: Do b.', 'Done: Do c.']);
    expect(setup.api.entries()).toHaveLength(3);
    if (_.startsWith('429')) expect(timing.waits.some((ms) => ms >= 7000)).toBe(true);
  });

  test('a creation whose answer was lost: it finds the batch instead of paying again', async () => {
    await using setup = await bench({ ...echo, onCreate: (call) => (call === 1 ? 'lost' : undefined) });
    setup.api.addForeign(2);
    setup.api.addForeign(5);
    const answers = await answersOf(setup.open(), 'a', 'b');
    expect(answers.map(({ text }) => text)).toEqual(['Done: Do a.', 'Done: Do b.']);
    expect(setup.api.calls.create).toBe(1);
  });

  test('a creation that never arrived: it looks for the batch, and creates it', async () => {
    await using setup = await bench({ ...echo, onCreate: (call) => (call === 1 ? 'drop' : undefined) });
    const answers = await answersOf(setup.open(), 'a', 'b');
    expect(answers.map(({ text }) => text)).toEqual(['Done: Do a.', 'Done: Do b.']);
    expect(setup.api.calls).toMatchObject({ create: 2, list: 1 });
    expect(setup.api.entries()).toHaveLength(2);
  });

  test('a batch of the same size that another machine created: its results tell, and the right one is found', async () => {
    let foreign = false;
    await using setup = await bench({
      entry: (entry) => (entry.customId.startsWith('other') ? 'Not yours.' : `Done: ${taskOf(entry)}`),
      onCreate: (call) => {
        if (call === 1 && !foreign) {
          foreign = true;
          setup.api.addForeign(1);
          return 'lost';
        }
        return undefined;
      },
    });
    expect((await setup.open().answer(trial('a'))).text).toBe('Done: Do a.');
    expect(setup.api.calls.create).toBe(1);
  });

  test('lines that are not readable: the others are answered, the failed ones are told, and may be asked for again', async () => {
    await using setup = await bench({
      entry: ({ customId, time, ...entry }) => {
        if (time > 1) return 'Now readable.';
        if (taskOf(entry) === 'Do a.') return { line: '{"custom_id": "turn1_' };
        if (taskOf(entry) === 'Do b.')
          return { line: `{"custom_id":"${customId}","result":{"type":"succeeded","message":{}}}` };
        if (taskOf(entry) === 'Do c.')
          return { line: `{"custom_id":"${customId}","result":{"type":"vanished"}}` };
        return { text: 'A line separator \u2028 in the middle.' };
      },
    });
    const model = setup.open();
    const all = await Promise.allSettled([...'abcd'].map((key) => model.answer(trial(key))));
    expect(all.map((one) => (one.status === 'fulfilled' ? one.value.text : String(one.reason)))).toEqual([
      expect.stringMatching(/ModelError: the results of batch msgbatch_001 hold no readable answer/),
      expect.stringMatching(/ModelError: the answer is malformed/),
      expect.stringMatching(/ModelError: its batch ended it in an unknown way \("vanished"\)/),
      'A line separator \u2028 in the middle.',
    ]);
    expect(setup.api.batches).toHaveLength(1);
    expect((await setup.open().answer(trial('a'))).text).toBe('Now readable.');
  });

  test('a queue of the account that is full for long, but no other failure for ever', async () => {
    await using full = await bench({
      ...echo,
      onCreate: (call) => (call <= 30 ? { status: 429 } : undefined),
    });
    expect((await full.open().answer(trial('a'))).text).toBe('Done: Do a.');
    await using down = await bench({ ...echo, onCreate: () => ({ status: 529 }) });
    await expect(down.open().answer(trial('a'))).rejects.toMatchObject({ kind: 'overloaded' });
    expect(down.api.calls.create).toBe(8);
  });

  test('asks for the state at growing intervals, and as late as the server asks', async () => {
    await using setup = await bench({ ...echo, states: 4 });
    const timing = noWaiting();
    const poll = { firstMs: 100, mostMs: 300 };
    await setup.open({ timing, poll }).answer(trial('a'));
    expect(timing.waits).toEqual([100, 100, 150, 225, 300]);
  });

  test.each([
    [401, 'fatal', /key was not accepted.*ANTHROPIC_API_KEY/],
    [404, 'fatal', /there is no Message Batches API at http/],
    [400, 'bad-request', /the request was not accepted/],
    [413, 'bad-request', /the request was not accepted/],
  ])(
    'no %i at creation: every trial is told at once, and nothing stays behind',
    async (status, kind, message) => {
      let isBroken = true;
      await using setup = await bench({ ...echo, onCreate: () => (isBroken ? { status } : undefined) });
      const model = setup.open();
      const failing = Promise.allSettled([model.answer(trial('a')), model.answer(trial('b'))]);
      for (const one of await failing) {
        expect(one).toMatchObject({
          status: 'rejected',
          reason: { kind, message: expect.stringMatching(message) },
        });
      }
      expect(setup.api.calls.create).toBe(1);
      isBroken = false;
      expect((await model.answer(trial('a'))).text).toBe('Done: Do a.');
    },
  );
});

describe('batchModel loses nothing', () => {
  /** Asks, and stops waiting when the batch is known: what is left is what a killed process leaves. */
  async function askAndLeave(setup: Bench, ...keys: string[]): Promise<BatchStatus[]> {
    const heard: BatchStatus[] = [];
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const model = setup.open({
      onStatus: (status) => {
        heard.push(status);
        if (status.state === 'in_progress') stop.abort(reason);
      },
    });
    const waiting = await Promise.allSettled(keys.map((key) => model.answer(trial(key), stop.signal)));
    expect(waiting.map((one) => (one.status === 'rejected' ? one.reason : one))).toEqual(
      keys.map(() => reason),
    );
    return heard;
  }

  test('when interrupted: it ends at once, says that the batch goes on, and the next process picks it up', async () => {
    await using setup = await bench({ ...echo, states: 1000 });
    const heard = await askAndLeave(setup, 'a', 'b');
    expect(heard.map(({ id, state }) => [id, state])).toEqual([
      ['msgbatch_001', 'in_progress'],
      ['msgbatch_001', 'left'],
    ]);
    setup.api.end();
    const answers = await answersOf(setup.open(), 'a', 'b', 'c');
    expect(answers.map(({ text }) => text)).toEqual(['Done: Do a.', 'Done: Do b.', 'Done: Do c.']);
    expect(setup.api.batches.map(({ entries }) => entries.length)).toEqual([2, 1]);
  });

  test('fetches answers of an ended batch again, unpaid, when they were lost after it', async () => {
    await using setup = await bench(echo);
    const first = await answersOf(setup.open(), 'a', 'b', 'c');
    const again = await answersOf(setup.open(), 'c', 'a');
    expect(again.map(({ text }) => text)).toEqual([first[2]!.text, first[0]!.text]);
    expect(setup.api.entries()).toHaveLength(3);
    expect(setup.api.calls.results).toBe(2);
  });

  test('asks anew, once, where results from before a time are not wanted', async () => {
    await using setup = await bench(echo);
    await setup.open().answer(trial('a'));
    const since = performance.timeOrigin + performance.now();
    await setup.open({ since }).answer(trial('a'));
    await setup.open({ since }).answer(trial('a'));
    expect(setup.api.entries()).toHaveLength(2);
  });

  test('asks anew where the conversation before was another', async () => {
    await using setup = await bench(echo);
    const turn = (said: string): ModelRequest => trial('a', user('Do a.'), assistant(said), user('Go.'));
    await setup.open().answer(turn('Which database?'));
    await setup.open().answer(turn('How many users?'));
    expect(setup.api.entries()).toHaveLength(2);
  });

  test('sends nothing twice when two processes ask the same at the same time', async () => {
    await using setup = await bench({ ...echo, states: 3 });
    const keys = [...'abcdefgh'];
    const [one, other] = await Promise.all([
      answersOf(setup.open({ settleMs: 20 }), ...keys),
      answersOf(setup.open({ settleMs: 21 }), ...keys),
    ]);
    expect(other.map(({ text }) => text)).toEqual(one.map(({ text }) => text));
    expect(setup.api.entries()).toHaveLength(8);
  });

  test('says what to do when the account does not know a batch that is under way', async () => {
    await using setup = await bench({ ...echo, states: 1000 });
    await askAndLeave(setup, 'a');
    setup.api.batches.length = 0;
    const failing = setup.open().answer(trial('a'));
    await expect(failing).rejects.toMatchObject({ kind: 'fatal' });
    await expect(failing).rejects.toThrow(/ANTHROPIC_API_KEY has no batch msgbatch_001 \(1 requests? of/);
  });

  test('does not see the batches of another base URL', async () => {
    await using setup = await bench({ ...echo, states: 1000 });
    await askAndLeave(setup, 'a');
    await using other = await startFakeBatches(echo);
    const model = setup.open({ env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: other.url } });
    expect((await model.answer(trial('a'))).text).toBe('Done: Do a.');
  });

  test('keeps no key and no text in its store', async () => {
    await using setup = await bench({ ...echo, states: 1000 });
    await askAndLeave(setup, 'a');
    for (const name of ['', '-wal']) {
      const bytes = await readFile(`${setup.folder.file('cache/batches.sqlite')}${name}`, 'latin1');
      for (const secret of [KEY, setup.api.url, AGENT.prompt.slice(0, 12), 'Do a.']) {
        expect(bytes).not.toContain(secret);
      }
    }
  });

  test.each([
    ['a file that is no database', 'This is a letter.'.repeat(100)],
    ['a folder that is a file', undefined],
  ])('refuses %s in one line, before anything is sent', async (_, content) => {
    await using setup = await bench(echo);
    await using folder = await tempFolder({ 'x.sqlite': content ?? '' });
    const store = content === undefined ? folder.file('x.sqlite/batches.sqlite') : folder.file('x.sqlite');
    const failing = setup.open({ store }).answer(trial('a'));
    await expect(failing).rejects.toThrow(UserError);
    await expect(failing).rejects.toThrow(/^[^\n]*outstanding batches cannot be used[^\n]*$/);
    expect(setup.api.calls.create).toBe(0);
    if (content !== undefined) expect(await readFile(store, 'utf8')).toBe(content);
  });

  test('writes into no database of another program', async () => {
    await using setup = await bench(echo);
    const store = setup.folder.file('other.sqlite');
    const other = new DatabaseSync(store);
    other.exec('CREATE TABLE songs (title TEXT)');
    other.close();
    const before = await readFile(store);
    await expect(setup.open({ store }).answer(trial('a'))).rejects.toThrow(/it is another database/);
    expect(await readFile(store)).toEqual(before);
  });

  test('keeps a process that waits for others alive only as long as somebody waits', async () => {
    await using setup = await bench({ ...echo, states: 1000 });
    await askAndLeave(setup, 'a');
    const { state } = setup.api.calls;
    await delay(30);
    expect(setup.api.calls.state).toBe(state);
  });
});
