import { beforeAll, describe, expect, it } from 'vitest';
import { parseAnswer } from '../answers/parse.ts';
import { BUILT_IN_SCORERS } from './index.ts';
import type { Scorer } from './scorer.ts';
import { loadControls } from './shared/controls.ts';
import { ANY_TASK } from './shared/testing.ts';

const controls = await loadControls(new URL('controls/', import.meta.url));
/** The control answers of one scorer, or of all, one after the other: it finds its own matter in any part of it. */
const matterOf = (ids: readonly string[]): string =>
  ids
    .flatMap((id) => controls.get(id) ?? [])
    .flatMap(({ turns }) => turns)
    .join('\n\n');

const SMALL = 10_000;
const LARGE = 100_000;
const LARGEST = 1_000_000;
/** Quadratic time would take as many times again as the text is longer; small readings and clean-up need some room. */
const ROOM = 6;
const SHORTEST_READING_MS = 10;

function textOf(scorers: readonly Scorer[], length: number): string {
  const matter = matterOf(scorers.map(({ id }) => id));
  return matter.repeat(Math.ceil(length / matter.length)).slice(0, length);
}

/** Processor time, which does not depend on what else the machine does; the answer is read anew each time. */
async function milliseconds(scorers: readonly Scorer[], length: number): Promise<number> {
  const answer = parseAnswer({ turns: [textOf(scorers, length)], user: ['Build it.'] });
  const start = process.cpuUsage();
  for (const scorer of scorers) await scorer.score(answer, { task: ANY_TASK, params: {} });
  return process.cpuUsage(start).user / 1000;
}

async function growth(scorers: readonly Scorer[], length: number): Promise<number> {
  const readings = [await milliseconds(scorers, SMALL), await milliseconds(scorers, SMALL)];
  return (await milliseconds(scorers, length)) / Math.max(SHORTEST_READING_MS, ...readings);
}

beforeAll(async () => {
  // Parsers that are loaded at their first use.
  await milliseconds([...BUILT_IN_SCORERS.values()], 2 * LARGE);
}, 120_000);

describe('a verdict takes time in proportion to the answer', () => {
  it.each([...BUILT_IN_SCORERS.keys()])('by %s', async (id) => {
    const scorer = BUILT_IN_SCORERS.get(id);
    if (scorer === undefined) throw new Error(`no scorer ${id}`);
    expect(await growth([scorer], LARGE)).toBeLessThan(ROOM * (LARGE / SMALL));
  });

  it('by all scorers together, up to a megabyte', { timeout: 300_000 }, async () => {
    expect(await growth([...BUILT_IN_SCORERS.values()], LARGEST)).toBeLessThan(ROOM * (LARGEST / SMALL));
  });
});
