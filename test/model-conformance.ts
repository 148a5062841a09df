import { describe, expect, test } from 'vitest';
import type { Agent } from '../src/agents/agent.ts';
import type { Task } from '../src/datasets/task.ts';
import { type Message, type Model, ModelError, type ModelRequest } from '../src/models/model.ts';

/** A model under test, with conversations that it can hold. */
export interface ModelSetup extends AsyncDisposable {
  readonly model: Model;
  readonly agent: Agent;
  /** At least two, each with the text of the assistant's first turn; the first one has a second turn. */
  readonly conversations: readonly {
    readonly task: Task;
    readonly turns: readonly string[];
  }[];
  /** A request for which there is no answer. */
  readonly unanswerable: ModelRequest;
}

/** What every Model promises to the runner; run by the tests of each. */
export function describeModel(name: string, setUp: () => Promise<ModelSetup>): void {
  describe(`${name} is a model`, () => {
    test('answers turn after turn, and says how each answer ended', async () => {
      await using setup = await setUp();
      const { model, agent, conversations } = setup;
      const [first] = conversations;
      if (!first || first.turns.length < 2) throw new Error('the setup has no conversation of two turns');
      const messages: Message[] = [{ role: 'user', content: first.task.task }];
      for (const expected of first.turns) {
        const answer = await model.answer({
          key: first.task.id,
          agent,
          task: first.task,
          repeat: 1,
          messages,
        });
        expect(answer).toMatchObject({
          text: expected,
          truncated: false,
          stopReason: expect.stringMatching(/./),
        });
        messages.push(
          { role: 'assistant', content: answer.text },
          { role: 'user', content: 'Please go ahead.' },
        );
      }
    });

    test('knows cost only together with usage, and both are counts', async () => {
      await using setup = await setUp();
      const { usage, cost, latencyMs } = await setup.model.answer(firstRequest(setup));
      for (const count of [...Object.values(usage ?? {}), cost, latencyMs]) {
        expect(count === undefined || (Number.isFinite(count) && count >= 0)).toBe(true);
      }
      expect(usage !== undefined || cost === undefined).toBe(true);
    });

    test('does not mix up trials that run at the same time', async () => {
      await using setup = await setUp();
      const { model, agent, conversations } = setup;
      const many = [...conversations, ...conversations, ...conversations];
      const answers = await Promise.all(
        many.map(({ task }) =>
          model.answer({
            key: task.id,
            agent,
            task,
            repeat: 1,
            messages: [{ role: 'user', content: task.task }],
          }),
        ),
      );
      expect(answers.map(({ text }) => text)).toEqual(many.map(({ turns }) => turns[0]));
    });

    test('leaves the request as it was', async () => {
      await using setup = await setUp();
      const request = firstRequest(setup);
      const before = structuredClone(request);
      await setup.model.answer(request);
      expect(request).toEqual(before);
    });

    test('names one model for an agent, and parameters that survive JSON', async () => {
      await using setup = await setUp();
      const { model, agent } = setup;
      expect(model.modelId(agent)).toMatch(/^\S+$/);
      expect(model.modelId(agent)).toBe(model.modelId({ ...agent }));
      expect(JSON.parse(JSON.stringify(model.params))).toEqual(model.params);
    });

    test('throws a ModelError of one line where there is no answer', async () => {
      await using setup = await setUp();
      const answer = setup.model.answer(setup.unanswerable);
      await expect(answer).rejects.toThrow(ModelError);
      await expect(answer).rejects.toThrow(/^[^\n]+$/);
    });

    test('throws the reason of a signal that has been aborted, which is no failure of the trial', async () => {
      await using setup = await setUp();
      const reason = new Error('interrupted');
      await expect(setup.model.answer(firstRequest(setup), AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

function firstRequest({ agent, conversations }: ModelSetup): ModelRequest {
  const [first] = conversations;
  if (!first) throw new Error('the setup has no conversation');
  return {
    key: first.task.id,
    agent,
    task: first.task,
    repeat: 1,
    messages: [{ role: 'user', content: first.task.task }],
  };
}

/** An agent with this id and `model`, as if read from a file. */
export function agentFor(id: string, model?: string): Agent {
  return {
    id,
    path: `agents/${id}.md`,
    name: 'backend-engineer',
    description: '',
    tools: [],
    model,
    color: undefined,
    extra: {},
    prompt: `You are ${id}.\n\n  Ask before you code.\t\n`,
    promptLine: 5,
    promptHash: '',
    fileHash: '',
  };
}

/** A task with this id and text, as if read from a file. */
export function taskFor(id: string, text: string): Task {
  return {
    id,
    title: id,
    task: text,
    kind: '',
    stack: '',
    clarity: '',
    answers: '',
    metadata: {},
    source: 'tasks.csv:2',
  };
}
