import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../src/compare/comparison.ts';
import type { Report } from '../src/reports/report.ts';
import type { EndedLine } from '../src/runs/format.ts';
import { type FakeMessagesApi, type FakeReply, startFakeMessagesApi } from './fake-messages-api.ts';
import { allTrials, conversing, countTrials, linesOf, liveEnv, runFiles, TYPED } from './live-project.ts';
import { smallProject, TERSE } from './project.ts';
import { startVouch, vouchHere } from './vouch.ts';

const execute = promisify(execFile);

const RUN = ['run', '--model', 'anthropic', '--repeat', '8', '-j', '2'];

/** The words after `go on with:`, without `vouch`. */
function resumeArgs(stderr: string): string[] {
  const [, command = ''] = /go on with:\n {2}vouch (.+)\n/.exec(stderr) ?? [];
  return command.split(' ');
}

async function untilRequests(api: FakeMessagesApi, count: number): Promise<void> {
  for (let waited = 0; api.requests.length < count && waited < 20_000; waited += 5)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('an interrupted run', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'finishes the trials at work at the first %s, reports them, and tells the command that goes on',
    async (signal) => {
      await using project = await smallProject();
      await using api = await startFakeMessagesApi({ answer: conversing(60) });
      const options = { cwd: project.path, env: liveEnv(api) };
      const running = startVouch(RUN, options);
      await untilRequests(api, 6);
      running.kill(signal);
      const { code, stdout, stderr } = await running.finished;
      expect(code).toBe(130);
      const [path] = await runFiles(project);
      const lines = await linesOf(path!);
      const { answered, scored } = countTrials(lines);
      expect(scored).toEqual(answered);
      expect(lines.at(-1)).toMatchObject({ type: 'ended', reason: 'interrupted' });
      expect(stdout).toContain(`${answered.length} of 32 trials`);
      expect(stderr).toMatch(/vouch: interrupted: /);
      expect(stderr).toContain(`vouch: ${answered.length} of 32 trials are answered; go on with:\n`);

      expect(await vouchHere([...resumeArgs(stderr), '--json'], options)).toMatchObject({ code: 0 });
      expect(countTrials(await linesOf(path!)).scored).toEqual(allTrials(8));
      expect(api.requests).toHaveLength(64);
    },
    60_000,
  );

  it('gives up the calls in flight at the second Ctrl-C', async () => {
    await using project = await smallProject();
    await using api = await startFakeMessagesApi({
      answer: () => ({ text: TYPED, delayMs: api.requests.length > 4 ? 600_000 : 0 }),
    });
    const running = startVouch(RUN, { cwd: project.path, env: liveEnv(api) });
    await untilRequests(api, 6);
    running.kill('SIGINT');
    await running.says(/once more stops at once/);
    running.kill('SIGINT');
    const { code, stderr } = await running.finished;
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: .*given up/);
    const [path] = await runFiles(project);
    const lines = await linesOf(path!);
    expect(countTrials(lines).answered.length).toBeLessThanOrEqual(5);
    expect(lines.at(-1)).toMatchObject({ type: 'ended', reason: 'interrupted' });
  }, 60_000);
});

describe('a run whose key is refused', () => {
  it('counts no trial as answered that failed, and tells the command that goes on as a shell reads it', async () => {
    await using project = await smallProject();
    await using api = await startFakeMessagesApi({ answer: () => ({ status: 401 }) });
    const output = "the team's runs";
    const { code, stderr } = await vouchHere([...RUN, '--output', output], {
      cwd: project.path,
      env: liveEnv(api),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('vouch: 0 of 32 trials are answered; go on with:\n');
    const command = /go on with:\n {2}(.+)\n/.exec(stderr)?.[1];
    const read = await execute('sh', ['-c', `printf '%s\\n' ${command}`]);
    const [run] = await readdir(project.file(output));
    expect(read.stdout).toBe(`vouch\nrun\n--resume\n${run}\n--output\n${output}\n`);
  });
});

describe('an interrupted comparison', () => {
  it('keeps its trials for the same command again, and exits with 130', async () => {
    await using project = await smallProject({ 'agents/brief.md': `${TERSE}Be brief.\n` });
    let count = 0;
    await using api = await startFakeMessagesApi({
      answer: () => ({ text: `Answer ${++count}.\n\n${TYPED}`, delayMs: 30 }),
    });
    const options = { cwd: project.path, env: liveEnv(api) };
    const args = [
      'compare',
      'agents/terse.md',
      'agents/brief.md',
      '--model',
      'anthropic',
      '--max-rounds',
      '8',
      '--json',
    ];
    const running = startVouch(args, options);
    await untilRequests(api, 20);
    running.kill('SIGINT');
    const stopped = await running.finished;
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/vouch: interrupted: .*\nvouch: the same command again goes on/);
    expect((JSON.parse(stopped.stdout) as Comparison).slots).toBeGreaterThan(0);
    const [path] = await runFiles(project);
    expect((await linesOf(path!)).at(-1)).toMatchObject({ type: 'ended', reason: 'interrupted' });
    const again = await vouchHere(args, options);
    expect((JSON.parse(again.stdout) as Comparison).slots).toBe(16);
    expect(api.requests).toHaveLength(32);
    const refused = await vouchHere(['run', '--resume'], options);
    expect(refused.stderr).toMatch(/nothing to resume: there is no run of suite "small"/);
  }, 60_000);
});

describe('vouch run --dry-run', () => {
  it('tells calls, tokens and dollars without a key or a call, from a stored run where there is one', async () => {
    await using project = await smallProject();
    await using api = await startFakeMessagesApi({
      answer: () => ({ text: TYPED, usage: { output_tokens: 1000 } }),
    });
    const args = ['run', '--agents', 'agents/terse.md', '--model', 'anthropic:claude-haiku-4-5'];
    const assumed = await vouchHere([...args, '--dry-run'], { cwd: project.path });
    expect(assumed.code).toBe(0);
    expect(assumed.stdout).toMatch(/Estimate: 4 calls, .* 2\.0 turns of 1500 tokens \(assumed/);
    await vouchHere([...args, '--json'], { cwd: project.path, env: liveEnv(api) });
    const measured = await vouchHere([...args, '--repeat', '100', '--dry-run'], { cwd: project.path });
    expect(measured.stdout).toMatch(
      /Estimate: 200 calls, [\d,]+ tokens in, 200,000 out, \$1\.0\d without prompt caching; .* 1\.0 turns of 1000 tokens \(as in run /,
    );
    const unknown = await vouchHere([...args.slice(0, -1), 'anthropic:claude-house-7', '--dry-run'], {
      cwd: project.path,
    });
    expect(unknown.stdout).toMatch(/dollars unknown \(no price of claude-house-7\)/);
    expect(api.requests).toHaveLength(2);
  });
});

describe('a run with --max-cost', () => {
  // At the prices of claude-haiku-4-5: $5 for a million tokens of answer.
  const CENT = 2000;
  const priced = (): FakeReply => ({ text: TYPED, usage: { input_tokens: 0, output_tokens: CENT } });

  async function pricedProject() {
    const project = await smallProject();
    const suite = await readFile(project.file('evals/small.yaml'), 'utf8');
    await writeFile(project.file('evals/small.yaml'), `${suite}params: { maxTokens: 4000 }\n`);
    return project;
  }

  it('stops before more is spent, exits with 3, and goes on with a higher limit', async () => {
    await using project = await pricedProject();
    await using api = await startFakeMessagesApi({ answer: priced });
    const options = { cwd: project.path, env: liveEnv(api) };
    const args = ['run', '--model', 'anthropic:claude-haiku-4-5', '--repeat', '5', '--json'];
    const stopped = await vouchHere([...args, '--max-cost', '0.105'], options);
    expect(stopped.code).toBe(3);
    const report = JSON.parse(stopped.stdout) as Report;
    expect(report.run.cost).toBeGreaterThan(0.08);
    expect(report.run.cost).toBeLessThanOrEqual(0.105);
    expect(api.requests).toHaveLength(10);
    expect(stopped.stderr).toMatch(/stopped at --max-cost: .*\$0\.10 are spent\n/);
    const [path] = await runFiles(project);
    expect((await linesOf(path!)).at(-1)).toMatchObject({
      type: 'ended',
      reason: 'max-cost',
    } satisfies Partial<EndedLine>);

    const same = await vouchHere(['run', '--resume', '--max-cost', '0.105', '--json'], options);
    expect(same.code).toBe(3);
    expect(api.requests).toHaveLength(10);
    const done = await vouchHere([...resumeArgs(stopped.stderr), '--json'], options);
    expect(done.code).toBe(0);
    expect(countTrials(await linesOf(path!)).scored).toEqual(allTrials(5));
    expect(api.requests).toHaveLength(20);

    const free = await vouchHere([...args, '--max-cost', '0.01'], options);
    expect(free.code).toBe(0);
    expect(api.requests).toHaveLength(20);
  });

  it('refuses a model whose price it does not know', async () => {
    await using project = await pricedProject();
    await using api = await startFakeMessagesApi({ answer: priced });
    const { code, stderr } = await vouchHere(
      ['run', '--model', 'anthropic:claude-house-7', '--max-cost', '1'],
      {
        cwd: project.path,
        env: liveEnv(api),
      },
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^vouch: the price of "claude-house-7" is not known, so --max-cost cannot be held.*\n$/,
    );
    expect(api.requests).toHaveLength(0);
  });

  it('holds for a gate, which then lets nothing pass', async () => {
    await using project = await pricedProject();
    await using api = await startFakeMessagesApi({ answer: priced });
    const options = { cwd: project.path, env: liveEnv(api) };
    const model = ['--model', 'anthropic:claude-haiku-4-5'];
    await vouchHere(['run', ...model, '--json'], options);
    expect((await vouchHere(['bless', '--yes'], options)).code).toBe(0);
    const gate = await vouchHere(['gate', ...model, '--repeat', '5', '--max-cost', '0.055'], options);
    expect({ code: gate.code, stdout: gate.stdout }).toEqual({ code: 3, stdout: '' });
    expect(gate.stderr).toMatch(
      /stopped at --max-cost: .*\nvouch: nothing was decided; the same command again/,
    );
    expect(api.requests).toHaveLength(4 + 5);
  });

  it('holds for a comparison, which is then never good', async () => {
    await using project = await pricedProject();
    await writeFile(project.file('agents/brief.md'), `${TERSE}Be brief.\n`);
    let count = 0;
    await using api = await startFakeMessagesApi({
      answer: () => ({ ...(priced() as object), text: `Answer ${++count}.\n\n${TYPED}` }),
    });
    const { code, stderr } = await vouchHere(
      [
        'compare',
        'agents/terse.md',
        'agents/brief.md',
        '--model',
        'anthropic:claude-haiku-4-5',
        '--max-cost',
        '0.205',
      ],
      { cwd: project.path, env: liveEnv(api) },
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/stopped at --max-cost/);
    expect(api.requests).toHaveLength(20);
  });
});
