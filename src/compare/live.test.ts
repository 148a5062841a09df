import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type FakeMessagesApi,
  type FakeReply,
  type FakeRequest,
  startFakeMessagesApi,
} from '../../test/fake-messages-api.ts';
import { smallProject, TERSE, transcript } from '../../test/project.ts';
import type { TempFolder } from '../../test/temp-folder.ts';
import { type Finished, vouchHere as vouch } from '../../test/vouch.ts';
import { parseAgent } from '../agents/parse-agent.ts';
import type { Model } from '../models/model.ts';
import { loadSuite } from '../suite/suite.ts';
import type { RunLine } from '../runs/format.ts';
import type { Comparison } from './comparison.ts';
import { compareLive } from './live.ts';

const execute = promisify(execFile);

const EDITED = `${TERSE}Be brief.\n`;

const typed = (note: string): string =>
  `\`\`\`python\n# ${note}\ndef add(a: int, b: int) -> int:\n    return a + b\n\`\`\`\n`;
const untyped = (note: string): string =>
  `\`\`\`python\n# ${note}\ndef add(a, b):\n    return a + b\n\`\`\`\n`;

/** A project in a git repository whose agent `terse` was edited after the commit. */
async function editedProject(files?: Readonly<Record<string, string>>): Promise<TempFolder> {
  const project = await smallProject(files);
  const git = (...args: string[]): Promise<unknown> => execute('git', args, { cwd: project.path });
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '.');
  await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Base');
  await writeFile(project.file('agents/terse.md'), EDITED);
  return project;
}

/** Answers that differ each time, as a model's do; the edited prompt gets its own. */
function answering(edited: (note: string) => string): (request: FakeRequest) => FakeReply {
  let count = 0;
  return ({ body }) => {
    const note = `answer ${++count}`;
    return JSON.stringify(body.system).includes('Be brief') ? edited(note) : typed(note);
  };
}

function keyed(api: FakeMessagesApi): Record<string, string> {
  return { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: api.url };
}

function compare(project: TempFolder, api: FakeMessagesApi, ...args: string[]): Promise<Finished> {
  return vouch(['compare', ...args, '--model', 'anthropic', '--json', '--output', 'runs'], {
    cwd: project.path,
    env: keyed(api),
  });
}

describe('comparing two revisions of an agent against a model', () => {
  it('stops as soon as a regression is sure, with all that was paid for in one run folder', async () => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({ answer: answering(untyped) });
    const { code, stdout, stderr } = await compare(project, api, 'agents/terse.md', '--base', 'main');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const found = JSON.parse(stdout) as Comparison;
    expect(found).toMatchObject({
      a: { agent: 'terse@main' },
      b: { agent: 'terse' },
      verdict: 'regression',
      stop: 'settled',
    });
    expect(found.slots).toBeLessThanOrEqual(18);
    expect(found.slots).toBeGreaterThanOrEqual(found.design.flipsNeeded);
    expect(api.requests.length).toBeLessThan(60);
    const lines = (await readFile(project.file(`runs/${found.a.source.id}/run.jsonl`), 'utf8'))
      .trimEnd()
      .split('\n');
    const read = lines.map((line) => JSON.parse(line) as RunLine);
    expect(read.filter((line) => line.type === 'trial')).toHaveLength(api.requests.length);
    expect(read.at(-1)).toMatchObject({ type: 'ended', reason: 'decided' });
    const design = JSON.parse(
      await readFile(project.file(`runs/${found.a.source.id}/comparison.json`), 'utf8'),
    ) as unknown;
    expect(design).toMatchObject({ a: 'terse@main', b: 'terse', slots: 300 });
  });

  it('tells how it ended when its budget was spent, and when it was interrupted', async () => {
    await using project = await editedProject();
    let calls = 0;
    const stop = new AbortController();
    const model: Model = {
      provider: 'made-up',
      modelId: () => 'made-up-1',
      params: {},
      answer() {
        if (++calls === 30) stop.abort();
        return Promise.resolve({ text: typed(`answer ${calls}`), truncated: false, stopReason: 'end' });
      },
    };
    const [a, b] = [TERSE, EDITED].map((text) => ({ agent: parseAgent(text, 'agents/terse.md'), model }));
    const suite = await loadSuite(project.file('evals/small.yaml'));
    const output = project.file('runs');
    const endOf = async (maxRounds: number): Promise<unknown> => {
      const options = { output, failFast: false, maxRounds, signal: stop.signal };
      const { folder } = await compareLive(a!, b!, suite, options);
      return JSON.parse((await readFile(`${folder}/run.jsonl`, 'utf8')).trimEnd().split('\n').at(-1)!);
    };
    expect(await endOf(2)).toMatchObject({ type: 'ended', reason: 'whole' });
    expect(await endOf(60)).toMatchObject({ type: 'ended', reason: 'interrupted' });
    expect(calls).toBeLessThan(50);
  });

  it('compares one agent on two models, and tells both', async () => {
    await using project = await editedProject();
    let count = 0;
    await using api = await startFakeMessagesApi({
      answer: ({ body }) => (String(body.model).includes('haiku') ? untyped : typed)(`answer ${++count}`),
    });
    const models = ['--model-a', 'anthropic:sonnet', '--model-b', 'anthropic:haiku'];
    const { code, stdout } = await vouch(
      ['compare', 'agents/terse.md', ...models, '--json', '--output', 'runs'],
      { cwd: project.path, env: keyed(api) },
    );
    expect(code).toBe(1);
    const found = JSON.parse(stdout) as Comparison;
    expect(found).toMatchObject({
      a: { agent: 'terse@A', model: expect.stringContaining('sonnet') },
      b: { agent: 'terse@B', model: expect.stringContaining('haiku') },
      verdict: 'regression',
    });
    expect(found.remarks.join()).toContain('Different models');
    const stored = await vouch(['compare', 'terse@A', 'terse@B', '--json', '--output', 'runs'], {
      cwd: project.path,
    });
    expect(JSON.parse(stored.stdout)).toMatchObject({ promises: found.promises, remarks: found.remarks });
  });

  it('plans without a call: trials, calls, what is stored already, and the smallest drop', async () => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({ answer: answering(typed) });
    const plan = (...args: string[]): Promise<Finished> =>
      vouch(
        ['compare', 'agents/terse.md', '--base', 'main', '--model', 'anthropic', '--output', 'runs', ...args],
        { cwd: project.path, env: keyed(api) },
      );
    const { code, stdout } = await plan('--dry-run');
    expect({ code, calls: api.requests.length }).toEqual({ code: 0, calls: 0 });
    expect(stdout).toContain(
      'terse@main against terse: 2 tasks × up to 150 rounds = up to 300 comparisons, 600 trials',
    );
    expect(stdout).toContain('0 of the trials are stored; up to 600 to run, 600 to 1800 calls of');
    expect(stdout).toMatch(/finds, with 80 % power, a drop of \d+ points of one of 1 promise /);
    await plan('--max-rounds', '3');
    const again = await plan('--dry-run');
    expect(again.stdout).toContain('12 of the trials are stored; up to 588 to run');
    expect(again.stdout).toContain('compared before, with 6 comparisons planned');
  });

  it('takes what the suite says of an agent with an @ in its name for both of its revisions', async () => {
    const agent = TERSE.replace('terse', 'dev');
    await using project = await editedProject({ 'agents/dev@v2.md': agent, 'agents/dev.md': agent });
    const suite = project.file('evals/small.yaml');
    const perAgent = 'perAgent:\n  dev@v2: { add: [tests-included] }\n  dev: { drop: [python-type-hints] }\n';
    await writeFile(suite, `${await readFile(suite, 'utf8')}${perAgent}`);
    await writeFile(project.file('agents/dev@v2.md'), `${agent}Be brief.\n`);
    const { stdout } = await vouch(
      ['compare', 'agents/dev@v2.md', '--base', 'main', '--model', 'anthropic', '--dry-run'],
      { cwd: project.path },
    );
    expect(stdout).toContain('dev@v2@main against dev@v2: ');
    expect(stdout).toContain('one of 2 promises');
  });

  it('goes on with the evidence of an earlier run of the same pair, and pays nothing twice', async () => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({ answer: answering(untyped) });
    const first = JSON.parse(
      (await compare(project, api, 'main:agents/terse.md', 'agents/terse.md', '--max-rounds', '2')).stdout,
    ) as Comparison;
    expect(first).toMatchObject({ slots: 4, verdict: 'undecided', stop: 'budget' });
    expect(api.requests).toHaveLength(8);
    const again = await compare(project, api, 'agents/terse.md', '--base', 'main', '--max-rounds', '2');
    expect(JSON.parse(again.stdout)).toMatchObject({
      slots: 4,
      verdict: 'undecided',
      promises: [{ worse: 4 }],
    });
    expect(api.requests).toHaveLength(8);
    const further = await compare(project, api, 'agents/terse.md', '--base', 'main', '--max-rounds', '8');
    expect(further.code).toBe(1);
    expect(further.stderr).toContain('8 trials of earlier runs were used again');
    const stored = await vouch(['compare', 'terse@main', 'terse', '--json', '--output', 'runs'], {
      cwd: project.path,
    });
    const live = JSON.parse(further.stdout) as Comparison;
    const read = JSON.parse(stored.stdout) as Comparison;
    expect(read.promises).toEqual(live.promises);
    expect(read.design).toEqual(live.design);
  });

  it('keeps the looks of the first run when a rerun may go further: the all-clear is not tried again', async () => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({ answer: answering(typed) });
    const rounds = (count: string): Promise<Finished> =>
      compare(project, api, 'agents/terse.md', '--base', 'main', '--max-rounds', count);
    const first = JSON.parse((await rounds('3')).stdout) as Comparison;
    expect(first).toMatchObject({ slots: 6, verdict: 'undecided', design: { plannedSlots: 6 } });
    const further = JSON.parse((await rounds('60')).stdout) as Comparison;
    expect(further).toMatchObject({
      slots: 120,
      verdict: 'undecided',
      stop: 'budget',
      design: { plannedSlots: 6 },
    });
  });

  it('clears an edit that breaks nothing, before the budget is spent', async () => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({ answer: answering(typed) });
    const { code, stdout } = await compare(project, api, 'agents/terse.md', '--base', 'main');
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Comparison;
    expect(found).toMatchObject({
      verdict: 'no-regression',
      stop: 'settled',
      promises: [{ verdict: 'no-worse' }],
    });
    expect(found.slots).toBeLessThan(200);
  });

  it('stops when a model gives every task the same answer again and again', async () => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({ answer: answering(() => untyped('always this')) });
    const found = JSON.parse(
      (await compare(project, api, 'agents/terse.md', '--base', 'main')).stdout,
    ) as Comparison;
    expect(found).toMatchObject({ verdict: 'undecided', slots: 2, repeats: { most: 1, areCopies: true } });
    expect(api.requests.length).toBeLessThan(40);
  });

  it('never calls a dead endpoint a regression', async () => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({
      answer: () => ({
        status: 401,
        body: { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } },
      }),
    });
    const { code, stdout, stderr } = await compare(project, api, 'agents/terse.md', '--base', 'main');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/no answer/);
  });

  it.each([
    [['agents/terse.md', '--base', 'nowhere'], /nowhere.*invalid object name/],
    [['agents/terse.md', '--base=--output=x'], /is not a git revision/],
    [['agents/careful.md', '--base', 'main'], /same prompt and model/],
    [['agents/terse.md', '--model-b', 'anthropic'], /both agents\/terse.md.*nothing to compare/],
    [['terse', 'careful', '--model-b', 'anthropic'], /stored trials, which ask no model/],
    [['agents/terse.md'], /compared with what/],
    [['agents/terse.md', 'terse'], /"terse" is not/],
    [['git:main', 'agents/terse.md'], /expected git:REVISION:path/],
  ])('refuses %j with one line', async (args, message) => {
    await using project = await editedProject();
    await using api = await startFakeMessagesApi({ answer: answering(typed) });
    const { code, stderr } = await compare(project, api, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(api.requests).toHaveLength(0);
    expect(await readdir(project.path)).not.toContain('runs');
  });

  it.each([
    ['withdraws its only promise', TERSE.replace('put type hints on', 'write')],
    ['trades it for another', TERSE.replace('Always put type hints on Python functions.', 'Include tests.')],
  ])('pays nothing where the edit %s: nothing is in common', async (_, text) => {
    await using project = await editedProject();
    await writeFile(project.file('agents/terse.md'), text);
    await using api = await startFakeMessagesApi({ answer: answering(typed) });
    const { code, stderr } = await compare(project, api, 'agents/terse.md', '--base', 'main');
    expect({ code, calls: api.requests.length }).toEqual({ code: 2, calls: 0 });
    expect(stderr).toMatch(/^vouch: terse@main and terse cannot be compared: .* no promise in common.*\n$/);
    expect(await readdir(project.path)).not.toContain('runs');
  });

  it('asks nothing where none of the promises in common decides', async () => {
    await using project = await editedProject();
    const model: Model = {
      provider: 'made-up',
      modelId: () => 'made-up-1',
      params: {},
      answer: () => Promise.reject(new Error('asked')),
    };
    const [a, b] = [TERSE, EDITED].map((text) => ({ agent: parseAgent(text, 'agents/terse.md'), model }));
    const suite = await loadSuite(project.file('evals/small.yaml'));
    const options = { output: project.file('runs'), failFast: false, family: () => [] };
    await expect(compareLive(a!, b!, suite, options)).rejects.toThrow(/\(python-type-hints\) none blocks/);
  });

  it('refuses to let one set of recordings answer for two prompts', async () => {
    await using project = await editedProject({
      'datasets/transcripts/terse/add.md': transcript('add', typed('recorded')),
    });
    const { code, stderr } = await vouch(['compare', 'agents/terse.md', '--base', 'main'], {
      cwd: project.path,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/recordings of "terse", which cannot tell two prompts apart/);
  });
});
