import { requireCount, requireEach, requirePart } from './checks.ts';
import { mean, sum, variance } from './sums.ts';

/**
 * pass@k: the chance that at least one of k repeats drawn from these n is kept, 1 − C(n − c, k)/C(n, k); unbiased
 * (Chen et al. 2021).
 * @throws {RangeError} unless 0 <= kept <= n and 1 <= k <= n are whole.
 */
export function passAtK(kept: number, n: number, k: number): number {
  return 1 - chanceAllAre(n - kept, n, k);
}

/**
 * pass^k: the chance that all of k repeats drawn from these n are kept, C(c, k)/C(n, k); unbiased, unlike (c/n)^k
 * (Yao et al. 2024).
 * @throws {RangeError} unless 0 <= kept <= n and 1 <= k <= n are whole.
 */
export function passHatK(kept: number, n: number, k: number): number {
  return chanceAllAre(kept, n, k);
}

function chanceAllAre(some: number, n: number, k: number): number {
  requirePart('kept', some, 'n', n);
  requirePart('k', k, 'n', n);
  requireCount('k', k, 1);
  let chance = 1;
  for (let drawn = 0; drawn < k && chance > 0; drawn++) chance *= Math.max(0, some - drawn) / (n - drawn);
  return chance;
}

/** How the scores of repeated tasks spread. */
export interface VarianceSplit {
  /** Variance of repeats around their task's mean. */
  readonly within: number;
  /** Variance of the tasks' true means, never below 0. */
  readonly between: number;
  /** between/(between + within): 1 if repeats of a task always agree, 0 if the task tells nothing; 0 if nothing varies. */
  readonly icc: number;
}

/**
 * Splits the variance of scores into repeats and tasks by one-way analysis of variance (Fisher 1925; unequal counts by
 * m0 = (N − Σm²/N)/(C − 1)); with equal counts this is Miller 2024's ω² and σ².
 * Undefined if fewer than two tasks have scores, or no task has two.
 * @throws {RangeError} if a score is not a finite number.
 */
export function varianceSplit(tasks: readonly (readonly number[])[]): VarianceSplit | undefined {
  const scored = tasks.filter((scores) => scores.length > 0);
  for (const scores of scored) requireEach('scores', scores);
  const total = sum(scored.map((scores) => scores.length));
  if (scored.length < 2 || total === scored.length) return undefined;
  const grand = sum(scored.map(sum)) / total;
  const within =
    sum(scored.map((scores) => (variance(scores) ?? 0) * (scores.length - 1))) / (total - scored.length);
  const spread = scored.map((scores) => scores.length * (sum(scores) / scores.length - grand) ** 2);
  const typical = (total - sum(scored.map((scores) => scores.length ** 2)) / total) / (scored.length - 1);
  const between = Math.max(0, (sum(spread) / (scored.length - 1) - within) / typical);
  return { within, between, icc: between === 0 ? 0 : between / (between + within) };
}

/** 1 + (m − 1)·ICC: how many repeats it takes to tell as much as one independent score; never below 1. */
export function designEffect(repeats: number, icc: number): number {
  return Math.max(1, 1 + (repeats - 1) * icc);
}

/** The mean of each task's scores; tasks without scores drop out. */
export function taskMeans(tasks: readonly (readonly number[])[]): number[] {
  return tasks.map(mean).filter((value) => value !== undefined);
}

/**
 * The share of repeats that equal the first answer to their task, over all tasks with at least two; undefined if there
 * are none. Give fingerprints of the answers, not scores: an agent that always keeps its promise is not a cache.
 */
export function identicalRepeats(tasks: readonly (readonly (string | number)[])[]): number | undefined {
  const further = tasks.flatMap(([first, ...others]) => others.map((other) => Number(other === first)));
  return mean(further);
}

/** True if more than 95 % of repeats are identical (temperature 0, a response cache): then only one slot a task counts. */
export function repeatsAddNothing(tasks: readonly (readonly (string | number)[])[]): boolean {
  return (identicalRepeats(tasks) ?? 0) > 0.95;
}

/** Indices of the tasks whose repeats disagree: the flaky ones. */
export function flakyTasks(tasks: readonly (readonly number[])[]): number[] {
  return [...tasks.keys()].filter((index) => new Set(tasks[index]).size > 1);
}
