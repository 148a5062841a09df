import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../src/reports/report.ts';
import type { RunLine } from '../src/runs/format.ts';
import {
  type FakeMessagesApi,
  type FakeReply,
  type FakeRequest,
  startFakeMessagesApi,
} from './fake-messages-api.ts';
import { allTrials, conversing, countTrials, linesOf, liveEnv, runFiles } from './live-project.ts';
import { smallProject, TERSE } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { type Finished, vouch as vouchProcess, vouchHere } from './vouch.ts';

interface Sitting {
  readonly project: TempFolder;
  readonly api: FakeMessagesApi;
  vouch(...args: string[]): Promise<Finished>;
}

async function sitDown(
  work: (sitting: Sitting) => Promise<void>,
  answer: (request: FakeRequest) => FakeReply = conversing(),
): Promise<void> {
  await using project = await smallProject();
  await using api = await startFakeMessagesApi({ answer });
  const vouch = (...args: string[]): Promise<Finished> =>
    vouchHere(args, { cwd: project.path, env: liveEnv(api) });
  await work({ project, api, vouch });
}

/** Leaves only the first trials of the newest run, as a killed process would. */
async function cutAfter(project: TempFolder, trials: number): Promise<string> {
  const path = (await runFiles(project)).at(-1)!;
  const lines = (await readFile(path, 'utf8')).split('\n');
  const kept = lines.slice(0, 1 + 2 * trials);
  await writeFile(path, kept.map((line) => `${line}\n`).join(''));
  return path;
}

describe('the answers of a live run', () => {
  it('are used by the next run of the same suite, which then pays nothing and says so', async () => {
    await sitDown(async ({ project, api, vouch }) => {
      expect((await vouch('run', '--model', 'anthropic', '--json')).code).toBe(0);
      expect(api.requests).toHaveLength(8);
      expect((await vouch('run', '--model', 'anthropic', '--json', '--repeat', '2')).code).toBe(0);
      expect(api.requests).toHaveLength(16);
      const [first, second] = await Promise.all((await runFiles(project)).map(linesOf));
      const reused = (lines: readonly RunLine[]): (boolean | undefined)[] =>
        lines.flatMap((line) => (line.type === 'trial' ? line.turns.map((turn) => turn.reused) : []));
      expect(reused(first!)).toEqual(Array.from({ length: 8 }, () => undefined));
      expect(reused(second!).filter((isReused) => isReused)).toHaveLength(8);
    });
  });

  it('are asked for anew with --fresh, which a later run then uses', async () => {
    await sitDown(async ({ project, api, vouch }) => {
      const agents = ['--agents', 'agents/terse.md', '--model', 'anthropic', '--json'];
      await vouch('run', ...agents);
      await vouch('run', ...agents, '--fresh');
      expect(api.requests).toHaveLength(4);
      await vouch('run', ...agents);
      expect(api.requests).toHaveLength(4);
      const answers = await Promise.all(
        (await runFiles(project)).map(async (path) =>
          (await linesOf(path)).flatMap((line) =>
            line.type === 'trial' ? line.turns.map((turn) => turn.assistant) : [],
          ),
        ),
      );
      expect(answers[1]!.toSorted()).not.toEqual(answers[0]!.toSorted());
      expect(answers[2]!.toSorted()).toEqual(answers[1]!.toSorted());
    });
  });

  it('stay those of a fresh run when it is resumed: older ones are not taken', async () => {
    await sitDown(async ({ project, api, vouch }) => {
      const agents = ['--agents', 'agents/terse.md', '--model', 'anthropic', '--json', '-j', '1'];
      await vouch('run', ...agents);
      await vouch('run', ...agents, '--fresh');
      await cutAfter(project, 0);
      expect((await vouch('run', '--resume', '--json')).code).toBe(0);
      // The answers of the fresh run were stored before it was killed.
      expect(api.requests).toHaveLength(4);
      expect((await vouch('run', '--resume', '--fresh')).stderr).toMatch(/--fresh is for a new run/);
    });
  });

  it('stay those of a fresh run although the clock was set back while it ran', async () => {
    await sitDown(async ({ project, api, vouch }) => {
      await vouch('run', '--model', 'anthropic', '--fresh');
      await cutAfter(project, 0);
      using cache = new DatabaseSync(project.file('reports/cache/answers.sqlite'));
      cache.exec('UPDATE answers SET stored_at = stored_at - 3600000');
      expect((await vouch('run', '--resume')).code).toBe(0);
      expect(api.requests).toHaveLength(8);
    });
  });

  it('never come from a failed call, and cut ones are answers', async () => {
    let refuse = true;
    const answer = (request: FakeRequest): FakeReply => {
      if (JSON.stringify(request.body.messages).includes('greets'))
        return refuse ? { status: 403 } : { text: 'hello', stopReason: 'max_tokens' };
      return { text: 'cut', stopReason: 'max_tokens' };
    };
    await sitDown(async ({ api, vouch }) => {
      const args = ['run', '--agents', 'agents/terse.md', '--model', 'anthropic', '--json', '-j', '1'];
      await vouch(...args);
      expect(api.requests).toHaveLength(2);
      refuse = false;
      await vouch(...args);
      expect(api.requests).toHaveLength(3);
      await vouch(...args);
      expect(api.requests).toHaveLength(3);
    }, answer);
  });

  it('may stand elsewhere, and a file that is no cache is refused before anything is paid', async () => {
    await sitDown(async ({ project, api, vouch }) => {
      await vouch('run', '--model', 'anthropic', '--json', '--cache', 'elsewhere/answers');
      expect(await readFile(project.file('elsewhere/answers'))).not.toHaveLength(0);
      const { code, stderr } = await vouch('run', '--model', 'anthropic', '--cache', 'agents/terse.md');
      expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toMatch(/agents\/terse\.md: is damaged, or no answers cache/);
      expect(await readFile(project.file('agents/terse.md'), 'utf8')).toBe(TERSE);
      expect(api.requests).toHaveLength(8);
    });
  });
});

describe('the votes of a judge', () => {
  it('are paid once, for the run that asked for them, the next ones, and scoring again', async () => {
    const vote = JSON.stringify({ quotes: [], reason: 'Nothing polite is said.', verdict: 'broken' });
    await sitDown(
      async ({ project, api }) => {
        // A process of its own: the judge takes its key from there.
        const vouch = (...args: string[]): Promise<Finished> =>
          vouchProcess(args, { cwd: project.path, env: liveEnv(api) });
        await appendFile(
          project.file('evals/promises.yaml'),
          `  - id: polite\n    title: Is polite\n    stated: ['type hints?']\n    scorer: { rubric: The user is greeted. }\n`,
        );
        await appendFile(project.file('evals/small.yaml'), 'judge: { model: haiku, votes: 3 }\n');
        const args = ['run', '--model', 'anthropic', '--agents', 'agents/terse.md', '--json'];
        const first = await vouch(...args);
        expect(first).toMatchObject({ code: 0, stderr: '' });
        expect(api.requests).toHaveLength(2 * (1 + 3));
        expect((await vouch(...args)).code).toBe(0);
        expect((await vouch('score', '--json')).code).toBe(0);
        expect(api.requests).toHaveLength(8);
        const [, again] = await Promise.all((await runFiles(project)).map(linesOf));
        const reused = again!.flatMap((line) =>
          line.type === 'scored'
            ? line.verdicts.flatMap(({ promise, reused }) => (promise === 'polite' ? [reused] : []))
            : [],
        );
        expect(reused).toEqual([true, true, true, true]);
      },
      ({ body }) => ('output_config' in body ? vote : conversing()({ body } as FakeRequest)),
    );
  });
});

describe('vouch run --resume', () => {
  it('names a damaged run instead of calling it whole', async () => {
    await sitDown(async ({ project, vouch }) => {
      await vouch('run', '--model', 'anthropic');
      // What a file may hold after a power failure, where nothing was written to the disk yet.
      await appendFile(await cutAfter(project, 1), '\0'.repeat(100) + '\n');
      const { code, stderr } = await vouch('run', '--resume');
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(
          /^vouch: nothing to resume: \S+run\.jsonl:4: not a line of JSON: the run file was damaged; start one without --resume$/m,
        ),
      });
    });
  });

  it('asks again for what failed, and the new trials take the place of the failed ones', async () => {
    let isDown = true;
    const talk = conversing();
    await sitDown(
      async ({ project, api, vouch }) => {
        const broken = await vouch('run', '--model', 'anthropic', '--json', '-j', '1');
        expect(broken.code).toBe(2);
        expect(broken.stderr).toMatch(/stopped early: .*\n.*go on with:\n {2}vouch run --resume \S+\n$/);
        const before = api.requests.length;
        isDown = false;
        const { code, stdout, stderr } = await vouch('run', '--resume', '--json');
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect((JSON.parse(stdout) as Report).run.trials).toMatchObject({
          planned: 4,
          finished: 4,
          failed: 0,
        });
        const [path] = await runFiles(project);
        expect(countTrials(await linesOf(path!))).toEqual({ answered: allTrials(1), scored: allTrials(1) });
        expect(api.requests.length - before).toBe(8);
      },
      (request) => (isDown ? { status: 401 } : talk(request)),
    );
  });

  it('leaves errors that another try would not mend, and says when nothing is left to do', async () => {
    const talk = conversing();
    await sitDown(
      async ({ api, vouch }) => {
        expect((await vouch('run', '--model', 'anthropic', '--json')).code).toBe(0);
        const before = api.requests.length;
        const { code, stdout, stderr } = await vouch('run', '--resume');
        expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
        expect(stderr).toMatch(
          /^vouch: nothing to resume: every run of suite "small" in reports\/runs is whole/,
        );
        expect(api.requests).toHaveLength(before);
      },
      (request) =>
        JSON.stringify(request.body.messages).includes('greets') ? { status: 400 } : talk(request),
    );
  });

  it('remembers what the run was asked for', async () => {
    await sitDown(async ({ project, api, vouch }) => {
      await vouch(
        'run',
        '--model',
        'anthropic:claude-haiku-4-5',
        '--agents',
        'agents/terse.md',
        '--filter',
        'id=add',
        '--repeat',
        '3',
        '-j',
        '1',
        '--json',
      );
      const path = await cutAfter(project, 1);
      const resumed = await vouch('run', '--resume', '--json', '--cache', 'new/answers.sqlite');
      expect(resumed).toMatchObject({ code: 0, stderr: '' });
      expect(countTrials(await linesOf(path)).scored).toEqual(['terse add 1', 'terse add 2', 'terse add 3']);
      expect(api.requests.slice(3).map(({ body }) => body.model)).toEqual([
        'claude-haiku-4-5',
        'claude-haiku-4-5',
      ]);
    });
  });

  it.each([
    [
      'an agent',
      (project: TempFolder) => appendFile(project.file('agents/terse.md'), 'Be brief.\n'),
      [],
      /agent terse: its prompt/,
    ],
    [
      'a new agent',
      (project: TempFolder) => writeFile(project.file('agents/third.md'), TERSE),
      [],
      /agent third is new/,
    ],
    [
      'a task',
      async (project: TempFolder) => {
        const tasks = project.file('datasets/tasks.csv');
        await writeFile(
          tasks,
          (await readFile(tasks, 'utf8')).replace('adds two numbers.', 'adds three numbers.'),
        );
      },
      [],
      /task add: its text/,
    ],
    [
      'a promise',
      async (project: TempFolder) => {
        const promises = project.file('evals/promises.yaml');
        await writeFile(
          promises,
          (await readFile(promises, 'utf8')).replace('scorer: tests-included', 'scorer: pep8'),
        );
      },
      [],
      /promise tests-included: its definition/,
    ],
    [
      'the parameters',
      (project: TempFolder) => appendFile(project.file('evals/small.yaml'), 'params: { maxTokens: 500 }\n'),
      [],
      /params \(.*32000.* then, .*500.* now\)/,
    ],
    ['the model', async () => undefined, ['--model', 'anthropic:sonnet'], /agent careful: its model/],
    ['the repeats', async () => undefined, ['--repeat', '2'], /repeats \(1 then, 2 now\)/],
  ])('refuses to go on when %s changed, and names it', async (_, change, args, message) => {
    await sitDown(async ({ project, api, vouch }) => {
      await vouch('run', '--model', 'anthropic', '--json');
      const path = await cutAfter(project, 2);
      const before = await readFile(path);
      await change(project);
      const { code, stderr } = await vouch('run', '--resume', ...args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/cannot be gone on with, because this changed since it began/);
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(await readFile(path)).toEqual(before);
      expect(api.requests).toHaveLength(8);
    });
  });

  it('refuses a run that another process writes to', async () => {
    await sitDown(async ({ project, vouch }) => {
      await vouch('run', '--model', 'anthropic', '--json');
      const path = await cutAfter(project, 2);
      const other = new DatabaseSync(join(dirname(path), 'run.lock'));
      other.exec('BEGIN EXCLUSIVE');
      const { code, stderr } = await vouch('run', '--resume');
      other.close();
      expect(code).toBe(2);
      expect(stderr).toMatch(/another process writes to this run/);
      expect((await vouch('run', '--resume', '--json')).code).toBe(0);
    });
  });

  it('scores what was answered after a scoring that was cut short', async () => {
    await sitDown(async ({ project, api, vouch }) => {
      await vouch('run', '--model', 'anthropic', '--json');
      await vouch('score', '--json');
      const [path] = await runFiles(project);
      const lines = (await readFile(path!, 'utf8')).trimEnd().split('\n');
      await writeFile(path!, `${lines.slice(0, -2).join('\n')}\n`);
      const { code, stdout } = await vouch('run', '--resume', '--json');
      expect(code).toBe(0);
      expect((JSON.parse(stdout) as Report).cells.map(({ kept, broken }) => kept + broken)).toEqual([
        2, 2, 2, 2,
      ]);
      expect(api.requests).toHaveLength(8);
    });
  });
});
