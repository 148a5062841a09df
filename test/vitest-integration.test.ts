import { spawn } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { parseTranscript } from '../src/datasets/transcripts.ts';
// oxlint-disable-next-line import/no-unassigned-import -- it registers the matcher
import '../src/integrations/vitest/index.ts';
import type { Message } from '../src/models/model.ts';
import { startFakeMessagesApi } from './fake-messages-api.ts';
import { smallProject } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { PROJECT } from './vouch.ts';

async function transcript(agent: string, task: string): Promise<readonly Message[]> {
  const path = `datasets/transcripts/${agent}/${task}.md`;
  return parseTranscript(await readFile(`${PROJECT}/${path}`, 'utf8'), path).messages;
}

const TYPED = '```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```\n';
const UNTYPED = '```python\ndef add(a, b):\n    return a + b\n```\n';

/** What a failing expectation says. */
async function failure(expectation: Promise<void>): Promise<string> {
  return expectation.then(
    () => 'it passed',
    (error: unknown) => (error as Error).message,
  );
}

describe('expect(answer).toKeep', () => {
  it('judges a recorded conversation by the catalogue of the project', async () => {
    const asked = await transcript('fastapi-clarifier', 'profile-update');
    await expect(asked).toKeep('asks-before-code');
    await expect({ answer: asked, task: { kind: 'endpoint' } }).toKeep('python-type-hints', {
      suite: 'backend',
    });
    const [request, ...answer] = await transcript('generalist', 'profile-update');
    await expect([request!, ...answer]).not.toKeep('asks-before-code');
  });

  it('judges a text, and tells with place, quote and reason why a promise is broken', async () => {
    await expect(TYPED).toKeep('python-type-hints');
    await expect(UNTYPED).not.toKeep('python-type-hints');
    expect(await failure(expect(UNTYPED).toKeep('python-type-hints'))).toMatchInlineSnapshot(`
      "Expected the answer to keep python-type-hints, but it breaks it: \`a\` and \`b\` have no type in \`add\`, which has no return annotation either.
        turn 1, line 2: def add(a, b):"
    `);
    expect(await failure(expect(TYPED).not.toKeep('python-type-hints'))).toMatch(
      /^Expected the answer to break python-type-hints, but it keeps it/,
    );
  });

  it('fails both ways where nothing can be judged, and says so', async () => {
    const prose = 'There is nothing to code here.';
    for (const expectation of [
      expect(prose).toKeep('python-type-hints'),
      expect(prose).not.toKeep('python-type-hints'),
    ]) {
      expect(await failure(expectation)).toMatch(/python-type-hints does not apply to this answer/);
    }
    const cut = { answer: UNTYPED, truncated: true };
    for (const expectation of [
      expect(cut).toKeep('python-type-hints'),
      expect(cut).not.toKeep('python-type-hints'),
    ]) {
      expect(await failure(expectation)).toMatch(/could not be scored \(truncated\)/);
    }
  });

  it('respects to which tasks a promise applies, if the task is given', async () => {
    await using folder = await smallProject({
      'evals/promises.yaml': `promises:
  - { id: short, title: Is short, stated: [short], applies: { kind: note }, scorer: { regex: { pattern: '^.{1,20}$' } } }
`,
    });
    const options = { catalogue: folder.file('evals/promises.yaml') };
    await expect('Short.').toKeep('short', options);
    await expect({ answer: 'Short.', task: { kind: 'note' } }).toKeep('short', options);
    expect(
      await failure(expect({ answer: 'Short.', task: { kind: 'essay' } }).toKeep('short', options)),
    ).toMatch(/does not apply.*kind is note; this one's is essay/);
  });

  it('asks the judge of a suite about what it judges there, and pays a vote once', async () => {
    const said = 'It gives its reason.';
    await using api = await startFakeMessagesApi({
      answer: () =>
        JSON.stringify({ quotes: [{ turn: 1, quote: said }], reason: 'It does.', verdict: 'kept' }),
    });
    await using folder = await smallProject({
      'evals/promises.yaml': `promises:
  - { id: hints, title: Has hints, stated: [hints], scorer: python-type-hints, rubric: Has hints. }
  - { id: reasons, title: Gives reasons, stated: [reasons], scorer: { rubric: Gives a reason. } }
`,
      'evals/small.yaml':
        'agents: ../agents/*.md\ndatasets: ../datasets/tasks.csv\npromises: promises.yaml\njudge: { model: haiku, votes: 1, prefer: [hints] }\n',
    });
    const options = { suite: folder.file('evals/small.yaml') };
    vi.stubEnv('VOUCH_CACHE', folder.file('answers.sqlite'));
    vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-test-0123456789');
    vi.stubEnv('ANTHROPIC_BASE_URL', api.url);
    await expect(said).toKeep('reasons', options);
    await expect(said).toKeep('reasons', options);
    expect(api.requests).toHaveLength(1);
    await expect({ answer: said }).toKeep('hints', options);
    expect(api.requests).toHaveLength(2);
    vi.unstubAllEnvs();
  });

  it.each([
    ['no-such-promise', 'x', /no promise "no-such-promise"; known are asks-before-code/],
    ['python-type-hints', 42 as unknown as string, /toKeep expects an answer/],
    ['python-type-hints', [{ role: 'user' as const, content: 'x' }], /expects a message of the assistant/],
  ])('says what is wrong with %s on %s', async (promise, received, message) => {
    expect(await failure(expect(received).toKeep(promise))).toMatch(message);
    expect(await failure(expect(received).not.toKeep(promise))).toMatch(message);
  });

  it('is typed', () => {
    expectTypeOf(expect('x').toKeep).parameter(0).toBeString();
    expectTypeOf(expect('x').not.toKeep).returns.toEqualTypeOf<Promise<void>>();
  });
});

interface TestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs a test file in a project of its own, as its user would. */
async function runTests(folder: TempFolder): Promise<TestReport> {
  await symlink(`${PROJECT}/node_modules`, folder.file('node_modules')).catch(() => undefined);
  const child = spawn(
    process.execPath,
    [`${PROJECT}/node_modules/vitest/vitest.mjs`, 'run', '--reporter=json', '--outputFile=tests.json'],
    { cwd: folder.path, env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const closed = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return JSON.parse(await readFile(folder.file('tests.json'), 'utf8')) as TestReport;
}

const recorded = (task: string, answer: string): string =>
  `---\nagent: terse\ntask: ${task}\n---\n<!-- user -->\nWrite it.\n\n<!-- assistant -->\n${answer}`;

/** An agent whose answers keep type hints always, tests never, and ask in every other answer. */
function describedProject(test: string): Promise<TempFolder> {
  const tasks = Array.from({ length: 12 }, (_, index) => `t${index}`);
  return smallProject({
    'agents/terse.md': `---\nname: terse\ndescription: Writes Python.\n---\nAlways put type hints on Python functions.\nInclude tests with every change.\nAlways ask questions.\n`,
    'datasets/tasks.csv': `id,task\n${tasks.map((id) => `${id},Write ${id}.\n`).join('')}`,
    'evals/promises.yaml': `promises:
  - { id: hints, title: Has hints, stated: ['type hints'], scorer: python-type-hints }
  - { id: tests, title: Has tests, stated: ['include tests'], scorer: tests-included }
  - { id: asks, title: Asks, stated: ['ask questions'], scorer: { regex: { pattern: '\\?' } } }
  - { id: free, title: Nothing scores it, stated: ['functions'] }
`,
    ...Object.fromEntries(
      tasks.map((id, index) => [
        `datasets/transcripts/terse/${id}.md`,
        recorded(id, `${TYPED}\n${index % 2 === 0 ? 'Is that what you meant?' : 'Done.'}\n`),
      ]),
    ),
    'agent.test.ts': `import { describeAgent } from '${PROJECT}src/integrations/vitest/index.ts';\n${test}`,
  });
}

describe('describeAgent', () => {
  it('has a test for each promise: below the threshold fails, above passes, undecided is skipped', async () => {
    await using folder = await describedProject(
      `describeAgent('agents/terse.md', { suite: 'small', threshold: 0.5 });`,
    );
    const report = await runTests(folder);
    const tests = report.testResults[0]?.assertionResults ?? [];
    expect(Object.fromEntries(tests.map(({ title, status }) => [title, status]))).toEqual({
      'keeps hints: Has hints': 'passed',
      'keeps tests: Has tests': 'failed',
      'keeps asks: Asks': 'skipped',
      'keeps free: Nothing scores it (nothing scores it)': 'todo',
    });
    const [message] = tests.find(({ status }) => status === 'failed')?.failureMessages ?? [];
    expect(message).toMatch(
      /tests is kept in 0 of 12 answers \(0 %, 95 % interval 0 % to 24 %\); the threshold is 50 %/,
    );
    expect(message).toMatch(/for example t0: /);
  });

  it('fails or passes what is undecided if told so, and takes a threshold for one promise', async () => {
    const options = (undecided: string): string =>
      `{ suite: 'small', threshold: 0.5, thresholds: { tests: 0 }, undecided: '${undecided}' }`;
    await using folder = await describedProject(
      `describeAgent('agents/terse.md', ${options('fail')});\ndescribeAgent('./agents/terse.md', ${options('pass')});`,
    );
    const report = await runTests(folder);
    const tests = report.testResults[0]?.assertionResults ?? [];
    const of = (title: string): string[] =>
      tests.filter((one) => one.title.startsWith(title)).map(({ status }) => status);
    expect(of('keeps asks')).toEqual(['failed', 'passed']);
    expect(of('keeps tests')).toEqual(['passed', 'passed']);
  });

  it("asks a model of one's own each time, since its code may have changed", async () => {
    await using folder = await describedProject(
      `import { readFileSync } from 'node:fs';
       const text = readFileSync('answer.md', 'utf8');
       const model = { provider: 'own', modelId: () => 'own-1', params: {}, answer: async () => ({ text, truncated: false, stopReason: 'end' }) };
       describeAgent('agents/terse.md', { suite: 'small', threshold: 0.5, model });`,
    );
    const statusOf = async (answer: string): Promise<string | undefined> => {
      await writeFile(folder.file('answer.md'), answer);
      const { testResults } = await runTests(folder);
      return testResults[0]?.assertionResults.find(({ title }) => title.startsWith('keeps hints'))?.status;
    };
    expect(await statusOf(TYPED)).toBe('passed');
    expect(await statusOf(UNTYPED)).toBe('failed');
  });

  it('says in one line what it cannot use', async () => {
    await using folder = await describedProject(
      `describeAgent('agents/none.md', { suite: 'small', threshold: 0.5 });`,
    );
    const report = await runTests(folder);
    expect(report.testResults[0]?.message).toMatch(
      /agents\/none\.md: no such file; expected an agent definition/,
    );
  });
});
