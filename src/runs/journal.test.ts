import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../input/user-error.ts';
import type { RunHeader, RunLine, TrialLine } from './format.ts';
import { reopenJournal, RUN_FILE, startJournal } from './journal.ts';
import { lockRun } from './lock.ts';
import { readRun } from './read.ts';

const root = await mkdtemp(join(tmpdir(), 'vouch-journal-'));
afterAll(() => rm(root, { recursive: true }));

const header: RunHeader = {
  type: 'run',
  format: 1,
  id: 'r1',
  startedAt: '2026-11-21T04:00:00.000Z',
  vouch: '0.1.0',
  node: 'v24',
  packages: {},
  git: null,
  suite: { name: 's', path: 's.yaml', hash: 'h' },
  model: { provider: 'replay', params: {} },
  protocol: 1,
  maxTurns: 3,
  repeats: 1,
  agents: [],
  tasks: [],
  promises: [],
  trials: 2,
  allPromises: false,
};

function trial(task: string): TrialLine {
  return { type: 'trial', key: 'k', agent: 'a', task, repeat: 1, turns: [] };
}

async function linesOf(folder: string): Promise<RunLine[]> {
  return Array.fromAsync(readRun(folder));
}

describe('the journal of a run', () => {
  it('gives back the lines that were written, in order, however many are written at once', async () => {
    const folder = join(root, 'order');
    const tasks = Array.from({ length: 50 }, (_, index) => `t${index}`);
    {
      await using journal = await startJournal(folder, header);
      await Promise.all(tasks.map((task) => journal.write(trial(task))));
    }
    expect(await linesOf(folder)).toEqual([header, ...tasks.map(trial)]);
  });

  it('gives the folder free where its file cannot be opened, and so may who locked it', async () => {
    const folder = join(root, 'no-file');
    await mkdir(join(folder, RUN_FILE), { recursive: true });
    const lock = lockRun(folder);
    await expect(reopenJournal(folder, lock)).rejects.toThrow(UserError);
    lock[Symbol.dispose]();
    lockRun(folder)[Symbol.dispose]();
  });

  it('says what helps wherever it cannot be written: in a run that is there already, too', async () => {
    const folder = join(root, 'no-place');
    await mkdir(join(folder, RUN_FILE), { recursive: true });
    await mkdir(join(root, 'no-lock', 'run.lock'), { recursive: true });
    await writeFile(join(root, 'file'), '');
    const helps = 'allow writing there, or keep runs in another folder and name it with --output';
    for (const open of [
      () => reopenJournal(folder),
      () => reopenJournal(join(root, 'no-lock')),
      () => startJournal(join(root, 'file', 'run'), header),
    ])
      await expect(open()).rejects.toThrow(new RegExp(`: cannot be written \\(.*\\); ${helps}$`));
    expect(() => lockRun(join(root, 'no-lock'))).toThrow(UserError);
  });

  it('loses only the line that a killed process left unfinished', async () => {
    const folder = join(root, 'killed');
    {
      await using journal = await startJournal(folder, header);
      await journal.write(trial('whole'));
    }
    await appendFile(join(folder, RUN_FILE), '{"type":"trial","key":"k","ag');
    expect(await linesOf(folder)).toEqual([header, trial('whole')]);
    {
      await using journal = await reopenJournal(folder);
      await journal.write(trial('after'));
    }
    expect(await linesOf(folder)).toEqual([header, trial('whole'), trial('after')]);
  });

  it('gives back text with separators of lines and paragraphs in it', async () => {
    const folder = join(root, 'separators');
    {
      await using journal = await startJournal(folder, header);
      await journal.write(trial('a\u2028b\u2029c\r\nd'));
    }
    expect(await linesOf(folder)).toEqual([header, trial('a\u2028b\u2029c\r\nd')]);
  });

  it('never writes into the file of another run', async () => {
    const folder = join(root, 'twice');
    await (await startJournal(folder, header))[Symbol.asyncDispose]();
    await expect(startJournal(folder, header)).rejects.toThrow(UserError);
    expect(await readFile(join(folder, RUN_FILE), 'utf8')).toBe(`${JSON.stringify(header)}\n`);
  });

  it('names file and line of damage in the middle', async () => {
    const folder = join(root, 'damaged');
    await (await startJournal(folder, header))[Symbol.asyncDispose]();
    await appendFile(join(folder, RUN_FILE), `not json\n${JSON.stringify(trial('t'))}\n`);
    await expect(linesOf(folder)).rejects.toThrow(/run\.jsonl:2: not a line of JSON/);
  });

  it('refuses a run of another format, and a folder without a run', async () => {
    const folder = join(root, 'foreign');
    await (await startJournal(folder, header))[Symbol.asyncDispose]();
    await writeFile(join(folder, RUN_FILE), `${JSON.stringify({ ...header, format: 99 })}\n`);
    await expect(linesOf(folder)).rejects.toThrow(/run format 99, this version of Vouch reads format 1/);
    await expect(linesOf(join(root, 'nowhere'))).rejects.toThrow(/no run here/);
  });
});
