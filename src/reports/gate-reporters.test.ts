import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { names } from '../../test/made-up-run.ts';
import { madeUpSide } from '../../test/reported-run.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { decideGate } from '../compare/gate.ts';
import { gateStored } from '../compare/gate-agents.ts';
import type { Side } from '../compare/side.ts';
import { gatePolicySchema } from '../suite/gate-policy.ts';
import type { ReportedGate } from './gate-document.ts';
import { COMPARISON_REPORTERS, GATE_REPORTERS, type Reporters } from './reporters.ts';

const HOSTILE = '\uD83Dx,line=1::a\n::error::mine | <script>alert(1)</script>';

/** A gate of an agent `careful` that broke `p1` on half of the tasks, and always kept `p2`. */
async function gate(): Promise<ReportedGate> {
  const side = (id: string, broken: number): Promise<Side> =>
    madeUpSide({
      id,
      agents: ['careful'],
      tasks: [HOSTILE, ...names('t', 23)],
      repeats: 4,
      promises: ['p1', 'p2'],
      verdict: ({ promise, task }) =>
        promise === 'p1' && (task === HOSTILE || Number(task.slice(1)) < broken) ? 'broken' : 'kept',
    });
  const policy = gatePolicySchema.parse({});
  const agents = [await gateStored({ a: await side('a', 0), b: await side('b', 12) }, { policy, agents: 1 })];
  return {
    document: {
      format: 1,
      suite: 'made-up',
      policy,
      ...decideGate(agents, policy),
      notes: [HOSTILE],
      agents,
    },
    places: async () =>
      new Map([['careful', { path: 'agents/careful, 1.md', lines: new Map([['p1', [9, 12]]]) }]]),
  };
}

async function told<Subject>(reporters: Reporters<Subject>, name: string, subject: Subject): Promise<string> {
  await using folder = await tempFolder();
  const stepSummary = folder.file('summary.md');
  const view = { width: 120, examples: 3, corrected: false, stepSummary };
  const parts = await reporters[name]!.render(subject, view);
  let text = '';
  for await (const part of typeof parts === 'string' ? [parts] : parts) text += part;
  return name === 'github' ? `${text}\n---\n${await readFile(stepSummary, 'utf8')}` : text;
}

test('on GitHub a regression stands at the line of the prompt that promises it, and the decision in the step summary', async () => {
  const text = await told(GATE_REPORTERS, 'github', await gate());
  const [annotation, rule, title] = text.split('\n');
  expect(annotation).toMatch(
    /^::error file=agents\/careful%2C 1\.md,line=9,title=careful%3A p1::p1: kept 92\/96 → 48\/96\. In 44 comparisons B broke what A kept, in none the reverse: /,
  );
  expect(rule).toBe('---');
  expect(title).toBe('# GATE FAILED: made\\-up');
});

test('Markdown of a gate and of a comparison names what regressed first, and holds no markup of others', async () => {
  const reported = await gate();
  const comparison = reported.document.agents[0]!.gate!;
  for (const text of [
    await told(GATE_REPORTERS, 'markdown', reported),
    await told(COMPARISON_REPORTERS, 'markdown', comparison),
  ]) {
    expect(text).toContain('- **regression** p1\\: kept 92/96 → 48/96\\.');
    expect(text).toContain('| p1 | 92/96 | 48/96 |');
    expect(text).not.toMatch(/<script|^\s*::/m);
    expect(text.length).toBeLessThan(65_536);
  }
});

test('JSON of a gate is its document', async () => {
  const reported = await gate();
  expect(JSON.parse(await told(GATE_REPORTERS, 'json', reported))).toEqual(
    JSON.parse(JSON.stringify(reported.document)),
  );
});
