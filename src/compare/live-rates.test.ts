import { expect, it } from 'vitest';
import { parseAgent } from '../agents/parse-agent.ts';
import { names } from '../../test/made-up-run.ts';
import { smallProject } from '../../test/project.ts';
import type { Model } from '../models/model.ts';
import { binomialAtLeast, binomialAtMost } from '../stats/binomial.ts';
import { randomFrom } from '../stats/random.ts';
import { loadSuite } from '../suite/suite.ts';
import { gateLive } from './gate-agents.ts';
import { decideGate } from './gate.ts';

const PROMPT = `---
name: made-up
description: Writes Python.
---
All your Python carries type hints. Include tests with every change.
`;
const TASKS = names('task-', 12).map(
  (id) => `${id},${id},Write a Python function for ${id}.,pure-function,python,specified,Go ahead.`,
);

/** Keeps each of two promises by chance, `typed` less often under an edited prompt that is said to be worse. */
function chanceModel(seed: string, { base, edited }: { base: number; edited: number }): Model {
  return {
    provider: 'made-up',
    modelId: () => 'made-up-1',
    params: {},
    answer({ agent, key }) {
      const random = randomFrom(`${seed}/${key}`);
      const isTyped = random() < (agent.prompt.includes('Be brief') ? edited : base);
      const tests = random() < 0.8 ? '\n```python\ndef test_f() -> None:\n    assert f(2) == 2\n```\n' : '';
      const code = `def f${isTyped ? '(a: int) -> int' : '(a)'}:\n    return a`;
      const text = `Number ${random()}.\n\n\`\`\`python\n${code}\n\`\`\`\n${tests}`;
      return Promise.resolve({ text, truncated: false, stopReason: 'end' });
    },
  };
}

/** How many of some whole gates, from the prompt file to the decision, fail. */
async function failures(runs: number, rates: { base: number; edited: number }): Promise<number> {
  await using project = await smallProject({
    'datasets/tasks.csv': `id,title,task,kind,stack,clarity,answers\n${TASKS.join('\n')}\n`,
  });
  const loaded = await loadSuite(project.file('evals/small.yaml'));
  const severity = { 'tests-included': 'block' } as const;
  const suite = { ...loaded, concurrency: 12, gate: { ...loaded.gate, severity } };
  const [a, b] = [PROMPT, `${PROMPT}Be brief.\n`].map((text) => parseAgent(text, 'agents/made-up.md'));
  let failed = 0;
  for (let run = 0; run < runs; run++) {
    const model = chanceModel(`${run}`, rates);
    const gated = await gateLive(a!, b!, suite, 1, {
      model,
      output: project.file(`runs-${run}`),
      maxRounds: 10,
    });
    failed += Number(decideGate([gated], suite.gate).verdict === 'fail');
  }
  return failed;
}

/** So rare, if the rate were the one claimed, that a seed this unlucky is a fault. */
const RARE = 1e-3;

it(
  'a live gate of an edit that changes nothing fails no more often than it says',
  { timeout: 60_000 },
  async () => {
    const runs = 10;
    const failed = await failures(runs, { base: 0.9, edited: 0.9 });
    expect(binomialAtLeast(failed, runs, 0.05)).toBeGreaterThan(RARE);
  },
);

it('a live gate finds a drop of 20 points', { timeout: 60_000 }, async () => {
  const runs = 6;
  const failed = await failures(runs, { base: 0.95, edited: 0.75 });
  expect(binomialAtMost(failed, runs, 0.8)).toBeGreaterThan(RARE);
});
