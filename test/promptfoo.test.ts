import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ScoredLine, TrialLine } from '../src/runs/format.ts';
import { readRun } from '../src/runs/read.ts';
import type { Report } from '../src/reports/report.ts';
import { planSuite } from '../src/suite/plan.ts';
import { loadSuite } from '../src/suite/suite.ts';
import { madeUpRunFile } from './made-up-run.ts';
import { smallProject } from './project.ts';
import { promptfoo, type PromptfooResults, readResults } from './promptfoo-cli.ts';
import { tempFolder } from './temp-folder.ts';
import { PROJECT, vouch } from './vouch.ts';

const TIMEOUT = 120_000;

const runs = await tempFolder();
afterAll(() => runs[Symbol.asyncDispose]());

/** The project's main suite, run by Vouch. */
async function runBackend(): Promise<{ report: Report; folder: string }> {
  const { stdout } = await vouch(['run', 'backend', '--json', '--output', runs.path]);
  const report = JSON.parse(stdout) as Report;
  return { report, folder: runs.file(report.run.id) };
}

let ran: ReturnType<typeof runBackend> | undefined;
const backend = (): ReturnType<typeof runBackend> => (ran ??= runBackend());

async function scoredLines(folder: string): Promise<ScoredLine[]> {
  const lines = await Array.fromAsync(readRun(folder));
  return lines.filter((line) => line.type === 'scored');
}

/** kept and broken promises of one trial, as promptfoo's named metrics say them. */
const metricsOf = ({ verdicts }: ScoredLine): Record<string, number> =>
  Object.fromEntries(
    verdicts
      .filter(({ verdict }) => verdict === 'kept' || verdict === 'broken')
      .map(({ promise, verdict }) => [promise, Number(verdict === 'kept')]),
  );

function rowOf({ results }: PromptfooResults, agent: string, task: string) {
  const rows = results.results.filter(
    ({ provider, vars }) => provider.label === agent && vars['task'] === task,
  );
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

describe('evals/promptfooconfig.yaml', () => {
  it(
    'gives under promptfoo the verdicts that `vouch run` gives, in all trials',
    async () => {
      await using scratch = await tempFolder();
      const { folder } = await backend();
      const out = scratch.file('out.json');
      const finished = await promptfoo(
        ['eval', '-c', 'evals/promptfooconfig.yaml', '-o', out, '--no-table', '--no-progress-bar'],
        scratch.file('state'),
      );
      // 100 is promptfoo's word for "a test failed": here, a promise was broken.
      expect(finished).toMatchObject({ code: 100 });
      const results = await readResults(out);
      const scored = await scoredLines(folder);
      expect(scored).toHaveLength(60);
      expect(results.results.results).toHaveLength(60);
      expect(results.results.stats.errors).toBe(0);
      for (const trial of scored) {
        const row = rowOf(results, trial.agent, trial.task);
        expect(row.gradingResult?.componentResults?.[0]?.metadata?.verdicts).toEqual(trial.verdicts);
        expect(row.namedScores).toEqual(metricsOf(trial));
        expect(row.success).toBe(trial.verdicts.every(({ verdict }) => verdict !== 'broken'));
      }
    },
    TIMEOUT,
  );

  it('has a column for every agent of the suite', async () => {
    const config = parse(await readFile(`${PROJECT}/evals/promptfooconfig.yaml`, 'utf8')) as {
      providers: { label: string; config: { agent: string } }[];
    };
    const plan = await planSuite(await loadSuite('evals/backend.yaml'));
    const agents = plan.agents.map(({ id }) => id);
    expect(config.providers.map(({ config }) => config.agent)).toEqual(agents);
    expect(config.providers.map(({ label }) => label)).toEqual(agents);
  });
});

const TEMPLATED = `---
name: terse
description: Writes Python.
---
Always put type hints on Python functions.
Answer as {"name": "{{ user.name }}", "if": "{% if x %}"} {# keep this #} and \${this}.
`;

describe('the promptfoo provider', () => {
  it(
    'sends prompt and task byte for byte, without front matter, and errors only where an answer is missing',
    async () => {
      const request = 'Write a Python function for {{ name }} and {% raw %}.';
      await using folder = await smallProject({
        'agents/terse.md': TEMPLATED,
        'datasets/tasks.csv': `id,task\nadd,"${request}"\ngreet,Greet.\n`,
        'datasets/transcripts/terse/add.md': `---\nagent: terse\ntask: add\n---\n<!-- user -->\n${request}\n\n<!-- assistant -->\n\`\`\`python\ndef add(a, b):\n    return a + b\n\`\`\`\n`,
        'evals/pf.yaml': JSON.stringify({
          prompts: ['{{task}}'],
          providers: [
            {
              id: `file://${PROJECT}src/integrations/promptfoo/provider.ts`,
              label: 'terse',
              config: { suite: 'small', agent: 'terse' },
            },
          ],
          tests: [
            { path: `file://${PROJECT}src/integrations/promptfoo/tests.ts`, config: { suite: 'small' } },
          ],
          defaultTest: {
            assert: [
              {
                type: 'javascript',
                value: `file://${PROJECT}src/integrations/promptfoo/assertion.ts`,
                config: { suite: 'small' },
              },
            ],
          },
        }),
      });
      const out = folder.file('out.json');
      await promptfoo(
        ['eval', '-c', 'evals/pf.yaml', '-o', out, '--no-table'],
        folder.file('state'),
        folder.path,
      );
      const results = await readResults(out);
      const answered = rowOf(results, 'terse', 'add');
      expect(answered.response?.prompt).toEqual([
        { role: 'system', content: TEMPLATED.split('---\n')[2] },
        { role: 'user', content: request },
      ]);
      expect(answered.namedScores).toEqual({ 'python-type-hints': 0 });
      expect(answered.success).toBe(false);
      const missing = rowOf(results, 'terse', 'greet');
      expect(missing).toMatchObject({ success: false, failureReason: 2, namedScores: {} });
      expect(missing.error).toMatch(/no recorded transcript/);
      expect(results.results.stats).toMatchObject({ successes: 0, failures: 1, errors: 1 });
    },
    TIMEOUT,
  );
});

describe('vouch report --reporter promptfoo', () => {
  it(
    'writes a file that promptfoo imports, a column for each agent and a metric for each promise',
    async () => {
      await using scratch = await tempFolder();
      const { report, folder } = await backend();
      const file = scratch.file('results.json');
      const written = await vouch(['report', folder, '--reporter', `promptfoo=${file}`]);
      expect(written).toMatchObject({ code: 0 });
      const imported = await promptfoo(['import', file], scratch.file('state'));
      expect(imported).toMatchObject({ code: 0 });
      const out = scratch.file('exported.json');
      const { evalId } = await readResults(file);
      expect(evalId).toBe(`vouch-${report.run.id}`);
      await promptfoo(['export', 'eval', evalId, '-o', out], scratch.file('state'));

      const { results } = await readResults(out);
      expect(results.prompts.map(({ label }) => label)).toEqual(report.agents.map(({ id }) => id));
      // The viewer heads a column by its provider: two of one name would look like one agent.
      expect(new Set(results.prompts.map(({ provider }) => provider)).size).toBe(report.agents.length);
      for (const { label, metrics } of results.prompts) {
        const cells = report.cells.filter((cell) => cell.agent === label && cell.kept + cell.broken > 0);
        expect(metrics.namedScores).toEqual(
          Object.fromEntries(cells.map(({ promise, kept }) => [promise, kept])),
        );
        expect(metrics.namedScoresCount).toEqual(
          Object.fromEntries(cells.map(({ promise, kept, broken }) => [promise, kept + broken])),
        );
      }
      const trials = (await Array.fromAsync(readRun(folder))).filter(
        (line): line is TrialLine => line.type === 'trial',
      );
      expect(results.results).toHaveLength(trials.length);
      for (const trial of trials) {
        const row = rowOf({ evalId, results }, trial.agent, trial.task);
        expect(row.response?.output).toBe(trial.turns.map((turn) => turn.assistant).join('\n\n'));
        expect(row.vars['request']).toBe(trial.turns[0]?.user);
      }
      for (const trial of await scoredLines(folder)) {
        expect(rowOf({ evalId, results }, trial.agent, trial.task).namedScores).toEqual(metricsOf(trial));
      }
    },
    TIMEOUT,
  );

  it('counts trials without an answer as errors, and what does not apply or is unscored as neither pass nor fail', async () => {
    const run = madeUpRunFile({
      id: '2026-11-21T04-00-00-000Z-abcdef',
      agents: ['a'],
      tasks: ['kept', 'broken', 'mixed', 'failed', 'nothing'],
      promises: ['p', 'q'],
      verdict: ({ task, promise }) => {
        if (task === 'nothing') return 'unscored';
        if (task === 'mixed') return promise === 'p' ? 'not-applicable' : 'kept';
        return task === 'broken' && promise === 'p' ? 'broken' : 'kept';
      },
      failed: ({ task }) => task === 'failed',
    });
    await using scratch = await tempFolder({ 'r/run.jsonl': run });
    const { stdout, code } = await vouch(['report', scratch.file('r'), '--reporter', 'promptfoo']);
    expect(code).toBe(0);
    const results = JSON.parse(stdout) as PromptfooResults;
    expect(results.results.results.map(({ failureReason }) => failureReason)).toEqual([0, 1, 0, 2, 2]);
    expect(results.results.results.map(({ namedScores }) => namedScores)).toEqual([
      { p: 1, q: 1 },
      { p: 0, q: 1 },
      { q: 1 },
      {},
      {},
    ]);
    expect(results.results.stats).toMatchObject({ successes: 2, failures: 1, errors: 2 });
    expect(results.results.prompts[0]?.metrics.namedScoresCount).toEqual({ p: 2, q: 3 });
  });
});
