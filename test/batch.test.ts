import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../src/compare/comparison.ts';
import type { Report } from '../src/reports/report.ts';
import type { RunLine, TrialLine } from '../src/runs/format.ts';
import { type FakeBatches, type FakeBatchScript, type FakeEntry, startFakeBatches } from './fake-batches.ts';
import { smallProject, TERSE } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { vouchHere as vouch } from './vouch.ts';

const KEY = 'sk-ant-test-0123456789abcdef';
const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** Asks first where the prompt wants it; then code, then nothing more to say. */
function answer({ body }: Pick<FakeEntry, 'body'>): string {
  const asks = JSON.stringify(body.system).includes('clarifying') && body.messages.length === 1;
  if (asks)
    return 'Before I start, I need to know:\n\n1. Which numbers should it take?\n2. Where will it run?\n';
  return '```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```\n';
}

const echo: FakeBatchScript = { entry: answer };

const RUN = ['run', '--model', 'anthropic:claude-haiku-4-5', '--batch', '--output', 'runs'] as const;

const envOf = (api: FakeBatches): Record<string, string> => ({
  ANTHROPIC_API_KEY: KEY,
  ANTHROPIC_BASE_URL: api.url,
});

/** A process of its own that a test can kill. */
function start(
  project: TempFolder,
  api: FakeBatches,
): ChildProcess & { readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [CLI, ...RUN], {
    cwd: project.path,
    env: { PATH: process.env['PATH'], ...envOf(api) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.all([
    new Promise<number | null>((resolve) => child.on('close', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]).then(([code]) => code);
  return Object.assign(child, { ended });
}

async function trialsOf(project: TempFolder): Promise<TrialLine[]> {
  const [newest] = (await readdir(project.file('runs'))).toSorted().toReversed();
  const lines = (await readFile(project.file(`runs/${newest}/run.jsonl`), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RunLine).filter((line) => line.type === 'trial');
}

/** Four trials, two of them with two turns: what one undisturbed run pays for. */
const PAID = 6;

describe('vouch run --batch', () => {
  it('runs a suite round by round in batches, and says how they stand', async () => {
    await using project = await smallProject();
    await using api = await startFakeBatches({ ...echo, states: 1 });
    const { code, stderr, stdout } = await vouch(RUN, { cwd: project.path, env: envOf(api) });
    expect(code).toBe(0);
    expect(stdout).toContain('careful');
    expect(api.batches.map(({ entries }) => entries.length)).toEqual([4, 2]);
    expect(api.requests).toEqual([]);
    expect(stderr).toMatch(
      /batch msgbatch_001 in progress: 4 requests, created \d{4}-\d\d-\d\dT\d\d:\d\dZ\n/,
    );
    expect(stderr).toMatch(/batch msgbatch_002 ended after [\d.]+ s: 2 succeeded of 2\n/);
    const trials = await trialsOf(project);
    expect(trials.map(({ turns }) => turns.length).toSorted()).toEqual([1, 1, 2, 2]);
    expect(trials.every(({ error }) => !error)).toBe(true);
  });

  it('reports half the price of the same answers live', async () => {
    const costOf = async (...flags: string[]): Promise<number | undefined> => {
      await using project = await smallProject();
      await using api = await startFakeBatches({ entry: () => 'Fine.', message: () => 'Fine.' });
      const args = ['run', '--model', 'anthropic:claude-haiku-4-5', '--json', '--output', 'runs', ...flags];
      const { stdout } = await vouch(args, { cwd: project.path, env: envOf(api) });
      return (JSON.parse(stdout) as Report).run.cost ?? undefined;
    };
    const [live, batch] = [await costOf(), await costOf('--batch')];
    expect(live).toBeGreaterThan(0);
    expect(batch).toBeCloseTo(live! / 2, 12);
  });

  it('killed while it waits for a batch: the same command picks it up and pays for nothing again', async () => {
    await using project = await smallProject();
    let child: ReturnType<typeof start> | undefined;
    await using api = await startFakeBatches({
      ...echo,
      states: 1000,
      onState: () => void child?.kill('SIGKILL'),
    });
    child = start(project, api);
    await child.ended;
    expect(api.entries()).toHaveLength(4);
    child = undefined;
    api.end();
    const { code, stderr } = await vouch(RUN, { cwd: project.path, env: envOf(api) });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('batch msgbatch_001 (picked up) ended'),
    });
    expect(api.entries()).toHaveLength(PAID);
    expect(await trialsOf(project)).toHaveLength(4);
  });

  it.each([
    ['after the API created it', 'lost', 2],
    ['before the API heard of it', 'drop', 3],
  ] as const)(
    'killed while it creates a batch, %s: nothing is lost and nothing paid twice',
    async (_, fate, creations) => {
      await using project = await smallProject();
      let child: ReturnType<typeof start> | undefined;
      await using api = await startFakeBatches({
        ...echo,
        onCreate: async () => {
          if (!child) return undefined;
          child.kill('SIGKILL');
          await child.ended;
          return fate;
        },
      });
      child = start(project, api);
      await child.ended;
      child = undefined;
      const { code } = await vouch(RUN, { cwd: project.path, env: envOf(api) });
      expect(code).toBe(0);
      expect(api.entries()).toHaveLength(PAID);
      expect(api.calls.create).toBe(creations);
      expect((await trialsOf(project)).every(({ error }) => !error)).toBe(true);
    },
  );

  it('leaves no key in any file, nor in what it prints', async () => {
    await using project = await smallProject();
    const leak = { type: 'error', error: { type: 'invalid_request_error', message: `you sent ${KEY}` } };
    await using api = await startFakeBatches({
      entry: (entry) => (entry.body.messages.length > 1 ? { status: 400, body: leak } : answer(entry)),
    });
    const { stdout, stderr } = await vouch(RUN, { cwd: project.path, env: envOf(api) });
    expect(stdout + stderr).not.toContain(KEY);
    const files = await readdir(project.path, { recursive: true, withFileTypes: true });
    const written = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    expect(written.some((path) => path.endsWith('batches.sqlite'))).toBe(true);
    for (const path of written) expect(await readFile(path, 'latin1'), path).not.toContain(KEY);
    const errors = (await trialsOf(project)).flatMap(({ error }) => error?.message ?? []);
    expect(errors).toHaveLength(2);
    expect(errors[0]).toContain('you sent ***');
  });

  it.each([
    [
      ['run', '--batch'],
      /--batch needs a model of the Message Batches API, and "replay" is none; add --model anthropic/,
    ],
    [['run', '--batch', '--model', 'anthropic'], /no key for the Anthropic API/],
  ])('refuses %j with one line', async (args, message) => {
    await using project = await smallProject({ 'datasets/transcripts/careful/add.md': '' });
    const { code, stderr } = await vouch(args, { cwd: project.path });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('vouch compare and gate --batch', () => {
  const execute = promisify(execFile);

  /** A project in a git repository whose agent `terse` was edited after the commit. */
  async function editedProject(): Promise<TempFolder> {
    const project = await smallProject();
    const git = (...args: string[]): Promise<unknown> => execute('git', args, { cwd: project.path });
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('add', '.');
    await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Base');
    await writeFile(project.file('agents/terse.md'), `${TERSE}Be brief.\n`);
    return project;
  }

  /** Answers that differ each time; the edited prompt forgets the type hints if it \`breaks\`. */
  function answering(breaks: boolean): FakeBatchScript {
    let count = 0;
    return {
      entry: ({ body }) => {
        const isBroken = breaks && JSON.stringify(body.system).includes('Be brief');
        const head = isBroken ? 'def add(a, b):' : 'def add(a: int, b: int) -> int:';
        return `\`\`\`python\n# ${++count}\n${head}\n    return a + b\n\`\`\`\n`;
      },
    };
  }

  const MODEL = ['--model', 'anthropic:claude-haiku-4-5', '--batch', '--json', '--output', 'runs'];

  it('plays the slots of a look in one batch, both sides together, and stops when a regression is sure', async () => {
    await using project = await editedProject();
    await using api = await startFakeBatches(answering(true));
    const args = ['compare', 'agents/terse.md', '--base', 'main', '--max-rounds', '40', ...MODEL];
    const { code, stdout } = await vouch(args, { cwd: project.path, env: envOf(api) });
    const found = JSON.parse(stdout) as Comparison;
    expect(found).toMatchObject({
      verdict: 'regression',
      stop: 'settled',
      design: { looks: 4, plannedSlots: 80 },
    });
    expect(code).toBe(1);
    // 80 slots in 4 looks: 20 slots, each a trial of A and one of B.
    expect(api.batches.map(({ entries }) => entries.length)).toEqual([40]);
  });

  it('clears an edit at the looks, in four batches at most', async () => {
    await using project = await editedProject();
    await using api = await startFakeBatches(answering(false));
    const args = ['gate', '--base', 'main', ...MODEL];
    const { code, stdout, stderr } = await vouch(args, { cwd: project.path, env: envOf(api) });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'pass' });
    expect(api.batches.every(({ entries }) => entries.length === 150)).toBe(true);
    expect(api.batches.length).toBeLessThanOrEqual(4);
  });
});
