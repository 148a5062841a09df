import { requirePositive, requireWithin } from './checks.ts';
import type { Estimate } from './interval.ts';
import { twoSidedZ } from './rates.ts';

/** A rate as a judge reports it, and how the judge did on labelled answers. */
export interface JudgedRate {
  /** Share of `n` answers that the judge called positive. */
  readonly rate: number;
  /** May be an effective count. */
  readonly n: number;
  /** Share of `labelledNegatives` that the judge called negative. */
  readonly specificity: number;
  readonly labelledNegatives: number;
  /** Share of `labelledPositives` that the judge called positive. */
  readonly sensitivity: number;
  readonly labelledPositives: number;
}

/** A rate with the judge's errors taken out. */
export interface CorrectedRate extends Estimate {
  /** By the delta method, of the value before it is held within [0, 1]. */
  readonly standardError: number;
}

/**
 * The true rate behind a judge's (Rogan & Gladen 1978), (p + q₀ − 1)/(q₀ + q₁ − 1), with the interval of Lee et al. (2025,
 * arXiv 2511.21140): z²/2 added to the test's counts, 1 to the labelled ones, and a shift for the ratio's bias.
 * Undefined if the judge is no better than a coin, q₀ + q₁ <= 1: then nothing can be corrected. Differences between two
 * versions may be corrected like this only if the judge errs equally on both.
 * @throws {RangeError} unless rates are from 0 to 1 and counts positive.
 */
export function correctRate(judged: JudgedRate, confidence = 0.95): CorrectedRate | undefined {
  const { rate, n, specificity, labelledNegatives, sensitivity, labelledPositives } = judged;
  for (const [name, value] of Object.entries({ rate, specificity, sensitivity }))
    requireWithin(name, value, 0, 1);
  for (const [name, value] of Object.entries({ n, labelledNegatives, labelledPositives }))
    requirePositive(name, value);
  const z = twoSidedZ(confidence);
  const smoothed = {
    rate: (n * rate + (z * z) / 2) / (n + z * z),
    n: n + z * z,
    specificity: (labelledNegatives * specificity + 1) / (labelledNegatives + 2),
    labelledNegatives: labelledNegatives + 2,
    sensitivity: (labelledPositives * sensitivity + 1) / (labelledPositives + 2),
    labelledPositives: labelledPositives + 2,
  };
  if (skillOf(judged) <= 0 || skillOf(smoothed) <= 0) return undefined;
  const centre = trueRate(smoothed);
  const q0 = smoothed.specificity;
  const q1 = smoothed.sensitivity;
  const shift =
    2 *
    z *
    z *
    ((centre * q1 * (1 - q1)) / smoothed.labelledPositives -
      ((1 - centre) * q0 * (1 - q0)) / smoothed.labelledNegatives);
  const reach = z * deltaError(smoothed);
  return {
    value: withinUnit(trueRate(judged)),
    standardError: deltaError(judged),
    interval: { low: withinUnit(centre + shift - reach), high: withinUnit(centre + shift + reach) },
  };
}

function skillOf({ specificity, sensitivity }: JudgedRate): number {
  return specificity + sensitivity - 1;
}

function trueRate(judged: JudgedRate): number {
  return (judged.rate + judged.specificity - 1) / skillOf(judged);
}

function deltaError(judged: JudgedRate): number {
  const { rate, n, specificity, labelledNegatives, sensitivity, labelledPositives } = judged;
  const theta = trueRate(judged);
  const spread =
    (rate * (1 - rate)) / n +
    ((1 - theta) ** 2 * specificity * (1 - specificity)) / labelledNegatives +
    (theta ** 2 * sensitivity * (1 - sensitivity)) / labelledPositives;
  return Math.sqrt(spread) / skillOf(judged);
}

function withinUnit(value: number): number {
  return Math.min(1, Math.max(0, value));
}
