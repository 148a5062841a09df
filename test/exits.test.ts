import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startFakeMessagesApi } from './fake-messages-api.ts';
import { allTrials, conversing, countTrials, linesOf, liveEnv, runFiles } from './live-project.ts';
import { madeUpRunFile, names } from './made-up-run.ts';
import { smallProject } from './project.ts';
import { tempFolder, type TempFolder } from './temp-folder.ts';
import { vouch } from './vouch.ts';

/** A run in which `new` keeps nothing of what `old` keeps. */
function projectWithRun(): Promise<TempFolder> {
  return tempFolder({
    'reports/runs/2026-11-21/run.jsonl': madeUpRunFile({
      id: '2026-11-21',
      agents: ['old', 'new'],
      tasks: names('t', 12),
      repeats: 8,
      promises: ['type-hints'],
      verdict: ({ agent }) => (agent === 'new' ? 'broken' : 'kept'),
    }),
  });
}

const FULL_DISK = '/dev/full';

describe('a command whose reader goes away', () => {
  it('exits with what it found, and writes its files', async () => {
    await using project = await projectWithRun();
    const reporters = ['--reporter', 'terminal', '--reporter', 'json=comparison.json'];
    const args = ['compare', 'old', 'new', ...reporters];
    const compared = await vouch(args, { cwd: project.path, unread: ['stdout'] });
    expect(compared).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(JSON.parse(await readFile(project.file('comparison.json'), 'utf8'))).toMatchObject({ slots: 96 });
  });

  it('goes on with what it pays for: a run is whole, and reported', async () => {
    await using project = await smallProject();
    await using api = await startFakeMessagesApi({ answer: conversing() });
    const { code } = await vouch(['run', '--model', 'anthropic'], {
      cwd: project.path,
      env: liveEnv(api),
      unread: ['stdout', 'stderr'],
    });
    expect(code).toBe(0);
    const [path] = await runFiles(project);
    expect(countTrials(await linesOf(path!)).scored).toEqual(allTrials(1));
    expect(existsSync(path!.replace('run.jsonl', 'report.html'))).toBe(true);
  });
});

describe('a command whose output is lost on a full disk', () => {
  it.skipIf(!existsSync(FULL_DISK))(`says so and is not good (needs ${FULL_DISK})`, async () => {
    await using project = await projectWithRun();
    const { code, stderr } = await vouch(['report'], { cwd: project.path, into: FULL_DISK });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^vouch: stdout: cannot be written \(ENOSPC: .*; make room, .*\n$/);
  });
});
