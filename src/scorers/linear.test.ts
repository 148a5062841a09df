import { beforeAll, describe, expect, it } from 'vitest';
import { parseAnswer } from '../answers/parse.ts';
import { BUILT_IN_SCORERS } from './index.ts';
import type { Scorer } from './scorer.ts';
import { loadControls } from './shared/controls.ts';
import { ANY_TASK } from './shared/testing.ts';
import { growthOf, type Timed } from '../../test/growth.ts';

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

function textOf(scorers: readonly Scorer[], length: number): string {
  const matter = matterOf(scorers.map(({ id }) => id));
  return matter.repeat(Math.ceil(length / matter.length)).slice(0, length);
}

/** The answer is read anew each time, so that no scorer finds what it remembered. */
async function judge(scorers: readonly Scorer[], length: number, timed: Timed): Promise<void> {
  const answer = parseAnswer({ turns: [textOf(scorers, length)], user: ['Build it.'] });
  await timed(async () => {
    for (const scorer of scorers) await scorer.score(answer, { task: ANY_TASK, params: {} });
  });
}

/** Compared with what proportion and some room allow. */
async function expectProportion(scorers: readonly Scorer[], large: number): Promise<void> {
  const most = ROOM * (large / SMALL);
  const growth = await growthOf((length, timed) => judge(scorers, length, timed), {
    small: SMALL,
    large,
    shortest: 10,
    most,
  });
  expect(growth).toBeLessThan(most);
}

beforeAll(async () => {
  // Parsers that are loaded at their first use.
  await judge([...BUILT_IN_SCORERS.values()], 2 * LARGE, async (part) => part());
}, 120_000);

describe('a verdict takes time in proportion to the answer', () => {
  it.each([...BUILT_IN_SCORERS.keys()])('by %s', async (id) => {
    const scorer = BUILT_IN_SCORERS.get(id);
    if (scorer === undefined) throw new Error(`no scorer ${id}`);
    await expectProportion([scorer], LARGE);
  });

  it('by all scorers together, up to a megabyte', { timeout: 300_000 }, async () => {
    await expectProportion([...BUILT_IN_SCORERS.values()], LARGEST);
  });
});
