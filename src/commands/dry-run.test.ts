import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { madeUpRunFile } from '../../test/made-up-run.ts';
import { smallProject, TERSE } from '../../test/project.ts';
import { vouchHere } from '../../test/vouch.ts';

const execute = promisify(execFile);

describe.each([
  ['without a key', {}],
  ['with an empty key', { ANTHROPIC_API_KEY: '' }],
])('a dry run %s', (_, env) => {
  test.each([
    ['run', ['run'], 'Estimate: '],
    ['gate', ['gate', '--base', 'HEAD'], 'terse@HEAD against terse: '],
    ['compare', ['compare', 'agents/terse.md', '--base', 'HEAD'], 'terse@HEAD against terse: '],
  ])('of vouch %s tells its plan', async (_, args, said) => {
    await using project = await smallProject();
    const git = (...words: string[]): Promise<unknown> => execute('git', words, { cwd: project.path });
    await git('init', '--quiet');
    await git('add', '.');
    await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Base');
    await writeFile(project.file('agents/terse.md'), `${TERSE}Be brief.\n`);
    const { code, stdout, stderr } = await vouchHere([...args, '--model', 'anthropic', '--dry-run'], {
      cwd: project.path,
      env,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(said);
  });
});

test('an estimate names the run that it rests on so that no terminal obeys it', async () => {
  await using project = await smallProject({ 'reports/runs/r/run.jsonl': '' });
  const suite = { name: 'small', path: project.file('evals/small.yaml'), hash: 'suite' };
  await writeFile(
    project.file('reports/runs/r/run.jsonl'),
    madeUpRunFile({
      id: '\u001b[2J',
      agents: ['terse'],
      tasks: ['add'],
      promises: ['python-type-hints'],
      verdict: () => 'kept',
      header: { suite },
    }),
  );
  const { code, stdout } = await vouchHere(['run', '--model', 'anthropic', '--dry-run'], {
    cwd: project.path,
  });
  expect(code).toBe(0);
  expect(stdout).toContain(String.raw`(as in run \u{1b}[2J)`);
});
