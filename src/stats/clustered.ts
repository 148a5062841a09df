import { requireEach, requireLevel } from './checks.ts';
import type { Interval } from './interval.ts';
import { twoSidedZ, wilsonInterval } from './rates.ts';
import { designEffect, taskMeans, varianceSplit } from './repeats.ts';
import { studentQuantile } from './student.ts';
import { mean, sum, variance } from './sums.ts';

/**
 * The standard error of the mean of the tasks' means, √(Σ(x̄ᵢ − x̄)²/(n(n − 1))) (Miller 2024); undefined below two tasks.
 * @throws {RangeError} if a score is not a finite number.
 */
export function standardErrorOfTasks(tasks: readonly (readonly number[])[]): number | undefined {
  for (const scores of tasks) requireEach('scores', scores);
  const means = taskMeans(tasks);
  const spread = variance(means);
  return spread === undefined ? undefined : Math.sqrt(spread / means.length);
}

/** Standard errors of a pooled mean whose scores come in clusters. */
export interface ClusteredErrors {
  /** Miller 2024, appendix A: √(Σ_c (Σ_{i∈c}(s_i − s̄))²)/n. */
  readonly cr0: number;
  /** CR0 times √(C/(C − 1)), as Inspect reports it. */
  readonly cr1: number;
}

/**
 * Cluster-robust standard errors of the mean of all scores; undefined below two clusters with scores.
 * @throws {RangeError} if a score is not a finite number.
 */
export function clusteredErrors(clusters: readonly (readonly number[])[]): ClusteredErrors | undefined {
  const scored = clusters.filter((scores) => scores.length > 0);
  for (const scores of scored) requireEach('scores', scores);
  if (scored.length < 2) return undefined;
  const n = sum(scored.map((scores) => scores.length));
  const centre = sum(scored.map(sum)) / n;
  const squares = sum(scored.map((scores) => sum(scores.map((score) => score - centre)) ** 2));
  const cr0 = Math.sqrt(squares) / n;
  return { cr0, cr1: cr0 * Math.sqrt(scored.length / (scored.length - 1)) };
}

/** A keep-rate over repeated tasks. */
export interface RepeatedRate {
  readonly rate: number;
  /** How many independent scores the data are worth. */
  readonly effectiveN: number;
  readonly interval: Interval;
}

/**
 * The pooled keep-rate with Wilson's interval at n/(1 + (m − 1)·ICC), m the mean number of repeats, so that repeating a
 * task that always comes out the same narrows nothing. Where ICC cannot be told, of a single task or where nothing varies,
 * tasks are counted. Undefined without scores.
 * @throws {RangeError} unless every score is from 0 to 1.
 */
export function pooledRate(
  tasks: readonly (readonly number[])[],
  confidence = 0.95,
): RepeatedRate | undefined {
  const scored = tasks.filter((scores) => scores.length > 0);
  for (const scores of scored) requireEach('scores', scores, 0, 1);
  const n = sum(scored.map((scores) => scores.length));
  if (n === 0) return undefined;
  const rate = sum(scored.map(sum)) / n;
  // Nothing shows there that repeats of a task are more than one observation.
  const isOneEach = scored.length === 1 || new Set(scored.flat()).size === 1;
  const effectiveN = isOneEach
    ? scored.length
    : n / designEffect(n / scored.length, varianceSplit(scored)?.icc ?? 0);
  return { rate, effectiveN, interval: wilsonInterval(rate, effectiveN, twoSidedZ(confidence)) };
}

/**
 * The mean over tasks with Wilson's interval for tasks like these: effective n = p(1 − p)/SE² held within [1, scores],
 * the number of tasks if SE is 0, and Student's t with (tasks − 1) degrees of freedom in place of z. It keeps its level
 * where the t interval fails (10 of 10 is not [1, 1]). Undefined below two tasks with scores.
 * @throws {RangeError} unless every score is from 0 to 1.
 */
export function rateOverTasks(
  tasks: readonly (readonly number[])[],
  confidence = 0.95,
): RepeatedRate | undefined {
  for (const scores of tasks) requireEach('scores', scores, 0, 1);
  requireLevel('confidence', confidence);
  const means = taskMeans(tasks);
  const rate = mean(means);
  const error = standardErrorOfTasks(tasks);
  if (rate === undefined || error === undefined) return undefined;
  const scores = sum(tasks.map((values) => values.length));
  const effectiveN =
    error === 0 ? means.length : Math.min(scores, Math.max(1, (rate * (1 - rate)) / error ** 2));
  const quantile = studentQuantile((1 + confidence) / 2, means.length - 1);
  return { rate, effectiveN, interval: wilsonInterval(rate, effectiveN, quantile) };
}
