import { binomialAtLeast, binomialAtMost, binomialPmf } from './binomial.ts';
import { requireCount, requireEach, requireLevel } from './checks.ts';
import type { Interval } from './interval.ts';
import { randomFrom } from './random.ts';
import { studentQuantile, studentSurvival } from './student.ts';
import { mean, sum, variance } from './sums.ts';

/** Chances, if nothing changed, of a result at least as extreme. Mid-p halves the weight of the result itself. */
export interface PairedTest {
  /** One-sided: B is worse. */
  readonly worse: number;
  readonly worseMid: number;
  readonly twoSided: number;
  readonly twoSidedMid: number;
}

/**
 * McNemar's exact test on `n10` pairs kept by A and broken by B and `n01` the other way round: Bin(n10 + n01, ½).
 * Without discordant pairs nothing speaks for a change: 1, and ½ for the one-sided mid-p.
 * @throws {RangeError} unless both are counts.
 */
export function mcnemar(n10: number, n01: number): PairedTest {
  requireCount('n10', n10);
  requireCount('n01', n01);
  const n = n10 + n01;
  const point = binomialPmf(n10, n, 0.5);
  const worse = binomialAtLeast(n10, n, 0.5);
  const fewer = binomialAtMost(Math.min(n10, n01), n, 0.5);
  return {
    worse,
    worseMid: worse - point / 2,
    twoSided: Math.min(1, 2 * fewer),
    twoSidedMid: Math.min(1, 2 * fewer - point),
  };
}

/** Sums closer than this are one sum: differences of means carry rounding errors. */
const GRID = 1e-9;
/** Beyond this many distinct sums the exact distribution gives way to sampling. */
const MAX_SUMS = 200_000;
const SAMPLES = 10_000;

/**
 * The sign-flip test on the drops of tasks (A minus B): if nothing changed, each drop was as likely with the other sign.
 * Exact over all 2ⁿ flips while they reach at most 200,000 distinct sums; else (r + 1)/(R + 1) over 10,000 seeded flips.
 * @throws {RangeError} if a drop is not a finite number.
 */
export function signFlip(drops: readonly number[], seed = 'sign-flip'): PairedTest {
  requireEach('drops', drops);
  const sizes = drops
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort((x, y) => x - y);
  // Relative to the largest drop, so that the unit in which drops are given plays no part.
  const unit = GRID * (sizes.at(-1) ?? 1);
  const observed = sum(drops);
  return testAgainst(flippedSums(sizes, unit) ?? sampledSums(sizes, observed, seed), observed, unit);
}

/** Sums and their chances under random signs; undefined if there are too many. */
function flippedSums(
  sizes: readonly number[],
  unit: number,
): Iterable<readonly [number, number]> | undefined {
  let sums = new Map([[0, { value: 0, chance: 1 }]]);
  for (const size of sizes) {
    const next: typeof sums = new Map();
    for (const { value, chance } of sums.values()) {
      for (const flipped of [value - size, value + size]) {
        const key = Math.round(flipped / unit);
        const met = next.get(key);
        if (met) met.chance += chance / 2;
        else next.set(key, { value: flipped, chance: chance / 2 });
      }
    }
    if (next.size > MAX_SUMS) return undefined;
    sums = next;
  }
  return [...sums.values()].map(({ value, chance }) => [value, chance] as const);
}

function sampledSums(
  sizes: readonly number[],
  observed: number,
  seed: string,
): Array<readonly [number, number]> {
  const random = randomFrom(seed);
  const chance = 1 / (SAMPLES + 1);
  const sums = Array.from({ length: SAMPLES }, () =>
    sum(sizes.map((size) => (random() < 0.5 ? size : -size))),
  );
  return [observed, ...sums].map((value) => [value, chance] as const);
}

function testAgainst(sums: Iterable<readonly [number, number]>, observed: number, unit: number): PairedTest {
  let [above, at, beyond, edge] = [0, 0, 0, 0];
  for (const [value, chance] of sums) {
    if (Math.abs(value - observed) <= unit) at += chance;
    else if (value > observed) above += chance;
    const further = Math.abs(value) - Math.abs(observed);
    if (Math.abs(further) <= unit) edge += chance;
    else if (further > 0) beyond += chance;
  }
  return {
    worse: above + at,
    worseMid: above + at / 2,
    twoSided: beyond + edge,
    twoSidedMid: beyond + edge / 2,
  };
}

/** Student's test and interval for the mean drop over tasks. */
export interface PairedT {
  readonly mean: number;
  readonly standardError: number;
  /** Chance, if nothing changed, of a mean drop at least as large. */
  readonly worse: number;
  readonly twoSided: number;
  /** Two-sided, for tasks like these; not clipped to [−1, 1]. */
  readonly interval: Interval;
}

/**
 * The paired t test on the drops of tasks (A minus B, in shares of 1), t with n − 1 degrees of freedom; undefined below two
 * tasks. Drops that are all equal have the standard error 0 and the interval [d, d], which claims too much: show it only
 * beside an exact method.
 * @throws {RangeError} if a drop is not a finite number.
 */
export function pairedT(drops: readonly number[], confidence = 0.95): PairedT | undefined {
  requireEach('drops', drops);
  requireLevel('confidence', confidence);
  const average = mean(drops);
  const spread = variance(drops);
  if (average === undefined || spread === undefined) return undefined;
  const centre = unlessRounding(average);
  const standardError = unlessRounding(Math.sqrt(spread / drops.length));
  const df = drops.length - 1;
  const t = centre === 0 ? 0 : centre / standardError;
  const reach = standardError * studentQuantile((1 + confidence) / 2, df);
  return {
    mean: centre,
    standardError,
    worse: studentSurvival(t, df),
    twoSided: 2 * studentSurvival(Math.abs(t), df),
    interval: { low: centre - reach, high: centre + reach },
  };
}

/** 0 for what rounding alone leaves of shares that cancel out. */
function unlessRounding(value: number): number {
  return Math.abs(value) < GRID ? 0 : value;
}
