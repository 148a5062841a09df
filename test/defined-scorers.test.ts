import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Report } from '../src/reports/report.ts';
import type { RunLine } from '../src/runs/format.ts';
import { type FakeMessagesApi, startFakeMessagesApi } from './fake-messages-api.ts';
import { smallProject, transcript } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { type Finished, vouch } from './vouch.ts';

const ADD = `Here it is; I chose plain integers, the drawback is that they never round.

\`\`\`python
def add(a: int, b: int) -> int:
    return a + b
\`\`\`

## Usage

Call \`add(1, 2)\`.
`;
const GREET = `\`\`\`python
def greet(name):
    print("Hello, " + name)
\`\`\`
`;

const promise = (id: string, scorer: string, more = ''): string =>
  `  - id: ${id}\n    title: Title of ${id}\n    stated: ['type hints?']\n    scorer: ${scorer}\n${more}`;

const DEFINED = `promises:
${promise('no-print', '{ ast-grep: { language: python, rule: { pattern: "print($$$)" }, means: broken } }')}
${promise('returns-typed', "{ regex: { pattern: '-> ?\\w', in: code } }")}
${promise('has-usage', "{ section: { title: '^usage' } }")}
${promise('short', '{ file: checks/short.ts }')}
${promise('named', '{ promptfoo: { type: contains, value: "def " } }')}
`;
const SHORT = `export default (answer: { turns: { text: string }[] }): boolean => answer.turns[0].text.length < 100;\n`;
const RUBRIC = `promises:\n${promise('drawbacks', '{ rubric: Kept if a drawback of the chosen way is named. }')}`;

const SUITE =
  'agents: ../agents/terse.md\ndatasets: ../datasets/tasks.csv\npromises: promises.yaml\nreplay: ../datasets/transcripts\n';
const JUDGED = `${SUITE}judge: { model: haiku }\n`;

function project(files: Record<string, string>): Promise<TempFolder> {
  return smallProject({
    'evals/small.yaml': SUITE,
    'datasets/transcripts/terse/add.md': transcript('add', ADD),
    'datasets/transcripts/terse/greet.md': transcript('greet', GREET),
    ...files,
  });
}

const judgeEnv = ({ url }: FakeMessagesApi): Record<string, string> => ({
  ANTHROPIC_API_KEY: 'sk-ant-test-0123456789',
  ANTHROPIC_BASE_URL: url,
});

/** Says kept where the answer names a drawback, else broken. */
function startJudge(): Promise<FakeMessagesApi> {
  return startFakeMessagesApi({
    answer: ({ body }) => {
      const quote = 'the drawback is that they never round';
      const isKept = JSON.stringify(body.messages).includes(quote);
      return JSON.stringify({
        quotes: isKept ? [{ turn: 1, quote }] : [],
        reason: isKept ? 'It names a drawback' : 'It names none',
        verdict: isKept ? 'kept' : 'broken',
      });
    },
  });
}

function cellsOf({ stdout }: Finished): string[] {
  const { cells } = JSON.parse(stdout) as Report;
  return cells.map(({ promise, kept, broken, unscored }) => `${promise} ${kept}/${broken}/${unscored}`);
}

async function headerOf(folder: TempFolder, { stdout }: Finished): Promise<RunLine & { type: 'run' }> {
  const { run } = JSON.parse(stdout) as Report;
  const [line = ''] = (await readFile(folder.file(`reports/runs/${run.id}/run.jsonl`), 'utf8')).split(
    '\n',
    1,
  );
  return JSON.parse(line) as RunLine & { type: 'run' };
}

describe('scorers that a catalogue defines', () => {
  it('judge a run, each with an id that changes with its definition', async () => {
    await using folder = await project({ 'evals/promises.yaml': DEFINED, 'evals/checks/short.ts': SHORT });
    const finished = await vouch(['run', '--json'], { cwd: folder.path });
    expect(finished).toMatchObject({ code: 0 });
    expect(cellsOf(finished)).toEqual([
      'no-print 1/1/0',
      'returns-typed 1/1/0',
      'has-usage 1/1/0',
      'short 1/1/0',
      'named 2/0/0',
    ]);
    const { promises } = await headerOf(folder, finished);
    expect(promises.map(({ scorer }) => scorer?.replace(/:[0-9a-f]{12}@\d+$/, ''))).toEqual([
      'ast-grep',
      'regex',
      'section',
      'file',
      'promptfoo',
    ]);

    await using changed = await project({
      'evals/promises.yaml': DEFINED.replace('-> ?\\w', '-> \\w'),
      'evals/checks/short.ts': SHORT.replace('100', '101'),
    });
    const after = await headerOf(changed, await vouch(['run', '--json'], { cwd: changed.path }));
    const differing = promises.filter(
      ({ scorer, id }) => after.promises.find((other) => other.id === id)?.scorer !== scorer,
    );
    expect(differing.map(({ id }) => id)).toEqual(['returns-typed', 'short']);
    expect(after.promises[1]?.hash).not.toBe(promises[1]?.hash);
  });

  it.each([
    ['{ file: checks/none.ts }', /promise "p": .*checks\/none\.ts: no such file/],
    [
      '{ ast-grep: { language: python, rule: { kind: nope } } }',
      /promise "p": ast-grep cannot use this rule: .*Kind `nope` is invalid/,
    ],
    ['{ json-schema: { type: objekt } }', /promise "p": json-schema cannot use this schema/],
    ['no-such-scorer', /promise "p" names the scorer "no-such-scorer", which does not exist; known are/],
  ])('end the run before it begins where they cannot be used: %s', async (scorer, message) => {
    await using folder = await project({ 'evals/promises.yaml': `promises:\n${promise('p', scorer)}` });
    for (const args of [['run'], ['run', '--dry-run']]) {
      const { code, stderr, stdout } = await vouch(args, { cwd: folder.path });
      expect(code).toBe(2);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe('');
    }
  });
});

describe('a rubric', () => {
  it('is judged by the model that the suite names, and its cost is in the report', async () => {
    await using judge = await startJudge();
    await using folder = await project({ 'evals/promises.yaml': RUBRIC, 'evals/small.yaml': JUDGED });
    const finished = await vouch(['run', '--json'], { cwd: folder.path, env: judgeEnv(judge) });
    expect(finished).toMatchObject({ code: 0 });
    expect(cellsOf(finished)).toEqual(['drawbacks 1/1/0']);
    expect(judge.requests).toHaveLength(6);
    const report = JSON.parse(finished.stdout) as Report;
    expect(report.judging).toMatchObject({ verdicts: 2, inputTokens: 60, outputTokens: 120 });
    expect(report.examples[0]?.why).toBe('It names none. (3 of 3 votes)');
    const printed = await vouch(['report'], { cwd: folder.path });
    expect(printed.stdout).toMatch(/Judge: 2 verdicts, 60 tokens in, 120 out/);
    expect(printed.stdout).not.toMatch(/nothing spent/);
  });

  it('judges by the rubric beside a scorer where the suite prefers it', async () => {
    await using judge = await startJudge();
    const beside = `promises:\n${promise('drawbacks', 'trade-offs')}    rubric: Kept if a drawback of the chosen way is named.\n`;
    await using folder = await project({ 'evals/promises.yaml': beside });
    const byCode = await vouch(['run', '--json'], { cwd: folder.path });
    expect(cellsOf(byCode)).toEqual(['drawbacks 0/2/0']);
    await writeFile(
      folder.file('evals/small.yaml'),
      `${SUITE}judge: { model: haiku, prefer: [drawbacks] }\n`,
    );
    const byJudge = await vouch(['run', '--json'], { cwd: folder.path, env: judgeEnv(judge) });
    expect(cellsOf(byJudge)).toEqual(['drawbacks 1/1/0']);
  });

  it('judges a stored run again', async () => {
    await using judge = await startJudge();
    await using folder = await project({ 'evals/promises.yaml': RUBRIC });
    await vouch(['run', '--json'], { cwd: folder.path });
    await writeFile(folder.file('evals/small.yaml'), JUDGED);
    const again = await vouch(['score', '--json'], { cwd: folder.path, env: judgeEnv(judge) });
    expect(cellsOf(again)).toEqual(['drawbacks 1/1/0']);
  });

  it('is unscored where the suite has no judge, and the report says what to do', async () => {
    await using folder = await project({ 'evals/promises.yaml': RUBRIC });
    const { stdout, code } = await vouch(['run'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stdout).toMatch(/Need a judge: drawbacks; set `judge: \{ model: … \}` in the suite\./);
    expect(stdout).not.toMatch(/^ *drawbacks\b/m);
  });

  it('is never broken by a judge that fails', async () => {
    await using judge = await startFakeMessagesApi({ answer: () => ({ status: 400 }) });
    await using folder = await project({ 'evals/promises.yaml': RUBRIC, 'evals/small.yaml': JUDGED });
    const finished = await vouch(['run', '--json'], { cwd: folder.path, env: judgeEnv(judge) });
    expect(cellsOf(finished)).toEqual(['drawbacks 0/0/2']);
    expect((JSON.parse(finished.stdout) as Report).unjudged).toMatchObject([
      { promise: 'drawbacks', cause: 'judge-failed', trials: 2 },
    ]);
  });

  it('needs a key before anything is run', async () => {
    await using folder = await project({ 'evals/promises.yaml': RUBRIC, 'evals/small.yaml': JUDGED });
    const { code, stderr } = await vouch(['run'], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toMatch(/set ANTHROPIC_API_KEY .* or take `judge` out of .*small\.yaml/);
  });
});
