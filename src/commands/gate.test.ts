import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startFakeMessagesApi } from '../../test/fake-messages-api.ts';
import { names } from '../../test/made-up-run.ts';
import { smallProject, TERSE } from '../../test/project.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { type Finished, vouchHere as vouch } from '../../test/vouch.ts';
import { type Baseline, baselinePath } from '../compare/baseline.ts';
import type { RunHeader } from '../runs/format.ts';

const execute = promisify(execFile);

const AGENT = `---
name: typed
description: Writes typed Python.
---
All your Python carries type hints.

Include tests with every change.
`;
const PROMISES_NOTHING = TERSE.replace('Always put type hints on Python functions.', 'Write Python.');
const TASKS = names('task-', 12);
const ROUNDS = 4;
const PROMISES = `promises:
  - { id: python-type-hints, title: Python carries type hints, stated: ['type hints?'], scorer: python-type-hints, severity: block }
  - { id: tests-included, title: Tests are included, stated: ['include.{0,20}tests?'], scorer: tests-included, severity: warn }
`;
const SUITE = `agents: ../agents/*.md
datasets: ../datasets/tasks.csv
promises: promises.yaml
replay: ../datasets/transcripts
repeats: ${ROUNDS}
`;

interface Answer {
  readonly typed?: boolean;
  readonly tested?: boolean;
  /** No code at all. */
  readonly abstains?: boolean;
  readonly long?: boolean;
}

function answer(
  note: string,
  { typed = true, tested = true, abstains = false, long = false }: Answer,
): string {
  if (abstains) return `${note}: I would rather not write this; ask your team.`;
  const code = typed ? 'def double(value: int) -> int:' : 'def double(value):';
  const test = tested ? '\n```python\ndef test_double() -> None:\n    assert double(2) == 4\n```\n' : '';
  const words = long ? 'A word on how it came about. '.repeat(40) : '';
  return `Here it is, ${note}. ${words}\n\n\`\`\`python\n${code}\n    return value * 2\n\`\`\`\n${test}`;
}

/** Recordings of every task and repeat; `edition` makes their text differ from those of another edition. */
function transcripts(edition: string, of: (task: number, repeat: number) => Answer): Record<string, string> {
  return Object.fromEntries(
    TASKS.flatMap((task, index) =>
      names('', ROUNDS).map((repeat) => {
        const text = answer(`${edition} ${task} ${repeat}`, of(index, Number(repeat)));
        const file = `datasets/transcripts/typed/${task}${repeat === '1' ? '' : `.${repeat}`}.md`;
        return [
          file,
          `---\nagent: typed\ntask: ${task}\n---\n<!-- user -->\nDouble it.\n\n<!-- assistant -->\n${text}`,
        ];
      }),
    ),
  );
}

function project(suite = '', of: (task: number, repeat: number) => Answer = () => ({})): Promise<TempFolder> {
  const rows = TASKS.map(
    (id) =>
      `${id},${id},Write a Python function that doubles a number (${id}).,pure-function,python,specified,Go ahead.`,
  );
  return tempFolder({
    'agents/typed.md': AGENT,
    'datasets/tasks.csv': `id,title,task,kind,stack,clarity,answers\n${rows.join('\n')}\n`,
    'evals/promises.yaml': PROMISES,
    'evals/small.yaml': SUITE + suite,
    ...transcripts('first', of),
  });
}

async function record(
  folder: TempFolder,
  edition: string,
  of: (task: number, repeat: number) => Answer,
): Promise<void> {
  await Promise.all(
    Object.entries(transcripts(edition, of)).map(([file, text]) => writeFile(folder.file(file), text)),
  );
}

const command = (folder: TempFolder, ...args: string[]): Promise<Finished> =>
  vouch(args, { cwd: folder.path });

/** A project with a blessed baseline. */
async function blessed(suite = '', of?: (task: number, repeat: number) => Answer): Promise<TempFolder> {
  const folder = await project(suite, of);
  expect(await command(folder, 'run', '--no-progress')).toMatchObject({ code: 0 });
  expect(await command(folder, 'bless', '--yes')).toMatchObject({ code: 0, stderr: '' });
  return folder;
}

/** The run file of the newest run. */
async function newestRunFile(folder: TempFolder): Promise<string> {
  const newest = (await readdir(folder.file('reports/runs'))).toSorted().at(-1) ?? '';
  return folder.file(`reports/runs/${newest}/run.jsonl`);
}

const gate = (folder: TempFolder, ...args: string[]): Promise<Finished> =>
  command(folder, 'gate', '--no-progress', ...args);

describe('vouch gate against the baseline', () => {
  it('passes an untouched copy', async () => {
    await using folder = await blessed();
    const { code, stdout, stderr } = await gate(folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('typed: no worse in 48 comparisons, every answer is the same\nGATE PASSED\n');
  });

  it('tells its verdict even where it cannot store it; then nothing passes, and what failed stays failed', async () => {
    await using folder = await blessed();
    const unstorable = async (): Promise<Finished> => {
      await command(folder, 'run', '--no-progress');
      const [run = ''] = (await readdir(folder.file('reports/runs'))).toSorted().slice(-1);
      await mkdir(folder.file(`reports/runs/${run}/gate.json`));
      return gate(folder, '--run');
    };
    const notStored = expect.stringMatching(/^vouch: .*gate\.json: cannot be written .*\n$/);
    expect(await unstorable()).toEqual({
      code: 2,
      stdout: expect.stringMatching(/GATE PASSED\n$/),
      stderr: notStored,
    });
    await record(folder, 'second', () => ({ typed: false }));
    expect(await unstorable()).toEqual({
      code: 1,
      stdout: expect.stringMatching(/GATE FAILED\n$/),
      stderr: notStored,
    });
  });

  it('passes an untouched copy of few, mixed answers too', async () => {
    await using folder = await blessed('', (task, repeat) => ({ typed: task > 4, tested: repeat > 2 }));
    expect(await gate(folder)).toMatchObject({ code: 0 });
  });

  it('passes answers that are new but as good, be they longer', async () => {
    await using folder = await blessed('gate:\n  overallMargin: 0.1\n');
    await record(folder, 'second', () => ({ long: true }));
    const { code, stdout } = await gate(folder);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('GATE PASSED') });
  });

  it.each([
    ['half', (task: number) => ({ typed: task % 2 === 0 })],
    ['all', () => ({ typed: false })],
    ['a fifth', (task: number) => ({ typed: task % 5 !== 0 })],
  ])('fails when a blocking promise is lost on %s of the tasks', async (_, of) => {
    await using folder = await blessed();
    await record(folder, 'second', of);
    const { code, stdout } = await gate(folder);
    expect(code).toBe(1);
    expect(stdout).toContain('typed: python-type-hints regressed');
    expect(stdout).toMatch(/GATE FAILED\n$/);
  });

  it('warns of a lost promise that does not block', async () => {
    await using folder = await blessed('gate:\n  overallMargin: 0.1\n');
    await record(folder, 'second', () => ({ tested: false }));
    const { code, stdout } = await gate(folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Warnings\n {2}typed: tests-included regressed/);
  });

  it('lets the suite say what blocks', async () => {
    await using folder = await blessed(
      'gate:\n  severity: { tests-included: block, python-type-hints: info }\n',
    );
    await record(folder, 'second', () => ({ tested: false, typed: false }));
    const { code, stdout } = await gate(folder);
    expect(code).toBe(1);
    expect(stdout).toContain('typed: tests-included regressed');
    expect(stdout).not.toContain('typed: python-type-hints regressed');
  });

  it('does not let answers pass that abstain from code', async () => {
    await using folder = await blessed();
    await record(folder, 'second', (task) => ({ abstains: task % 2 === 0 }));
    const { code, stdout } = await gate(folder);
    expect(code).toBe(3);
    expect(stdout).toContain('an answer that abstains keeps no promise');
    expect(stdout).toContain('typed: python-type-hints and the mean over blocking promises are undecided');
  });

  it('is undecided where the trials are too few, and passes only if the suite says so', async () => {
    await using folder = await blessed('gate:\n  undecided: warn\n');
    await record(folder, 'second', (task, repeat) => ({ typed: task > 0 || repeat > 2 }));
    expect(await gate(folder)).toMatchObject({ code: 0, stderr: expect.stringContaining('undecided') });
    await writeFile(folder.file('evals/small.yaml'), SUITE);
    expect(await gate(folder)).toMatchObject({ code: 3, stdout: expect.stringMatching(/GATE UNDECIDED\n$/) });
  });

  it('holds absolute floors whatever the base did', async () => {
    await using folder = await blessed('gate:\n  floors: { tests-included: 0.9 }\n', () => ({
      tested: false,
    }));
    const { code, stdout } = await gate(folder);
    expect(code).toBe(1);
    expect(stdout).toContain('tests-included is kept in 0 % of the answers, its floor is 90 %');
  });

  it('does not take repeats that come out alike for independent ones below a floor', async () => {
    await using folder = await blessed('gate:\n  floors: { tests-included: 0.2 }\n', () => ({
      tested: false,
    }));
    const { code, stdout } = await gate(folder);
    expect(code).toBe(3);
    expect(stdout).toContain(
      'tests-included is kept in 0 % of the answers, below its floor of 20 %, but not for sure',
    );
  });

  it('does not let a blocking promise be withdrawn in silence', async () => {
    await using folder = await blessed();
    await writeFile(
      folder.file('agents/typed.md'),
      AGENT.replace('All your Python carries type hints.\n', ''),
    );
    const withdrawn = await gate(folder);
    // Nothing that blocks is left to compare.
    expect(withdrawn.code).toBe(2);
    await writeFile(
      folder.file('evals/small.yaml'),
      `${SUITE}gate:\n  severity: { tests-included: block }\n`,
    );
    expect(await gate(folder)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('python-type-hints was withdrawn'),
    });
    await writeFile(
      folder.file('evals/small.yaml'),
      `${SUITE}gate:\n  severity: { tests-included: block }\n  waived: [python-type-hints]\n`,
    );
    expect(await gate(folder)).toMatchObject({ code: 0 });
  });

  it('tells of a blocking promise that was withdrawn by an agent that is left with none', async () => {
    await using folder = await project();
    const other = AGENT.replaceAll('typed', 'other').replace('Include tests with every change.', 'Be brief.');
    await writeFile(folder.file('agents/other.md'), other);
    await mkdir(folder.file('datasets/transcripts/other'));
    for (const [file, text] of Object.entries(transcripts('first', () => ({}))))
      await writeFile(
        folder.file(file.replace('typed', 'other')),
        text.replace('agent: typed', 'agent: other'),
      );
    await command(folder, 'run', '--no-progress');
    await command(folder, 'bless', '--yes');
    await writeFile(folder.file('agents/other.md'), other.replace('All your Python carries type hints.', ''));
    const { code, stdout } = await gate(folder);
    expect(code).toBe(3);
    expect(stdout).toContain('other: python-type-hints was withdrawn');
  });

  it('names tasks that changed and compares the others', async () => {
    await using folder = await blessed();
    const tasks = await readFile(folder.file('datasets/tasks.csv'), 'utf8');
    await writeFile(folder.file('datasets/tasks.csv'), tasks.replace('doubles a number', 'triples a number'));
    const { stdout } = await gate(folder, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      agents: [{ gate: { slots: 44, tasks: { changed: ['task-1'] } } }],
      warnings: [expect.stringContaining('task-1')],
    });
  });

  it('gates a stored run without running anything', async () => {
    await using folder = await blessed();
    const { code, stdout } = await gate(folder, '--run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^The run that is judged: reports\/runs\/\S+\.$/m);
  });

  it.each([
    [['--model', 'replay'], '--model'],
    [['--repeat', '2', '--max-rounds', '3'], '--repeat and --max-rounds'],
    [['--batch', '--max-cost', '5', '--dry-run'], '--dry-run, --batch, and --max-cost'],
  ])('refuses %j beside --run: a stored run is judged as it is', async (args, named) => {
    await using folder = await blessed();
    expect(await gate(folder, '--run', ...args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `vouch: --run judges a stored run as it is and runs nothing; leave ${named} away\n`,
    });
  });

  it('refuses --repeat beside --base, which asks each task once a round', async () => {
    await using folder = await blessed();
    const { code, stderr } = await gate(folder, '--base', 'main', '--repeat', '3');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/leave --repeat away, or say --max-rounds/),
    });
  });

  it.each([
    ['empty', '', /run\.jsonl: is empty: /],
    ['damaged', '{"type":"run",\n', /run\.jsonl:1: not a line of JSON/],
  ])('judges and blesses no earlier run where the newest is %s', async (_, text, message) => {
    await using folder = await blessed();
    await mkdir(folder.file('reports/runs/2999-01-01T00-00-00Z-aaaaaa'));
    await writeFile(folder.file('reports/runs/2999-01-01T00-00-00Z-aaaaaa/run.jsonl'), text);
    for (const args of [
      ['gate', '--run'],
      ['bless', '--yes'],
    ]) {
      const { code, stdout, stderr } = await command(folder, ...args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).toContain('delete it, or name another');
    }
    await rename(
      folder.file('reports/runs/2999-01-01T00-00-00Z-aaaaaa'),
      folder.file('reports/runs/1999-01-01T00-00-00Z-aaaaaa'),
    );
    expect(await gate(folder, '--run')).toMatchObject({ code: 0 });
  });

  it('passes no stored run that is unfinished', async () => {
    await using folder = await blessed();
    await command(folder, 'run', '--no-progress');
    const file = await newestRunFile(folder);
    const lines = (await readFile(file, 'utf8')).split('\n');
    const ofFirst = lines.filter((line) => /"task":"task-1","repeat":1[,}]/.test(line));
    await writeFile(file, `${[lines[0], ...ofFirst].join('\n')}\n`);
    const found = await gate(folder, '--run');
    expect(found).toMatchObject({ code: 2, stdout: '' });
    expect(found.stderr).toMatch(
      /^vouch: \S+: is unfinished: 1 of 48 trials are stored; finish it with .*\n$/,
    );
    expect(await command(folder, 'bless', '--yes')).toMatchObject({ code: 2, stderr: found.stderr });
  });

  it('refuses a baseline that is missing, foreign, old in format or damaged, with the reason', async () => {
    await using folder = await blessed();
    const path = folder.file('reports/baselines/small.json');
    const text = await readFile(path, 'utf8');
    const refused = async (changed: string, message: RegExp): Promise<void> => {
      await writeFile(path, changed);
      const { code, stdout, stderr } = await gate(folder);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
    };
    await refused(
      text.replace('"suite": "small"', '"suite": "other"'),
      /baseline of suite "other", not of "small"/,
    );
    await refused(text.replace('"format": 1', '"format": 0'), /baseline format 0.*reads format 1/);
    await refused(text.slice(0, 300), /not JSON/);
    await refused(
      text.replace('"provider": "replay"', '"provider": "anthropic"'),
      /came about in another way/,
    );
    const missing = await gate(folder, '--baselines', 'nowhere');
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('no baseline yet') });
  });
});

describe('vouch gate against a baseline of live answers', () => {
  it('asks the model only for what changed, and a rerun gets the same answers, not another chance', async () => {
    await using folder = await smallProject();
    let count = 0;
    await using api = await startFakeMessagesApi({
      answer: () => `\`\`\`python\n# ${++count}\ndef add(a: int, b: int) -> int:\n    return a + b\n\`\`\`\n`,
    });
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: api.url };
    const live = (...args: string[]): Promise<Finished> =>
      vouch([...args, '--model', 'anthropic', '--no-progress'], { cwd: folder.path, env });
    await live('run');
    await command(folder, 'bless', '--yes');
    const first = api.requests.length;
    expect(await live('gate')).toMatchObject({ code: 0 });
    expect(api.requests).toHaveLength(first);
    await writeFile(folder.file('agents/terse.md'), `${TERSE}Be brief.\n`);
    const edited = await live('gate');
    expect(edited.code).toBe(3);
    expect(api.requests).toHaveLength(first + 2);
    expect(await live('gate')).toMatchObject({ code: 3 });
    expect(api.requests).toHaveLength(first + 2);
  });
});

describe('vouch gate against a revision', () => {
  const COMMIT = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Base'];

  /** A small project with `terse` edited since its commit. */
  async function edited(
    files: Record<string, string> = {},
    edit: Record<string, string> = { 'agents/terse.md': `${TERSE}Be brief.\n`, 'agents/new.md': TERSE },
  ): Promise<TempFolder> {
    const folder = await smallProject(files);
    const git = (...args: string[]): Promise<unknown> => execute('git', args, { cwd: folder.path });
    await git('init', '--quiet', '--initial-branch', 'main');
    await git('add', '.');
    await git(...COMMIT);
    for (const [file, text] of Object.entries(edit)) await writeFile(folder.file(file), text);
    return folder;
  }

  /** The gate against main, and the calls that it made. */
  async function gateMain(folder: TempFolder, ...args: string[]): Promise<Finished & { calls: number }> {
    let count = 0;
    await using api = await startFakeMessagesApi({
      answer: () => `\`\`\`python\n# ${++count}\ndef add(a: int) -> int:\n    return a\n\`\`\`\n`,
    });
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: api.url };
    const found = await vouch(['gate', '--base', 'main', '--model', 'anthropic', '--no-progress', ...args], {
      cwd: folder.path,
      env,
    });
    return { ...found, calls: api.requests.length };
  }

  const NOT_COMPARED = 'terse makes no blocking promise that can be compared';

  it.each([
    ['fails an edit that breaks a blocking promise', '(a, b)', 1],
    ['passes an edit that breaks none', '(a: int, b: int) -> int', 0],
  ])('%s, running only what changed', async (_, signature, code) => {
    await using folder = await edited();
    let count = 0;
    await using api = await startFakeMessagesApi({
      answer: ({ body }) => {
        const isEdited = JSON.stringify(body.system).includes('Be brief');
        return `\`\`\`python\n# ${++count}\ndef add${isEdited ? signature : '(a: int, b: int) -> int'}:\n    return a + b\n\`\`\`\n`;
      },
    });
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: api.url };
    const found = await vouch(['gate', '--base', 'main', '--model', 'anthropic', '--no-progress'], {
      cwd: folder.path,
      env,
    });
    expect(found).toMatchObject({ code, stderr: '' });
    expect(found.stdout).toContain('careful has not changed since main.');
    expect(found.stdout).toContain('new is new since main');
    expect(
      api.requests.every(({ body }) => JSON.stringify(body.system).includes('type hints on Python')),
    ).toBe(true);
  });

  it('pays nothing for an agent without a blocking promise that both versions make, and passes', async () => {
    const severity = 'gate:\n  severity: { python-type-hints: warn }\n';
    await using folder = await edited();
    const suite = folder.file('evals/small.yaml');
    await writeFile(suite, `${await readFile(suite, 'utf8')}${severity}`);
    const { code, stdout, stderr, calls } = await gateMain(folder);
    expect({ code, stderr, calls }).toEqual({ code: 0, stderr: '', calls: 0 });
    expect(stdout).toContain(NOT_COMPARED);
    expect(stdout).toContain('Nothing is compared');
    expect(stdout).not.toContain('no worse');
    expect(existsSync(folder.file('reports/runs'))).toBe(false);
    const planned = await gateMain(folder, '--dry-run');
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining(NOT_COMPARED) });
  });

  it.each([
    ['a glob', '../agents/*.md', '../agents/*.md'],
    ['a list', '[../agents/careful.md, ../agents/terse.md]', '[../agents/careful.md, ../agents/brief.md]'],
  ])('names an agent that is gone or renamed, where the suite has %s of files', async (_, before, now) => {
    await using folder = await edited({}, {});
    const suite = folder.file('evals/small.yaml');
    const text = await readFile(suite, 'utf8');
    await writeFile(suite, text.replace('../agents/*.md', before));
    await execute('git', [...COMMIT, '--all', '--allow-empty'], { cwd: folder.path });
    await rename(folder.file('agents/terse.md'), folder.file('agents/brief.md'));
    await writeFile(suite, text.replace('../agents/*.md', now));
    const { code, stdout } = await gateMain(folder);
    expect(code).toBe(0);
    expect(stdout).toContain('brief is new since main');
    expect(stdout).toContain('terse is in main but not in the suite any more.');
    expect(stdout.match(/in main but/g)).toHaveLength(1);
  });

  it('passes an edit that adds the first promise', async () => {
    await using folder = await edited({ 'agents/terse.md': PROMISES_NOTHING }, { 'agents/terse.md': TERSE });
    const { code, stdout, calls } = await gateMain(folder);
    expect({ code, calls }).toEqual({ code: 0, calls: 0 });
    expect(stdout).toContain(NOT_COMPARED);
  });

  it('asks for a waiver, not for money, where an edit withdraws the only blocking promise', async () => {
    await using folder = await edited({}, { 'agents/terse.md': PROMISES_NOTHING });
    const { code, stdout, calls } = await gateMain(folder);
    expect({ code, calls }).toEqual({ code: 3, calls: 0 });
    expect(stdout).toContain('terse: python-type-hints was withdrawn; waive it if that was meant');
    const suite = folder.file('evals/small.yaml');
    await writeFile(suite, `${await readFile(suite, 'utf8')}gate:\n  waived: [python-type-hints]\n`);
    expect(await gateMain(folder)).toMatchObject({ code: 0, calls: 0 });
  });

  it('lets no floor pass that nothing was asked for', async () => {
    await using folder = await edited({ 'agents/terse.md': PROMISES_NOTHING }, { 'agents/terse.md': TERSE });
    const suite = folder.file('evals/small.yaml');
    await writeFile(suite, `${await readFile(suite, 'utf8')}gate:\n  floors: { python-type-hints: 0.9 }\n`);
    const { code, stdout } = await gateMain(folder);
    expect(code).toBe(3);
    expect(stdout).toContain('terse: python-type-hints has a floor but was never judged');
  });

  it('compares the others where an agent promises nothing in either version', async () => {
    await using folder = await edited(
      { 'agents/silent.md': PROMISES_NOTHING.replace('terse', 'silent') },
      {
        'agents/silent.md': `${PROMISES_NOTHING.replace('terse', 'silent')}Be brief.\n`,
        'agents/terse.md': `${TERSE}Be brief.\n`,
      },
    );
    const { code, stdout } = await gateMain(folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^terse: no worse in \d+ comparisons/);
    expect(stdout).toContain('silent makes no blocking promise that can be compared');
    expect(await gateMain(folder, '--dry-run')).toMatchObject({ code: 0 });
  });
});

describe('vouch bless', () => {
  it('writes one line a promise, with what it stands on', async () => {
    await using folder = await blessed();
    const text = await readFile(folder.file('reports/baselines/small.json'), 'utf8');
    const baseline = JSON.parse(text) as Baseline;
    expect(baseline).toMatchObject({ format: 1, suite: 'small', provider: 'replay', repeats: ROUNDS });
    expect(text.split('\n').filter((line) => line.includes('"promise":'))).toEqual([
      expect.stringMatching(
        /^ {4}\{"agent":"typed","promise":"python-type-hints","kept":48,"of":48,"tasks":\{"task-1":"kkkk",/,
      ),
      expect.stringMatching(/^ {4}\{"agent":"typed","promise":"tests-included","kept":48,"of":48,/),
    ]);
  });

  it('shows what changes, and moves nothing without --yes', async () => {
    await using folder = await blessed();
    const before = await readFile(folder.file('reports/baselines/small.json'), 'utf8');
    await record(folder, 'second', (task) => ({ tested: task > 2 }));
    await command(folder, 'run', '--no-progress');
    const { code, stdout, stderr } = await command(folder, 'bless');
    expect(code).toBe(2);
    expect(stdout).toContain('typed  tests-included: 48/48 → 36/48');
    expect(stdout).not.toContain('python-type-hints');
    expect(stderr).toContain('add --yes');
    expect(await readFile(folder.file('reports/baselines/small.json'), 'utf8')).toBe(before);
  });

  it('keeps the baselines of suites apart whose names have other letters than English ones', () => {
    const named = (suite: string): string => baselinePath('reports/baselines', suite);
    expect(named('日本')).not.toBe(named('中国'));
    expect(named('größe v1.2')).toBe(join('reports/baselines', 'größe-v1.2.json'));
    expect(named('../up/and:away')).toBe(join('reports/baselines', '..-up-and-away.json'));
  });

  it('tells a run and its commit so that no terminal obeys them', async () => {
    await using folder = await project();
    await command(folder, 'run', '--no-progress');
    const [run] = await readdir(folder.file('reports/runs'));
    const path = folder.file(`reports/runs/${run}/run.jsonl`);
    const lines = (await readFile(path, 'utf8')).split('\n');
    const header = JSON.parse(lines[0]!) as RunHeader;
    const hostile = { ...header, id: '\u001b[2J', git: { commit: '\u001b[31m', dirty: false } };
    await writeFile(path, [JSON.stringify(hostile), ...lines.slice(1)].join('\n'));
    const { code, stdout } = await command(folder, 'bless', '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain(String.raw`: run \u{1b}[2J, commit \u{1b}[31m, model replay`);
  });

  it.each([
    ['y', 'y\n', { code: 0, moves: true }],
    ['n', 'n\n', { code: 0, moves: false }],
    ['Ctrl-D', '\u0004', { code: 0, moves: false }],
    ['Ctrl-C', '\u0003', { code: 130, moves: false }],
  ])('asks before it moves the baseline, and takes %s for an answer', async (_, types, { code, moves }) => {
    await using folder = await project();
    await command(folder, 'run', '--no-progress');
    const asked = await vouch(['bless'], { cwd: folder.path, types });
    expect(asked).toMatchObject({ code, stderr: '' });
    expect(asked.stdout).toContain('Move the baseline? [y/N] ');
    expect(asked.stdout.endsWith('\nThe baseline stays as it is.\n')).toBe(!moves);
    expect(existsSync(folder.file('reports/baselines/small.json'))).toBe(moves);
  });

  it('takes no agent that promises nothing for one without verdicts', async () => {
    await using folder = await project();
    await writeFile(folder.file('agents/silent.md'), PROMISES_NOTHING.replace('terse', 'silent'));
    for (const task of TASKS) {
      const recorded = await readFile(folder.file(`datasets/transcripts/typed/${task}.md`), 'utf8');
      await mkdir(folder.file('datasets/transcripts/silent'), { recursive: true });
      const path = folder.file(`datasets/transcripts/silent/${task}.md`);
      await writeFile(path, recorded.replace('agent: typed', 'agent: silent'));
    }
    await command(folder, 'run', '--no-progress', '--repeat', '1');
    expect(await command(folder, 'bless', '--yes')).toMatchObject({ code: 0, stderr: '' });
  });

  it('refuses a run with holes', async () => {
    await using folder = await project();
    await command(folder, 'run', '--no-progress', '--repeat', String(ROUNDS + 1));
    const { code, stderr } = await command(folder, 'bless', '--yes');
    expect(code).toBe(2);
    expect(stderr).toMatch(/12 of 60 trials have no answer/);
  });
});
