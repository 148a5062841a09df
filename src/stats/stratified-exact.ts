import { requirePart } from './checks.ts';
import { sum } from './sums.ts';

/** What one task did in A (or the pool of earlier nights) and in B (or the window). */
export interface Stratum {
  readonly keptA: number;
  readonly nA: number;
  readonly keptB: number;
  readonly nB: number;
}

/** Chances, given how often each task was kept in all, of what B did. */
export interface ExactTest {
  /** One-sided: B kept as few or fewer. */
  readonly worse: number;
  readonly worseMid: number;
  /** Chance of all outcomes as unlikely as B's (as R's `fisher.test` and exact `mantelhaen.test`). */
  readonly twoSided: number;
}

/**
 * The exact stratified test of B against A: the sum over tasks of hypergeometric counts (Fisher's exact test for one task).
 * Tasks that only one side has drop out; with none left nothing speaks for a change: 1, mid-p ½.
 * @throws {RangeError} unless 0 <= kept <= n are whole on both sides.
 */
export function stratifiedExact(strata: readonly Stratum[]): ExactTest {
  let chances = [1];
  let at = 0;
  for (const stratum of strata) {
    requirePart('keptA', stratum.keptA, 'nA', stratum.nA);
    requirePart('keptB', stratum.keptB, 'nB', stratum.nB);
    // Given its margins, a task that one side lacks can come out in one way only: it adds a certain count.
    const { least, pmf } = keptInB(stratum);
    at += stratum.keptB - least;
    chances = convolve(chances, pmf);
  }
  const point = chances[at]!;
  const below = sum(chances.slice(0, at));
  // The slack of R's fisher.test: equal chances may differ by rounding.
  const asUnlikely = sum(chances.filter((chance) => chance <= point * (1 + 1e-7)));
  return {
    worse: Math.min(1, below + point),
    worseMid: Math.min(1, below + point / 2),
    twoSided: Math.min(1, asUnlikely),
  };
}

/** The hypergeometric distribution of the count kept in B, from its least value on, grown from its mode by ratios. */
function keptInB({ keptA, nA, keptB, nB }: Stratum): { least: number; pmf: number[] } {
  const kept = keptA + keptB;
  const least = Math.max(0, kept - nA);
  const most = Math.min(nB, kept);
  const mode = Math.min(most, Math.max(least, Math.floor(((kept + 1) * (nB + 1)) / (nA + nB + 2))));
  const ratio = (x: number) => ((kept - x) * (nB - x)) / ((x + 1) * (nA - kept + x + 1));
  const weights = Array.from({ length: most - least + 1 }, () => 1);
  for (let x = mode; x < most; x++) weights[x + 1 - least] = weights[x - least]! * ratio(x);
  for (let x = mode; x > least; x--) weights[x - 1 - least] = weights[x - least]! / ratio(x - 1);
  const total = sum(weights);
  return { least, pmf: weights.map((weight) => weight / total) };
}

function convolve(left: readonly number[], right: readonly number[]): number[] {
  const result = Array.from({ length: left.length + right.length - 1 }, () => 0);
  for (const [i, x] of left.entries()) {
    for (const [j, y] of right.entries()) result[i + j]! += x * y;
  }
  return result;
}
