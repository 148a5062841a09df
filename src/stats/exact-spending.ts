import { binomialPmf } from './binomial.ts';
import { requireEach, requireLevel, requirePart } from './checks.ts';
import { sum } from './sums.ts';

/** Cumulative counts at one look. */
export interface SpendingLook {
  /** Pairs kept by A and broken by B so far. */
  readonly n10: number;
  /** All pairs that differ so far. */
  readonly discordant: number;
  /** Share of the planned data that is in, 0 to 1. */
  readonly fraction: number;
}

/**
 * The alternative to e-values: McNemar's exact test at planned looks, the error alpha·fraction spent by each look, exact
 * given the discordant counts. The index of the first look that rejects "B is no worse", or undefined.
 * @throws {RangeError} unless counts and fractions never fall from look to look.
 */
export function firstExactRejection(looks: readonly SpendingLook[], alpha: number): number | undefined {
  requireLevel('alpha', alpha);
  requireEach(
    'fraction',
    looks.map((look) => look.fraction),
    0,
    1,
  );
  let spent = 0;
  let before: SpendingLook = { n10: 0, discordant: 0, fraction: 0 };
  // paths[k]: the chance under ½ to have n10 = k and to have rejected at no look so far.
  let paths = [1];
  for (const [index, look] of looks.entries()) {
    requirePart('n10', look.n10, 'discordant', look.discordant);
    const steps = look.discordant - before.discordant;
    requirePart('rise of n10', look.n10 - before.n10, 'rise of discordant', steps);
    if (look.fraction < before.fraction) throw new RangeError('`fraction` must not fall from look to look');
    paths = walk(paths, steps);
    let bar = paths.length;
    while (bar > 0 && spent + sum(paths.slice(bar - 1)) <= alpha * look.fraction) bar -= 1;
    if (look.n10 >= bar) return index;
    spent += sum(paths.slice(bar));
    paths = paths.slice(0, bar);
    before = look;
  }
  return undefined;
}

function walk(paths: readonly number[], steps: number): number[] {
  const after = Array.from({ length: paths.length + steps }, () => 0);
  for (const [from, chance] of paths.entries()) {
    for (let up = 0; up <= steps; up++) after[from + up]! += chance * binomialPmf(up, steps, 0.5);
  }
  return after;
}
