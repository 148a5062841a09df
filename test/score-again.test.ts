import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HeardRun, reportOf } from '../src/reports/report-of.ts';
import type { ScoredLine } from '../src/runs/format.ts';
import { RUN_FILE } from '../src/runs/journal.ts';
import { score, type ScoreOptions } from '../src/score.ts';
import { linesOf } from './live-project.ts';
import { smallProject, transcript } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { vouch } from './vouch.ts';

const promise = (id: string, scorer: string, more = ''): string =>
  `  - { id: ${id}, title: Title of ${id}, stated: ['type hints?'], scorer: ${scorer}${more} }\n`;

const TYPED = promise('returns-typed', "{ regex: { pattern: '-> ?\\w', in: code } }");
const HINTS = promise('python-type-hints', 'python-type-hints');
const SHORT = promise('short', '{ file: checks/short.ts }');
const ONLY_ADD = ', applies: { task: [add] }';

const ADD = '```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```\n';
const GREET = '```python\ndef greet(name):\n    print(name)\n```\n';

/** A run of one agent on two tasks, judged by a pattern, a scorer of Vouch, and a module of the user's own. */
async function storedRun(
  answers: Readonly<Record<string, string>> = { add: ADD, greet: GREET },
): Promise<TempFolder & { readonly run: string; readonly suite: string }> {
  const transcripts = Object.entries(answers).map(([task, answer]) => [
    `datasets/transcripts/terse/${task}.md`,
    transcript(task, answer),
  ]);
  const project = await smallProject({
    'evals/small.yaml':
      'agents: ../agents/terse.md\ndatasets: ../datasets/tasks.csv\npromises: promises.yaml\nreplay: ../datasets/transcripts\n',
    'evals/promises.yaml': `promises:\n${TYPED}${HINTS}${SHORT}`,
    'evals/checks/short.ts': `export default (answer: { turns: { text: string }[] }): boolean => answer.turns[0].text.length < 100;\n`,
    ...(Object.fromEntries(transcripts) as Record<string, string>),
  });
  expect((await vouch(['run', '--no-progress'], { cwd: project.path })).code).toBe(0);
  const runs = join(project.path, 'reports/runs');
  const [id] = await readdir(runs);
  return Object.assign(project, { run: join(runs, id!), suite: join(project.path, 'evals/small.yaml') });
}

/** Rewrites the stored verdicts, by which one sees later which of them stand. */
async function mark(run: string, change: (line: ScoredLine) => ScoredLine = (line) => line): Promise<void> {
  const marked = (await linesOf(join(run, RUN_FILE))).map((line) => {
    if (line.type !== 'scored') return line;
    const verdicts = line.verdicts.map((verdict) => ({ ...verdict, why: 'As before.' }));
    return change({ ...line, verdicts });
  });
  await writeFile(join(run, RUN_FILE), marked.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Scores the run again; the promises whose verdicts stand, by task. */
async function standing(run: string, options: ScoreOptions = {}): Promise<Record<string, string[]>> {
  const before = (await linesOf(join(run, RUN_FILE))).length;
  await score(run, options);
  const added = (await linesOf(join(run, RUN_FILE))).slice(before).filter((line) => line.type === 'scored');
  expect(added.map(({ verdicts }) => verdicts.length)).toEqual([3, 3]);
  return Object.fromEntries(
    added.map(({ task, verdicts }) => [
      task,
      verdicts.filter(({ why }) => why === 'As before.').map(({ promise: id }) => id),
    ]),
  );
}

const ALL = ['returns-typed', 'python-type-hints'];

describe('scoring again', { timeout: 30_000 }, () => {
  it.each<[string, { catalogue?: string; change?: (line: ScoredLine) => ScoredLine } & ScoreOptions, object]>(
    [
      ['judges nothing but by modules of the user where nothing has changed', {}, { add: ALL, greet: ALL }],
      ['judges everything if asked to', { anew: true }, { add: [], greet: [] }],
      [
        'judges by a promise that is defined in another way now',
        { catalogue: TYPED.replace('-> ?', '-> *') + HINTS + SHORT },
        { add: ['python-type-hints'], greet: ['python-type-hints'] },
      ],
      [
        'judges by a promise that is about other tasks now',
        { catalogue: TYPED + HINTS.replace(' }\n', `${ONLY_ADD} }\n`) + SHORT },
        { add: ['returns-typed'], greet: ['returns-typed'] },
      ],
      [
        'judges nothing anew for another title',
        { catalogue: TYPED.replace('Title of', 'Another title of') + HINTS + SHORT },
        { add: ALL, greet: ALL },
      ],
      [
        'judges what other code judged',
        { change: (line) => (line.task === 'add' ? { ...line, code: '0123456789abcdef' } : line) },
        { add: [], greet: ALL },
      ],
      [
        'judges what an earlier version judged, which did not say by what code',
        { change: (line) => ({ ...line, code: undefined }) },
        { add: [], greet: [] },
      ],
      [
        'judges again where a scorer had failed',
        {
          change: (line) => ({
            ...line,
            verdicts: line.verdicts.map((verdict) =>
              verdict.promise === 'returns-typed' && line.task === 'greet'
                ? { ...verdict, verdict: 'unscored', cause: 'scorer-failed' }
                : verdict,
            ),
          }),
        },
        { add: ALL, greet: ['python-type-hints'] },
      ],
    ],
  )('%s', async (_, { catalogue, change, ...options }, expected) => {
    await using project = await storedRun();
    const { run, suite } = project;
    await mark(run, change);
    if (catalogue !== undefined)
      await writeFile(join(project.path, 'evals/promises.yaml'), `promises:\n${catalogue}`);
    expect(await standing(run, { ...options, suite })).toEqual(expected);
  });

  it('goes on where a scoring was cut short: what it judged stands', async () => {
    await using project = await storedRun();
    const { run, suite } = project;
    const other = `promises:\n${TYPED.replace('-> ?', '-> *')}${HINTS}${SHORT}`;
    await writeFile(join(project.path, 'evals/promises.yaml'), other);
    await score(run, { suite });
    const lines = await linesOf(join(run, RUN_FILE));
    // Without its last line on one of them the second scoring did not reach every trial.
    const lost = lines.findLastIndex((line) => line.type === 'scored' && line.task === 'greet');
    const left = lines.toSpliced(lost, 1).map((line) => `${JSON.stringify(line)}\n`);
    await writeFile(join(run, RUN_FILE), left.join(''));
    await mark(run);
    expect(await standing(run, { suite })).toEqual({ add: ALL, greet: ['python-type-hints'] });
  });

  it('tells how many verdicts stand and which promises were judged', async () => {
    await using project = await storedRun();
    const { run } = project;
    const again = (...flags: string[]): Promise<{ stderr: string }> =>
      vouch(['score', run, '--json', ...flags], { cwd: project.path });
    expect((await again()).stderr).toBe('note: 4 verdicts stand; judged anew: short\n');
    expect((await again('--anew')).stderr).toBe('note: every promise was judged anew\n');
    await writeFile(join(project.path, 'evals/promises.yaml'), `promises:\n${TYPED}${HINTS}`);
    expect((await again()).stderr).toBe(
      'note: 4 verdicts stand: nothing that gave them has changed (--anew judges again)\n',
    );
  });

  it('lets stand what was said of a trial without an answer', async () => {
    await using project = await storedRun({ add: ADD });
    const { run, suite } = project;
    await writeFile(join(project.path, 'evals/promises.yaml'), `promises:\n${TYPED}${HINTS}`);
    expect(await score(run, { suite })).toEqual({ standing: 4, judged: new Map() });
  });

  it('reports what the run file says, which it need not read again for that', async () => {
    await using project = await storedRun();
    const { run, suite } = project;
    await mark(run, (line) => ({
      ...line,
      verdicts: line.verdicts.map((verdict) => ({ ...verdict, verdict: 'broken' })),
    }));
    for (const anew of [false, true]) {
      const heard = new HeardRun(run);
      await score(run, {
        anew,
        suite,
        onLine: (line, place) => heard.add(line, place),
      });
      const { report, scoring, bodies, index } = heard.reported(run);
      expect(report).toEqual(await reportOf(run));
      expect(scoring).toBe(anew ? 2 : 1);
      const codes = index?.trials.map(({ trial }) => [index.header.tasks[trial.task]?.id, trial.verdicts]);
      expect(Object.fromEntries(codes ?? [])).toEqual({ add: anew ? 'kkk' : 'bbk', greet: 'bbk' });
      const shown = await Array.fromAsync(bodies!([{ agent: 'terse', task: 'greet', repeat: 1 }]));
      const verdicts = shown.flatMap((body) => (body.verdicts === undefined ? [] : [body.verdicts]));
      const last = (await linesOf(join(run, RUN_FILE))).findLast(
        (line) => line.type === 'scored' && line.task === 'greet',
      );
      expect(verdicts.map((json) => ({ ...last, verdicts: JSON.parse(json) as unknown }))).toEqual([last]);
    }
  });

  it.each([
    ['"verdicts":[{"promise":', '"verdicts":[{"promise";', /no scored line stands at byte \d+/],
    ['{"type":"ended"', 'null\n{"type":"ended"', /:6: not a line of a run that this version of Vouch reads/],
    ['"reason":"whole"', '"reason":"tired"', /:6: not a line of a run that this version of Vouch reads/],
  ])('says where a run file is damaged: %s', async (written, damaged, message) => {
    await using project = await storedRun();
    const { run, suite } = project;
    const path = join(run, RUN_FILE);
    await writeFile(path, (await readFile(path, 'utf8')).replace(written, damaged));
    await expect(score(run, { suite })).rejects.toThrow(message);
  });
});
