import { requireEach, requireLevel, requirePositive } from './checks.ts';
import { normalSurvival } from './normal.ts';
import { sum } from './sums.ts';

/** Whether a series rises or falls, whatever the shape. */
export interface MonotoneTrend {
  /** Pairs of nights that rise less pairs that fall. */
  readonly score: number;
  readonly variance: number;
  /** With continuity correction. */
  readonly z: number;
  readonly twoSided: number;
  /** Sen's slope a night (1968): the median slope of all pairs of nights. */
  readonly slope: number;
}

/**
 * The Mann–Kendall test (Mann 1945, Kendall 1975, variance corrected for ties) with Sen's slope; undefined below two values.
 * @throws {RangeError} if a value is not a finite number.
 */
export function mannKendall(series: readonly number[]): MonotoneTrend | undefined {
  requireEach('series', series);
  const n = series.length;
  if (n < 2) return undefined;
  const slopes: number[] = [];
  let score = 0;
  for (const [later, value] of series.entries()) {
    for (const [earlier, before] of series.slice(0, later).entries()) {
      score += Math.sign(value - before);
      slopes.push((value - before) / (later - earlier));
    }
  }
  const tied = [...Map.groupBy(series, (value) => value).values()].map((group) => group.length);
  const variance = (pairTerm(n) - sum(tied.map(pairTerm))) / 18;
  const z = score === 0 ? 0 : (score - Math.sign(score)) / Math.sqrt(variance);
  return {
    score,
    variance,
    z,
    twoSided: Math.min(1, 2 * normalSurvival(Math.abs(z))),
    slope: median(slopes),
  };
}

function pairTerm(n: number): number {
  return n * (n - 1) * (2 * n + 5);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

/** The level and noise of a series while nothing is wrong. */
export interface InControl {
  readonly mean: number;
  /** Standard deviation of one night's value. */
  readonly deviation: number;
}

/** One night of a control chart. */
export interface ChartPoint {
  readonly value: number;
  /** The chart signals a fall when the value is below this. */
  readonly limit: number;
}

/**
 * The lower half of an exponentially weighted moving average chart (Roberts 1959): v ← λx + (1 − λ)v, limit
 * μ − Lσ√(λ/(2 − λ)·(1 − (1 − λ)^2t)), λ `weight` and L `width`.
 * @throws {RangeError} unless values are finite, deviation and width positive, weight between 0 and 1.
 */
export function ewmaLower(
  series: readonly number[],
  inControl: InControl,
  weight = 0.2,
  width = 2.7,
): ChartPoint[] {
  requireEach('series', [...series, inControl.mean]);
  requirePositive('deviation', inControl.deviation);
  requireLevel('weight', weight);
  requirePositive('width', width);
  let value = inControl.mean;
  return series.map((observed, index) => {
    value = weight * observed + (1 - weight) * value;
    const share = (weight / (2 - weight)) * (1 - (1 - weight) ** (2 * (index + 1)));
    return { value, limit: inControl.mean - width * inControl.deviation * Math.sqrt(share) };
  });
}

/**
 * The lower cumulative sum (Page 1954) in standard deviations: c ← max(0, c + (μ − x)/σ − slack). It signals a fall from 4 or
 * 5 on.
 * @throws {RangeError} unless values are finite and the deviation is positive.
 */
export function cusumLower(series: readonly number[], inControl: InControl, slack = 0.5): number[] {
  requireEach('series', [...series, inControl.mean, slack]);
  requirePositive('deviation', inControl.deviation);
  let level = 0;
  return series.map((observed) => {
    level = Math.max(0, level + (inControl.mean - observed) / inControl.deviation - slack);
    return level;
  });
}
