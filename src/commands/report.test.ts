import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { madeUpRunFile } from '../../test/made-up-run.ts';
import { tempFolder, type TempFolder } from '../../test/temp-folder.ts';
import { vouchHere } from '../../test/vouch.ts';

/** Two agents on three tasks; `b` breaks `p2` on all of them. */
function projectWithRun(): Promise<TempFolder> {
  return tempFolder({
    'reports/runs/2026-11-21/run.jsonl': madeUpRunFile({
      id: '2026-11-21',
      agents: ['a', 'b'],
      tasks: ['t1', 't2', 't3'],
      promises: ['p1', 'p2'],
      verdict: ({ agent, promise }) => (agent === 'b' && promise === 'p2' ? 'broken' : 'kept'),
    }),
  });
}

test('several reporters tell one run, each on stdout or into its own file', async () => {
  await using project = await projectWithRun();
  const told = await vouchHere(
    [
      'report',
      '--reporter',
      'terminal',
      '--reporter',
      'junit=ci/junit.xml',
      '--reporter',
      'csv=ci/verdicts.csv',
    ],
    { cwd: project.path },
  );
  expect(told).toMatchObject({ code: 0, stderr: '' });
  expect(told.stdout).toMatch(/^made-up {2}2 agents × 3 tasks/);
  const junit = await readFile(project.file('ci/junit.xml'), 'utf8');
  expect(junit).toContain('<testsuites name="made-up" tests="4" failures="1" errors="0">');
  expect(junit).toContain(
    'message="kept 0 of 3 (0 %, 95 % interval 0–56 %)" type="broken">broken on: t1, t2, t3\n',
  );
  const csv = (await readFile(project.file('ci/verdicts.csv'), 'utf8')).split('\r\n');
  expect(csv).toHaveLength(14);
  expect(csv[1]).toBe(
    '2026-11-21,2026-11-21T04:00:00.000Z,made-up,a,replay,t1,endpoint,1,p1,block,p1@1,kept,,p1 is kept,,,',
  );
});

test('a report for the terminal has its colours on stdout and none in a file', async () => {
  await using project = await projectWithRun();
  vi.stubEnv('FORCE_COLOR', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const told = await vouchHere(['report', '--reporter', 'terminal', '--reporter', 'terminal=told.txt'], {
    cwd: project.path,
  });
  expect(told.stdout).not.toBe(stripVTControlCharacters(told.stdout));
  expect(await readFile(project.file('told.txt'), 'utf8')).toBe(stripVTControlCharacters(told.stdout));
});

test('on GitHub a broken promise stands at the line of the prompt that makes it, and in the step summary', async () => {
  await using project = await projectWithRun();
  const summary = project.file('summary.md');
  const told = await vouchHere(['report', '--reporter', 'github'], {
    cwd: project.path,
    env: { GITHUB_STEP_SUMMARY: summary },
  });
  expect(told.stdout).toBe(
    '::error file=agents/b.md,line=7,title=b%3A p2::kept 0 of 3 (0 %25, 95 %25 interval 0–56 %25); for example t1: p2 is broken\n',
  );
  expect(await readFile(summary, 'utf8')).toMatch(/^# made\\-up\n/);
});

test('two reporters do not write one file, in whatever way it is named', async () => {
  await using project = await projectWithRun();
  const told = await vouchHere(['report', '--reporter', 'junit=out', '--reporter', 'csv=./out'], {
    cwd: project.path,
  });
  expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining('two reporters write') as string });
});

test('flags that only a history has are refused for a run, instead of reporting the newest', async () => {
  await using project = await projectWithRun();
  for (const flag of ['--suite', '--sentinel'])
    expect(await vouchHere(['report', flag, 'other'], { cwd: project.path })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`${flag} is for --history`) as string,
    });
});

test('a document is never mixed with other text, and an unknown reporter is named', async () => {
  await using project = await projectWithRun();
  const mixed = await vouchHere(['report', '--reporter', 'json', '--reporter', 'terminal'], {
    cwd: project.path,
  });
  expect(mixed.code).toBe(2);
  expect(mixed.stderr).toContain('give it a file: --reporter json=FILE');
  const unknown = await vouchHere(['report', '--reporter', 'xml'], { cwd: project.path });
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain(
    'unknown reporter "xml"; here are terminal, markdown, json, html, junit, github, csv',
  );
});
