import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../src/reports/report.ts';
import type { RunLine, TrialLine } from '../src/runs/format.ts';
import { type FakeReply, type FakeRequest, startFakeMessagesApi } from './fake-messages-api.ts';
import { CAREFUL, smallProject } from './project.ts';
import { type Finished, vouch } from './vouch.ts';

const CODE = `Here it is.

\`\`\`python
def add(a: int, b: int) -> int:
    """The sum of two whole numbers."""
    if not isinstance(a, int):
        raise TypeError("a must be a whole number")
    return a + b
\`\`\`

\`\`\`python
def test_add() -> None:
    assert add(1, 2) == 3
\`\`\`
`;
const UNTYPED = CODE.replace('(a: int, b: int) -> int', '(a, b)');

/** Careful asks, then presents a plan, then writes the code; terse writes untyped code at once. */
function script({ body }: FakeRequest): FakeReply {
  const system = JSON.stringify(body.system);
  if (!system.includes('clarifying questions')) return UNTYPED;
  if (body.messages.length === 1)
    return 'Which numbers do you have in mind: whole numbers only, or decimals too?';
  if (body.messages.length === 3)
    return '## Plan\n\n1. One function.\n2. One test.\n\nShall I implement it like this?';
  return CODE;
}

async function runOverHttp(
  answer: (request: FakeRequest) => FakeReply,
  args: string[] = [],
): Promise<{
  finished: Finished;
  report: Report | undefined;
  lines: RunLine[];
  requests: readonly FakeRequest[];
  everything: string;
}> {
  await using api = await startFakeMessagesApi({ answer });
  await using project = await smallProject();
  const finished = await vouch(['run', '--model', 'anthropic', '--json', '--output', 'runs', ...args], {
    cwd: project.path,
    env: { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: api.url },
  });
  if (finished.stdout === '')
    return { finished, report: undefined, lines: [], requests: api.requests, everything: finished.stderr };
  const report = JSON.parse(finished.stdout) as Report;
  const stored = await readFile(project.file(`runs/${report.run.id}/run.jsonl`), 'utf8');
  const lines = stored
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunLine);
  const markdown = await readFile(project.file(`runs/${report.run.id}/report.md`), 'utf8');
  return {
    finished,
    report,
    lines,
    requests: api.requests,
    everything: [finished.stdout, finished.stderr, stored, markdown].join('\n'),
  };
}

function trialsOf(lines: readonly RunLine[]): TrialLine[] {
  return lines.filter((line) => line.type === 'trial');
}

describe('a run against the Messages API', () => {
  it('holds conversations of one to three turns and scores them', async () => {
    const { finished, report, lines, requests } = await runOverHttp(script);
    expect(finished).toMatchObject({ code: 0 });
    const turns = trialsOf(lines).map((trial) => [trial.agent, trial.task, trial.turns.length]);
    expect(turns.sort()).toEqual([
      ['careful', 'add', 3],
      ['careful', 'greet', 3],
      ['terse', 'add', 1],
      ['terse', 'greet', 1],
    ]);
    const counts = report?.cells.map(
      ({ agent, promise, kept, broken }) => `${agent} ${promise} ${kept}/${kept + broken}`,
    );
    expect(counts?.sort()).toEqual([
      'careful asks-before-code 2/2',
      'careful python-type-hints 2/2',
      'careful tests-included 2/2',
      'terse python-type-hints 0/2',
    ]);
    expect(requests).toHaveLength(8);
  });

  it('sends the prompt as it stands in the file, once cached, and the messages of the protocol', async () => {
    const { requests } = await runOverHttp(script, ['--filter', 'id=add', '--agents', 'agents/careful.md']);
    const prompt = CAREFUL.slice(CAREFUL.indexOf('You write'));
    expect(requests[0]?.body).toMatchObject({
      model: 'claude-haiku-5-5',
      system: [{ type: 'text', text: prompt, cache_control: { type: 'ephemeral' } }],
    });
    expect(requests.at(-1)?.body.messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Write a Python function that adds two numbers.'],
      ['assistant', 'Which numbers do you have in mind: whole numbers only, or decimals too?'],
      ['user', 'Integers only.'],
      ['assistant', '## Plan\n\n1. One function.\n2. One test.\n\nShall I implement it like this?'],
      ['user', 'Looks good, please implement it.'],
    ]);
  });

  it('never scores a cut answer as if it were whole', async () => {
    const cut = (): FakeReply => ({ text: UNTYPED, stopReason: 'max_tokens' });
    const { finished, report } = await runOverHttp(cut, ['--agents', 'agents/terse.md']);
    expect(report?.run.trials).toMatchObject({ finished: 2, truncated: 2 });
    expect(report?.cells).toMatchObject([
      { promise: 'python-type-hints', kept: 0, broken: 0, unscored: 2, causes: { truncated: 2 } },
    ]);
    expect(finished.code).toBe(2);
  });

  it('ends with exit code 2 and one reason when the key is refused, and shows the key nowhere', async () => {
    const run = await runOverHttp(() => ({ status: 401 }), ['-j', '1', '--agents', 'agents/terse.md']);
    const { finished, report, requests, everything } = run;
    expect(finished.code).toBe(2);
    expect(requests).toHaveLength(1);
    expect(report?.errors).toMatchObject([{ kind: 'fatal' }]);
    expect(report?.errors[0]?.message).toMatch(/ANTHROPIC_API_KEY/);
    expect(everything).not.toContain('sk-ant-test-0123456789');
  });

  it('records a trial that got no answer, and goes on with the others', async () => {
    const refuse = (request: FakeRequest): FakeReply =>
      JSON.stringify(request.body.messages).includes('greets')
        ? {
            status: 400,
            body: { type: 'error', error: { type: 'invalid_request_error', message: 'no greetings' } },
          }
        : CODE;
    const { finished, report } = await runOverHttp(refuse, ['--agents', 'agents/terse.md']);
    expect(finished.code).toBe(0);
    expect(report?.run.trials).toMatchObject({ finished: 2, failed: 1 });
    expect(report?.cells).toMatchObject([{ promise: 'python-type-hints', kept: 1, broken: 0, unscored: 1 }]);
    expect(report?.errors).toMatchObject([
      { kind: 'bad-request', count: 1, message: expect.stringContaining('no greetings') },
    ]);
  });
});

describe('the main job', () => {
  it('runs five variants on twelve tasks from recorded transcripts and judges every trial', async () => {
    await using project = await smallProject();
    const { code, stdout } = await vouch([
      'run',
      'backend',
      '--json',
      '--no-progress',
      '--output',
      project.path,
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.run.trials).toEqual({ planned: 60, finished: 60, failed: 0, truncated: 0 });
    expect(report.agents.map((agent) => agent.id)).toEqual([
      'api-first',
      'fastapi-clarifier',
      'generalist',
      'senior-architect',
      'supabase-ml',
    ]);
    expect(
      report.cells.flatMap((cell) => (cell.unscored > 0 ? [`${cell.agent} ${cell.promise}`] : [])),
    ).toEqual([]);
    const asks = report.cells.find(
      (cell) => cell.agent === 'fastapi-clarifier' && cell.promise === 'asks-before-code',
    );
    expect(asks).toMatchObject({ kept: 11, broken: 1 });
    expect(
      report.cells.some((cell) => cell.agent === 'generalist' && cell.promise === 'asks-before-code'),
    ).toBe(false);
  });

  it('leaves a trial without a recording unscored and says which file is missing', async () => {
    await using project = await smallProject({
      'datasets/transcripts/terse/add.md': `---\nagent: terse\ntask: add\n---\n<!-- user -->\nWrite it.\n\n<!-- assistant -->\n${CODE}`,
    });
    const { code, stdout } = await vouch(['run', '--json', '--agents', 'agents/terse.md'], {
      cwd: project.path,
    });
    const report = JSON.parse(stdout) as Report;
    expect(code).toBe(0);
    expect(report.cells).toMatchObject([{ kept: 1, broken: 0, unscored: 1, causes: { 'no-answer': 1 } }]);
    expect(report.errors[0]?.message).toMatch(/transcripts\/terse\/greet\.md/);
  });

  it('scores a stored run again without a call, by the catalogue as it is now', async () => {
    await using project = await smallProject({
      'datasets/transcripts/terse/add.md': `---\nagent: terse\ntask: add\n---\n<!-- user -->\nWrite it.\n\n<!-- assistant -->\n${CODE}`,
    });
    await vouch(['run', '--json', '--agents', 'agents/terse.md'], { cwd: project.path });
    const again = await vouch(['score', '--json', '--all-promises'], { cwd: project.path });
    const report = JSON.parse(again.stdout) as Report;
    expect(report.promises.map((promise) => promise.id)).toEqual([
      'asks-before-code',
      'python-type-hints',
      'tests-included',
    ]);
    expect(report.cells.find((cell) => cell.promise === 'tests-included')).toMatchObject({
      kept: 1,
      unscored: 1,
    });
    const printed = await vouch(['report'], { cwd: project.path });
    expect(printed.stdout).toMatch(/tests-included +1\/1 +100 %/);
  });

  it('reports at its end, to the byte, what its file says', async () => {
    await using api = await startFakeMessagesApi({
      answer: (request) =>
        JSON.stringify(request.body.messages[0]).includes('greets') ? { status: 400 } : script(request),
    });
    await using project = await smallProject();
    const env = { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: api.url };
    const args = ['run', '--model', 'anthropic', '--json', '--repeat', '5'];
    const ran = await vouch(args, { cwd: project.path, env });
    const told = await vouch(['report', '--reporter', 'json'], { cwd: project.path });
    const { agents, run } = JSON.parse(ran.stdout) as Report;
    expect(run.trials.failed).toBeGreaterThan(0);
    expect(agents.some(({ judged }) => judged > 0)).toBe(true);
    expect(ran.stdout).toBe(told.stdout);
    const page = await vouch(['report', '--reporter', 'html'], { cwd: project.path });
    const [folder] = await readdir(join(project.path, 'reports/runs'));
    expect(await readFile(join(project.path, 'reports/runs', folder!, 'report.html'), 'utf8')).toBe(
      page.stdout,
    );
  });
});
