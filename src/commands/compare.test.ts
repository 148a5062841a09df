import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type MadeUpRun, madeUpRunFile, names } from '../../test/made-up-run.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { type Finished, vouchHere as vouch } from '../../test/vouch.ts';

const BASE: MadeUpRun = {
  id: '2026-11-20T04-00-00Z-aaaaaa',
  agents: ['old', 'new'],
  tasks: names('t', 12),
  repeats: 8,
  promises: ['type-hints', 'json-errors'],
  verdict: ({ agent, promise, task }) =>
    agent === 'new' && promise === 'json-errors' && task === 't1' ? 'broken' : 'kept',
};

function runs(...given: MadeUpRun[]): Promise<TempFolder> {
  return tempFolder(Object.fromEntries(given.map((run) => [`${run.id}/run.jsonl`, madeUpRunFile(run)])));
}

function compare(folder: TempFolder, ...args: string[]): Promise<Finished> {
  return vouch(['compare', ...args, '--output', folder.path]);
}

const LOST: MadeUpRun['verdict'] = ({ agent, promise, task }) =>
  agent === 'new' && promise === 'json-errors' && ['t1', 't2', 't3'].includes(task) ? 'broken' : 'kept';

describe('vouch compare', () => {
  it('exits with 1 and tells what broke, where, and how sure that is', async () => {
    await using folder = await runs({ ...BASE, verdict: LOST });
    const { code, stdout, stderr } = await compare(folder, 'old', 'new');
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'json-errors: kept 96/96 → 72/96. In 24 comparisons B broke what A kept, in none the reverse: more than a million:1 evidence against "no change" (bar with 2 promises: 60:1). Drop 25 points (between ',
    );
    expect(stdout).toContain(
      'type-hints: no drop of 10 points or more (at most 3.4, 95 % sure). 96 comparisons, all kept.',
    );
    expect(stdout).toContain('json-errors  worse: t1 8/8, t2 8/8, t3 8/8');
    expect(stdout).toContain(`${BASE.id}/run.jsonl`);
    expect(stdout).not.toMatch(/\bp\b|significan/);
  });

  it('links both answers on the page of their run, where there is one', async () => {
    await using folder = await runs({ ...BASE, verdict: LOST });
    await writeFile(folder.file(`${BASE.id}/report.html`), '');
    const { stdout } = await compare(folder, 'old', 'new', '--examples', '1');
    expect(stdout).toContain(`${BASE.id}/report.html#/trials/old/t1/1`);
    expect(stdout).toContain(`${BASE.id}/report.html#/trials/new/t1/1`);
    expect(stdout).toContain('2 more with both answers: --examples 3');
  });

  it('shows which repeats disagree, and says so of one task only', async () => {
    const verdict: MadeUpRun['verdict'] = ({ agent, repeat }) =>
      agent === 'new' && repeat > 6 ? 'broken' : 'kept';
    await using folder = await runs({ ...BASE, tasks: ['t1'], promises: ['type-hints'], verdict });
    const { stdout } = await compare(folder, 'old', 'new');
    expect(stdout).toMatch(/type-hints +8\/8 +6\/8 .* 100 % → 0 % /);
    expect(stdout).toContain('Flaky in B: repeats disagree\n  type-hints  t1 6/8\n');
    expect(stdout).toContain('Verdicts are about this task only.');
  });

  it('explains a regression of the mean that no single promise shows alone', async () => {
    const promises = names('p', 12);
    const verdict: MadeUpRun['verdict'] = ({ agent, promise, task }) =>
      agent === 'new' && promise === `p${task.slice(1)}` ? 'broken' : 'kept';
    await using folder = await runs({ ...BASE, repeats: 1, promises, verdict });
    const { code, stdout } = await compare(folder, 'old', 'new');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nREGRESSION\n {2}mean over promises: B keeps 8\.3 points fewer over 12 comparisons: /,
    );
  });

  it('exits with 0 when nothing got worse', async () => {
    await using folder = await runs({ ...BASE, verdict: () => 'kept' });
    const { code, stdout } = await compare(folder, 'old', 'new');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NO REGRESSION {2}12 tasks × 8, 96 comparisons\n/);
  });

  it('exits with 3 when the trials cannot decide, and says what they could show at most', async () => {
    await using folder = await runs({ ...BASE, repeats: 1 });
    const { code, stdout } = await compare(folder, 'old', 'new');
    expect(code).toBe(3);
    expect(stdout).toContain(
      '12 tasks once can only show drops of 75 points or more: 9 one-way flips are needed, 12 are possible.',
    );
    expect(stdout).toMatch(
      /json-errors: 1 worse, 0 better of 12\. A drop of up to [\d.]+ points is still possible/,
    );
  });

  it('compares one agent in two runs, by id, by its beginning, or by folder', async () => {
    const later: MadeUpRun = { ...BASE, id: '2026-11-21T04-00-00Z-bbbbbb', agents: ['new'], verdict: LOST };
    await using folder = await runs({ ...BASE, agents: ['new'], verdict: () => 'kept' }, later);
    expect(await compare(folder, '2026-11-20', '2026-11-21')).toMatchObject({ code: 1 });
    expect(await compare(folder, '2026-11-21#new', folder.file(BASE.id))).toMatchObject({ code: 0 });
  });

  it('prints one JSON document on request', async () => {
    await using folder = await runs({ ...BASE, repeats: 2 });
    const { code, stdout } = await compare(folder, 'old', 'new', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      verdict: 'undecided',
      slots: 24,
      a: { agent: 'old' },
      b: { agent: 'new' },
    });
  });

  it.each([
    [['old', 'nobody'], /nobody.*old, new/],
    [['old', 'old'], /the same trials/],
    [[BASE.id, 'new'], /has 2 agents; name one of them: .*#old/],
    [['old', 'new', '--margin', '10'], /between 0 and 1/],
    [['old', 'new', '--alpha', '0.5'], /--alpha.* Expected a number between 0 and 0\.5, for example 0\.05/],
    [['old', 'new', '--filter', 'kind=endpoint', '-n', '2'], /stored.*leave --filter and --first-n away/],
    [['old', 'new', '--model', 'replay'], /leave --model away/],
    [['old', 'new', '--max-rounds', '2'], /leave --max-rounds away/],
    [['old', 'new', '--all-promises'], /leave --all-promises away/],
    [['old', 'new', '--suite', 'x', '--cache', 'y'], /leave --suite and --cache away/],
    [['a.md', 'b.md', '--run', 'newest'], /agent files.*leave --run away/],
    [['old', 'new', '--batch', '--max-cost', '5'], /leave --batch and --max-cost away/],
  ])('exits with 2 and one line for %j', async (args, message) => {
    await using folder = await runs(BASE);
    const { code, stdout, stderr } = await compare(folder, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
