import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startFakeMessagesApi } from './fake-messages-api.ts';
import { allTrials, conversing, countTrials, linesOf, liveEnv, runFiles, TYPED } from './live-project.ts';
import { madeUpRunFile, names } from './made-up-run.ts';
import { smallProject, transcript } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { vouch, vouchHere } from './vouch.ts';

/** A small project, with a run in which `new` keeps nothing of what `old` keeps. */
function projectWithRun(): Promise<TempFolder> {
  return smallProject({
    'datasets/transcripts/terse/add.md': transcript('add', TYPED),
    'datasets/labels/terse.csv': 'task,promise,label\nadd,python-type-hints,kept\n',
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

/** Files that cannot be written or read, whoever runs the tests: what makes them so, the command, and what its one line must say. */
const REFUSED: Record<
  string,
  { spoil?: (project: TempFolder) => Promise<unknown>; args: string[]; says: RegExp }
> = {
  'a baseline that cannot be written': {
    spoil: async (project) => {
      await mkdir(project.file('reports/baselines'));
      await symlink('nowhere/made-up.json', project.file('reports/baselines/made-up.json'));
    },
    args: ['bless', '--yes'],
    says: /baselines\/made-up\.json: no such file or directory \(ENOENT\); make it, or name another place$/,
  },
  'measured scorers that cannot be written': {
    spoil: (project) => mkdir(project.file('evals/promises.calibration.json')),
    args: ['calibrate', '--write'],
    says: /evals\/promises\.calibration\.json: .* \(EISDIR\); a file was expected: move the folder away/,
  },
  'a step summary that cannot be written': {
    args: ['report', '--reporter', 'github'],
    says: /nowhere\/summary\.md: the step summary cannot be written .*; GITHUB_STEP_SUMMARY has to name a file/,
  },
  'a run file that is a folder': {
    spoil: (project) => mkdir(project.file('reports/runs/2026-11-22/run.jsonl'), { recursive: true }),
    args: ['report'],
    says: /2026-11-22\/run\.jsonl: is a folder, a file was expected$/,
  },
  'a run file that is a folder, where only heads of lines are read': {
    spoil: (project) => mkdir(project.file('reports/runs/2026-11-22/run.jsonl'), { recursive: true }),
    args: ['merge', '2026-11-22'],
    says: /2026-11-22\/run\.jsonl: is a folder, a file was expected$/,
  },
};

describe('what the operating system refuses', () => {
  for (const [refused, { spoil, args, says }] of Object.entries(REFUSED)) {
    it(`is told in one line and exit code 2: ${refused}`, async () => {
      await using project = await projectWithRun();
      await spoil?.(project);
      const { code, stderr } = await vouchHere(args, {
        cwd: project.path,
        env: { GITHUB_STEP_SUMMARY: 'nowhere/summary.md' },
      });
      expect(stderr.trimEnd()).toMatch(says);
      expect(stderr).toMatch(/^vouch: .*\n$/);
      expect(code).toBe(2);
    });
  }
});

describe('a bug of Vouch', () => {
  it.each([
    ['in a command', "()=>{throw new TypeError('made up')}"],
    ['beside it', "()=>{setImmediate(()=>{throw new TypeError('made up')});return true}"],
  ])('%s is told with its stack, and is no regression', async (_, write) => {
    const spoilt = `data:text/javascript,process.stdout.write=${encodeURIComponent(write)}`;
    const { code, stderr } = await vouch(['--version'], { env: { NODE_OPTIONS: `--import=${spoilt}` } });
    expect(stderr).toMatch(/^TypeError: made up\n {4}at [^]*\nvouch: this is a bug in Vouch .*\n$/);
    expect(code).toBe(2);
  });
});
