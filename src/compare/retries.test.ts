import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type MadeUpRun, madeUpRun, madeUpRunFile, names } from '../../test/made-up-run.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { binomialAtLeast } from '../stats/binomial.ts';
import { randomFrom } from '../stats/random.ts';
import { gatePolicySchema } from '../suite/gate-policy.ts';
import { baselineOf, baselineSide } from './baseline.ts';
import { withEarlierRuns } from './earlier-runs.ts';
import { gateStored } from './gate-agents.ts';
import { GATE_FILE } from './gate-history.ts';
import type { Side } from './side.ts';
import { collectRun, readStoredRun } from './stored-run.ts';

const TASKS = names('t', 6);
const PROMISES = names('p', 3);
const POLICY = gatePolicySchema.parse({ overallMargin: 0.2, margin: 0.15 });

interface Tries {
  readonly seed: string;
  /** Share of answers that keep `p1`; every other promise is kept nine times of ten. */
  readonly base: number;
  readonly candidate: number;
  /** Repeats of each try. */
  readonly repeats: readonly number[];
}

/** What the gate says try after try, each with a run of its own beside the runs before it. */
async function gateAgainAndAgain({ seed, base, candidate, repeats }: Tries): Promise<string[]> {
  await using output = await tempFolder({});
  const random = randomFrom(seed);
  const made = (id: string, count: number, rate: number): MadeUpRun => ({
    id,
    agents: ['x'],
    tasks: TASKS,
    promises: PROMISES,
    repeats: count,
    verdict: ({ promise }) => (random() < (promise === 'p1' ? rate : 0.9) ? 'kept' : 'broken'),
    header: { model: { provider: 'made-up', params: {} } },
  });
  const blessed = baselineOf(await collectRun(madeUpRun(made('base', 16, base)), 'base'));
  const a: Side = baselineSide(blessed, 'x', 'base')!;
  const said: string[] = [];
  for (const [index, count] of repeats.entries()) {
    const folder = join(output.path, `try-${index}`);
    await mkdir(folder);
    await writeFile(join(folder, 'run.jsonl'), madeUpRunFile(made(`try-${index}`, count, candidate)));
    const { side: b } = await withEarlierRuns(await readStoredRun(folder), 'x', output.path, blessed);
    const gated = await gateStored({ a, b }, { policy: POLICY, agents: 1, output: output.path });
    await writeFile(join(folder, GATE_FILE), JSON.stringify({ agents: [gated] }));
    said.push(gated.gate!.verdict);
  }
  return said;
}

/** So rare, if the rate were the one claimed, that a seed this unlucky is a fault. */
const RARE = 1e-3;

it('seldom turns green for a promise that dropped, however often a gate is tried again with more answers', async () => {
  let green = 0;
  let turned = 0;
  const pairs = 60;
  for (let pair = 0; pair < pairs; pair++) {
    const repeats = [4, 4, 4, 4, 4];
    const said = await gateAgainAndAgain({ seed: `drop/${pair}`, base: 0.95, candidate: 0.75, repeats });
    green += Number(said.includes('no-regression'));
    turned += Number(said.indexOf('no-regression') > 0);
    const red = said.indexOf('regression');
    if (red !== -1) expect(new Set(said.slice(red))).toEqual(new Set(['regression']));
  }
  // The bound is an approximation: errors up to 6.3 % are known.
  expect(binomialAtLeast(green, pairs, 0.063)).toBeGreaterThan(RARE);
  expect(turned).toBe(0);
});

it('seldom turns red for an agent that did not change, however often a gate is tried again', async () => {
  let red = 0;
  const pairs = 60;
  for (let pair = 0; pair < pairs; pair++) {
    const said = await gateAgainAndAgain({
      seed: `same/${pair}`,
      base: 0.9,
      candidate: 0.9,
      repeats: [2, 4, 8],
    });
    red += Number(said.includes('regression'));
  }
  expect(binomialAtLeast(red, pairs, POLICY.alpha)).toBeGreaterThan(RARE);
});
