import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type FakeBatches, startFakeBatches } from './fake-batches.ts';
import { smallProject, TERSE } from './project.ts';
import type { TempFolder } from './temp-folder.ts';
import { PROJECT } from './vouch.ts';
import { type FinishedJob, readJob, runJob } from './workflow-steps.ts';

const execute = promisify(execFile);
const VOUCH = `${process.execPath} ${PROJECT}src/cli.ts`;
const KEY = 'sk-ant-test-0123456789abcdef';

/** The fake `gh` answers by jq, as the real one does by its own. */
const hasTools = ['bash', 'git', 'jq'].every((tool) => !spawnSync(tool, ['--version']).error);

/** Answers that differ each time; where it `breaks`, the prompt that says so forgets the type hints. */
async function startApi(breaks: (system: string) => boolean): Promise<FakeBatches> {
  let count = 0;
  const answer = (system: unknown): string => {
    const head = breaks(JSON.stringify(system)) ? 'def add(a, b):' : 'def add(a: int, b: int) -> int:';
    return `\`\`\`python\n# ${++count}\n${head}\n    return a + b\n\`\`\`\n`;
  };
  return startFakeBatches({
    entry: ({ body }) => answer(body.system),
    message: ({ body }) => answer(body.system),
  });
}

/** A repository with a branch `main` at its origin, whose agent `terse` was edited since. */
async function checkout(): Promise<TempFolder> {
  const project = await smallProject({ 'gh/.keep': '' });
  const git = (...args: string[]): Promise<unknown> => execute('git', args, { cwd: project.path });
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('config', 'user.name', 't');
  await git('config', 'user.email', 't@example.com');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'Base');
  await git('init', '--quiet', '--bare', 'origin.git');
  await git('remote', 'add', 'origin', project.file('origin.git'));
  await git('push', '--quiet', 'origin', 'main');
  await writeFile(project.file('agents/terse.md'), `${TERSE}Be brief.\n`);
  await git('commit', '--quiet', '--all', '-m', 'Edit');
  return project;
}

function environment(project: TempFolder, api?: FakeBatches): Record<string, string> {
  return {
    PATH: `${PROJECT}test/fixtures/bin:${process.env['PATH']}`,
    HOME: project.path,
    RUNNER_TEMP: project.path,
    GITHUB_REPOSITORY: 'acme/agents',
    FAKE_GH: project.file('gh'),
    ...(api ? { ANTHROPIC_BASE_URL: api.url } : {}),
  };
}

async function storedBy(project: TempFolder, file: string): Promise<{ body: string }[]> {
  return JSON.parse(await readFile(project.file(`gh/${file}`), 'utf8')) as { body: string }[];
}

describe.runIf(hasTools)('the action that gates a pull request', () => {
  async function gate(project: TempFolder, api?: FakeBatches): Promise<FinishedJob> {
    const job = await readJob(`${PROJECT}action.yml`);
    return runJob(job, {
      cwd: project.path,
      env: environment(project, api),
      context: {
        'inputs.anthropic-api-key': api ? KEY : '',
        'inputs.base': 'origin/main',
        'inputs.model': 'anthropic:claude-haiku-4-5',
        'inputs.vouch': VOUCH,
        'github.event.pull_request.number': '7',
        'github.token': 'token',
      },
    });
  }

  test('is skipped with a notice where there is no key', async () => {
    await using project = await checkout();
    const { steps, failed, output } = await gate(project);
    expect({ steps, failed }).toEqual({ steps: ['Look for a key'], failed: undefined });
    expect(output).toMatch(/^::notice title=Vouch::No key here/);
  });

  test('passes an edit that breaks nothing, and says so in a comment', async () => {
    await using project = await checkout();
    await using api = await startApi(() => false);
    const { failed, output, outputs } = await gate(project, api);
    expect({ failed, output }).toMatchObject({ failed: undefined });
    expect(outputs['gate.exit-code']).toBe('0');
    const [comment, ...more] = await storedBy(project, 'comments.json');
    expect(more).toEqual([]);
    expect(comment?.body).toMatch(/^<!-- vouch-gate -->\n[^]*pass/i);
    expect(output).not.toContain(KEY);
  });

  test('fails on a regression, and keeps one comment up to date', async () => {
    await using project = await checkout();
    await using api = await startApi((system) => system.includes('Be brief'));
    const first = await gate(project, api);
    expect(first).toMatchObject({ failed: { step: 'Pass or fail', code: 1 } });
    expect(first.output).toMatch(/^::(?:error|warning) file=agents\/terse\.md,line=5,/m);
    const [comment] = await storedBy(project, 'comments.json');
    expect(comment?.body).toMatch(/^<!-- vouch-gate -->\n# GATE FAILED: small\n/);
    await writeFile(project.file('agents/terse.md'), `${TERSE}Be brief. Be kind.\n`);
    expect(await gate(project, api)).toMatchObject({ failed: { step: 'Pass or fail', code: 1 } });
    expect(await storedBy(project, 'comments.json')).toHaveLength(1);
    expect(await readFile(project.file('gh/calls'), 'utf8')).toMatch(/--method POST[^]*--method PATCH/);
  });

  test('decides by its verdict alone where the token may not comment', async () => {
    await using project = await checkout();
    await writeFile(project.file('gh/forbidden'), '');
    await using good = await startApi(() => false);
    const passed = await gate(project, good);
    expect(passed).toMatchObject({ failed: undefined });
    expect(passed.output).toMatch(/^::warning title=Vouch::The comment could not be written/m);
    await using bad = await startApi((system) => system.includes('Be brief'));
    await writeFile(project.file('agents/terse.md'), `${TERSE}Be brief. Be kind.\n`);
    expect(await gate(project, bad)).toMatchObject({ failed: { step: 'Pass or fail', code: 1 } });
  });

  test('keeps what it paid for whatever it decides, each attempt by a name of its own', async () => {
    const { steps } = await readJob(`${PROJECT}docs/workflows/vouch-gate.yml`);
    const [restore, gates, save] = steps.slice(1);
    expect(restore?.uses).toMatch(/^actions\/cache\/restore@/);
    expect(gates?.uses).toBe('./.github/actions/vouch-gate');
    // The post step of actions/cache itself runs after success only.
    expect(save).toMatchObject({ uses: expect.stringMatching(/^actions\/cache\/save@/), if: 'always()' });
    const { 'restore-keys': earlier, ...saved } = restore?.with ?? {};
    expect(save?.with).toEqual(saved);
    expect(saved['key']).toBe(`${earlier}\${{ github.run_id }}-\${{ github.run_attempt }}`);
  });

  test('fails with a line that says why where it could not run', async () => {
    await using project = await checkout();
    await using api = await startApi(() => false);
    await writeFile(project.file('evals/small.yaml'), 'agents: nowhere.md\ndatasets: no.csv\n');
    const { failed, output } = await gate(project, api);
    expect(failed).toEqual({ step: 'Pass or fail', code: 2 });
    expect(output).toMatch(/^vouch: evals\/small\.yaml/m);
  });
});

describe.runIf(hasTools)('the nightly workflow', () => {
  const NIGHTS = 15;

  async function nightly(project: TempFolder, api?: FakeBatches): Promise<FinishedJob> {
    const job = await readJob(`${PROJECT}docs/workflows/vouch-nightly.yml`);
    await execute('rm', ['-rf', 'history', 'site'], { cwd: project.path });
    await execute('git', ['worktree', 'prune'], { cwd: project.path });
    await execute('git', ['branch', '-D', 'vouch-history'], { cwd: project.path }).catch(() => undefined);
    return runJob(
      { ...job, env: { ...job.env, VOUCH } },
      {
        cwd: project.path,
        env: environment(project, api),
        context: api ? { 'secrets.ANTHROPIC_API_KEY': KEY, 'github.token': 'token' } : {},
      },
    );
  }

  /** Puts so many earlier nights onto the history branch: last night's runs, dated back. */
  async function dateBack(project: TempFolder): Promise<void> {
    const clone = project.file('clone');
    const git = (...args: string[]): Promise<{ stdout: string }> => execute('git', args, { cwd: clone });
    await execute('git', ['clone', '--quiet', '-b', 'vouch-history', project.file('origin.git'), clone]);
    const [run = ''] = (await git('ls-files')).stdout.split('\n');
    const text = await readFile(`${clone}/${run}`, 'utf8');
    const [, day = ''] = /runs\/(\d{4}-\d\d-\d\d)/.exec(run) ?? [];
    for (let night = 1; night <= NIGHTS; night++) {
      const then = new Date(Date.parse(day) - night * 86_400_000).toISOString().slice(0, 10);
      const path = `${clone}/${run.replaceAll(day, then)}`;
      await mkdir(path.replace(/\/[^/]*$/, ''), { recursive: true });
      await writeFile(path, text.replaceAll(day, then));
    }
    await git('rm', '--quiet', run);
    await git('add', '.');
    await git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Earlier');
    await git('push', '--quiet');
    await execute('rm', ['-rf', clone]);
  }

  test('is skipped with a notice where there is no key', async () => {
    await using project = await checkout();
    const { steps, failed, output } = await nightly(project);
    expect({ steps, failed }).toEqual({ steps: ['Look for a key'], failed: undefined });
    expect(output).toContain('::notice title=Vouch::No secret');
  });

  test('keeps a night that could not be compared, since it is paid for', async () => {
    await using project = await checkout();
    await writeFile(
      project.file('evals/small.yaml'),
      'agents: ../agents/*.md\ndatasets: ../datasets/tasks.csv\npromises: promises.yaml\ndefaultModel: claude-haiku-4-5\n',
    );
    await using api = await startApi(() => false);
    const job = await readJob(`${PROJECT}docs/workflows/vouch-nightly.yml`);
    const steps = job.steps.map((step) =>
      step.id === 'history'
        ? { ...step, run: `${step.run?.replace(' report ', ' report --sentinel nobody ')}` }
        : step,
    );
    const { failed, steps: ran } = await runJob(
      { ...job, steps, env: { ...job.env, VOUCH } },
      {
        cwd: project.path,
        env: environment(project, api),
        context: { 'secrets.ANTHROPIC_API_KEY': KEY, 'github.token': 'token' },
      },
    );
    expect(failed).toEqual({ step: 'Compare with the nights before', code: 1 });
    expect(ran.at(-1)).toBe('Keep the history');
    const { stdout } = await execute('git', ['ls-tree', '-r', '--name-only', 'vouch-history'], {
      cwd: project.file('origin.git'),
    });
    expect(stdout).toMatch(/^runs\/\S+\/run\.jsonl\n$/);
  });

  test('keeps the history; opens an issue on an alarm, comments while it lasts, closes it when it is over', async () => {
    await using project = await checkout();
    await writeFile(
      project.file('evals/small.yaml'),
      'agents: ../agents/*.md\ndatasets: ../datasets/tasks.csv\npromises: promises.yaml\ndefaultModel: claude-haiku-4-5\nrepeats: 4\n',
    );
    await using good = await startApi(() => false);
    const first = await nightly(project, good);
    expect({ failed: first.failed, output: first.output }).toMatchObject({ failed: undefined });
    expect(await storedBy(project, 'issues.json')).toEqual([]);
    expect(await readFile(project.file('site/index.html'), 'utf8')).toContain('<html');
    await dateBack(project);
    const inOrigin = async (...args: string[]): Promise<string> =>
      (await execute('git', args, { cwd: project.file('origin.git') })).stdout.trim();
    const earlier = await inOrigin('rev-parse', 'vouch-history');

    await using bad = await startApi((system) => system.includes('Be brief'));
    expect(await nightly(project, bad)).toMatchObject({
      failed: undefined,
      outputs: { 'history.exit-code': '1' },
    });
    expect(await storedBy(project, 'issues.json')).toMatchObject([
      {
        state: 'open',
        title: 'Vouch: a promise drifted',
        comments: [expect.stringMatching(/\*\*alarm\*\* terse · python/)],
      },
    ]);
    await nightly(project, bad);
    expect(await storedBy(project, 'issues.json')).toMatchObject([{ state: 'open', comments: [{}, {}] }]);
    const files = await inOrigin('ls-tree', '-r', '--name-only', 'vouch-history');
    expect(files.split('\n')).toHaveLength(NIGHTS + 2);
    expect(files).not.toMatch(/agents|evals/);

    // A day is one night: what was bad tonight is taken out, as if tonight were the next one.
    await inOrigin('update-ref', 'refs/heads/vouch-history', earlier);
    expect(await nightly(project, good)).toMatchObject({ failed: undefined });
    expect(await storedBy(project, 'issues.json')).toMatchObject([{ state: 'closed' }]);
  }, 120_000);
});
