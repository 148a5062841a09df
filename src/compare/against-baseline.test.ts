import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type FakeMessagesApi, startFakeMessagesApi } from '../../test/fake-messages-api.ts';
import { names } from '../../test/made-up-run.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { type Finished, vouchHere as vouch } from '../../test/vouch.ts';

const execute = promisify(execFile);

const AGENT = `---
name: typed
description: Writes typed Python.
model: haiku
---
All your Python carries type hints.
`;
const EDITED = `${AGENT}Be brief.\n`;
const SUITE = `agents: ../agents/*.md
datasets: ../datasets/tasks.csv
promises: promises.yaml
model: anthropic
repeats: 4
`;
const TASKS = names('task-', 6).map(
  (id) => `${id},${id},Write a Python function for ${id}.,pure-function,python,specified,Go ahead.`,
);

/** How a model answers: with type hints or without, by the prompt it was given. */
type Habit = 'always typed' | 'edited prompt is worse' | 'never typed' | 'dead';

/** A project with a baseline of a live model's typed answers, an edited prompt, and a model whose habits can change. */
class World implements AsyncDisposable {
  habit: Habit = 'always typed';
  #count = 0;
  #api!: FakeMessagesApi;
  folder!: TempFolder;

  static async open({ git = false } = {}): Promise<World> {
    const world = new World();
    world.#api = await startFakeMessagesApi({
      answer: ({ body }) => {
        const isEdited = JSON.stringify(body.system).includes('Be brief');
        if (world.habit === 'dead')
          return { status: 401, body: { type: 'error', error: { type: 'x', message: 'no' } } };
        const isTyped =
          world.habit === 'always typed' || (world.habit === 'edited prompt is worse' && !isEdited);
        const signature = isTyped ? '(a: int) -> int' : '(a)';
        return `\`\`\`python\n# ${++world.#count}\ndef f${signature}:\n    return a\n\`\`\`\n`;
      },
    });
    world.folder = await tempFolder({
      'agents/typed.md': AGENT,
      'datasets/tasks.csv': `id,title,task,kind,stack,clarity,answers\n${TASKS.join('\n')}\n`,
      'evals/promises.yaml': `promises:\n  - { id: python-type-hints, title: Types, stated: ['type hints?'], scorer: python-type-hints, severity: block }\n`,
      'evals/small.yaml': SUITE,
    });
    if (git) {
      const run = (...args: string[]): Promise<unknown> =>
        execute('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
          cwd: world.folder.path,
        });
      await run('init', '--quiet');
      await run('add', '.');
      await run('commit', '--quiet', '-m', 'Base');
    }
    await world.vouch('run');
    expect(await world.vouch('bless', '--yes')).toMatchObject({ code: 0 });
    return world;
  }

  get calls(): number {
    return this.#api.requests.length;
  }

  vouch(command: string, ...args: string[]): Promise<Finished> {
    const quiet = command === 'bless' ? [] : ['--no-progress'];
    return vouch([command, ...quiet, ...args], {
      cwd: this.folder.path,
      env: { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: this.#api.url },
    });
  }

  edit(text = EDITED): Promise<void> {
    return writeFile(this.folder.file('agents/typed.md'), text);
  }

  /** Neither runs nor stored answers are left. */
  async forgetRuns(): Promise<void> {
    for (const part of ['runs', 'cache']) await rm(this.folder.file(`reports/${part}`), { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

describe('an alarm against the stored answers of a live model', () => {
  it('is confirmed where the base, asked again, still keeps the promise', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'edited prompt is worse';
    const before = world.calls;
    const { code, stdout } = await world.vouch('gate');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'typed: python-type-hints regressed; confirmed: the base was asked again, 2 rounds, and does better',
    );
    expect(world.calls - before).toBe(24 + 12);
  });

  it('is the model where the base, asked again, fell too: no regression, but no pass', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'never typed';
    const { code, stdout } = await world.vouch('gate');
    expect(code).toBe(3);
    expect(stdout).toContain(
      'typed: python-type-hints fell, but the base was asked again, 2 rounds, and fell too: the model changed, not the prompt; bless a new baseline',
    );
    expect(stdout).toMatch(/GATE UNDECIDED\n$/);
    expect(stdout).not.toContain('Failures');
  });

  it('asks nothing twice when the gate is run again', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'edited prompt is worse';
    await world.vouch('gate');
    const before = world.calls;
    world.habit = 'always typed';
    const again = await world.vouch('gate');
    expect(again.code).toBe(1);
    expect(world.calls).toBe(before);
  });

  it('finds the base in git where its run is not at hand', async () => {
    await using world = await World.open({ git: true });
    await world.forgetRuns();
    await world.edit();
    world.habit = 'never typed';
    expect(await world.vouch('gate')).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('the model changed, not the prompt'),
    });
  });

  it('stays one, said to be unconfirmed, where the base cannot be had', async () => {
    await using world = await World.open();
    await world.forgetRuns();
    await world.edit();
    world.habit = 'never typed';
    const { code, stdout } = await world.vouch('gate');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /regressed since the baseline; not confirmed that it is the prompt and not the model: run \S+, which was blessed, is not in reports\/runs, and the baseline names no commit/,
    );
  });

  it('is the model without a call where the prompt is the one that was blessed', async () => {
    await using world = await World.open();
    await world.forgetRuns();
    world.habit = 'never typed';
    const before = world.calls;
    const { code, stdout } = await world.vouch('gate');
    expect(code).toBe(3);
    expect(stdout).toContain('its prompt is the one that was blessed: the model changed, not the prompt');
    expect(world.calls - before).toBe(24);
  });

  it('is not checked beyond the rounds that are allowed', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'edited prompt is worse';
    const before = world.calls;
    const { code, stdout } = await world.vouch('gate', '--max-rounds', '1');
    expect(code).toBe(1);
    expect(stdout).toContain('asking the base again takes 2 rounds');
    expect(world.calls - before).toBe(24);
  });

  it('is told of before it costs anything', async () => {
    await using world = await World.open();
    await world.edit();
    const before = world.calls;
    const { code, stdout } = await world.vouch('gate', '--dry-run');
    expect({ code, calls: world.calls }).toEqual({ code: 0, calls: before });
    expect(stdout).toContain('1 agent × 6 tasks × 4 = 24 trials against the baseline of');
    expect(stdout).toContain('0 of the trials are stored; 24 to run, 24 to 72 calls');
    expect(stdout).toContain('2 to 4 rounds, at most 24 to 72 calls more for each');
    const least = await world.vouch('gate', '--dry-run', '--max-rounds', '2');
    expect(least.stdout).toContain('asked again, to tell the prompt from the model: 2 rounds, at most');
    expect(stdout).toMatch(/typed: Comparing two versions at this size \(6 tasks × 4\) finds/);
  });

  it('is refused before a call where the answers would come about in another way', async () => {
    await using world = await World.open();
    const before = world.calls;
    const { code, stderr } = await world.vouch('gate', '--model', 'anthropic:sonnet');
    expect(code).toBe(2);
    expect(stderr).toContain('Different models');
    expect(world.calls).toBe(before);
  });
});

describe('answers of long ago', () => {
  it('are refused as a baseline, before a call and when they are to be blessed', async () => {
    await using world = await World.open();
    const path = world.folder.file('reports/baselines/small.json');
    const text = await readFile(path, 'utf8');
    const date = new Date(Date.now() - 20 * 86_400_000).toISOString();
    await writeFile(path, text.replace(/"date": "[^"]+"/, `"date": "${date}"`));
    const before = world.calls;
    expect(await world.vouch('gate')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its answers are 20 days old'),
    });
    expect(world.calls).toBe(before);
    const { run } = JSON.parse(text) as { run: string };
    const file = world.folder.file(`reports/runs/${run}/run.jsonl`);
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(/"startedAt":"[^"]+"/, `"startedAt":"${date}"`),
    );
    expect(await world.vouch('bless', '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its answers are 20 days old'),
    });
  });
});

describe('gating the same pair again', () => {
  it('compares the first answers of a prompt, however often it is run', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'edited prompt is worse';
    await world.vouch('run');
    expect(await world.vouch('gate', '--run')).toMatchObject({ code: 1 });
    world.habit = 'always typed';
    for (let retry = 0; retry < 3; retry++) {
      await world.vouch('run', '--fresh');
      const { code, stdout } = await world.vouch('gate', '--run');
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /its prompt got other answers before \(reports\/runs.*\); all count, the first ones first/,
      );
    }
  });

  it('keeps an alarm that further answers would take back', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'edited prompt is worse';
    await world.vouch('run', '--repeat', '2');
    expect(await world.vouch('gate', '--run')).toMatchObject({ code: 1 });
    // Someone thins out the evidence.
    world.habit = 'always typed';
    await world.vouch('run', '--repeat', '40');
    expect(await world.vouch('gate', '--run')).toMatchObject({ code: 1 });
  });

  it('does not try the all-clear again with more answers', async () => {
    await using world = await World.open();
    await writeFile(
      world.folder.file('evals/small.yaml'),
      `${SUITE}gate: { margin: 0.15, overallMargin: 0.2 }\n`,
    );
    await world.edit();
    await world.vouch('run', '--repeat', '1');
    expect(await world.vouch('gate', '--run')).toMatchObject({ code: 3 });
    await world.vouch('run');
    const again = await world.vouch('gate', '--run');
    expect(again.code).toBe(3);
    expect(again.stdout).toContain('were not cleared by the first gate of this pair');
    // The same answers, all at the first look, do clear it.
    await rm(world.folder.file('reports/runs'), { recursive: true });
    await world.vouch('run');
    expect(await world.vouch('gate', '--run')).toMatchObject({ code: 0 });
  });

  it('begins anew with another edit', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'edited prompt is worse';
    await world.vouch('gate');
    world.habit = 'always typed';
    await world.edit(`${EDITED}Be kind.\n`);
    const { stdout } = await world.vouch('gate', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ failures: [], notes: [] });
  });

  it('takes neither a comparison nor the base asked again for a run of the suite', async () => {
    await using world = await World.open();
    await world.edit();
    world.habit = 'edited prompt is worse';
    await world.vouch('gate');
    await writeFile(world.folder.file('other.md'), AGENT.replace('typed', 'other'));
    await world.vouch('compare', 'agents/typed.md', 'other.md');
    const gated = await world.vouch('gate', '--run', '--json');
    expect(JSON.parse(gated.stdout)).toMatchObject({ agents: [{ agent: 'typed' }] });
    const { stdout } = await world.vouch('bless', '--yes');
    expect(stdout).toContain('typed  python-type-hints: 24/24 → 0/24');
    const baseline = await readFile(world.folder.file('reports/baselines/small.json'), 'utf8');
    expect(baseline).not.toContain('@baseline');
  });

  it('takes no shard for a run of the suite', async () => {
    await using world = await World.open();
    await world.vouch('run', '--shard', '1/2', '-o', 'shards');
    const [shard = ''] = await readdir(world.folder.file('shards'));
    expect(await world.vouch('bless', `shards/${shard}`, '--yes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is shard 1/2 of a run; bless the run that `vouch merge` makes'),
    });
    expect(await world.vouch('gate', '--run', '-o', 'shards')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no run of suite "small" in shards'),
    });
  });
});
