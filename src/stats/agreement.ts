import { requireCount } from './checks.ts';
import type { Estimate } from './interval.ts';
import { twoSidedZ, wilsonInterval } from './rates.ts';

/** Verdicts of a scorer against the labels of people. What counts as positive (`kept` or `broken`) is the caller's choice. */
export interface ConfusionTable {
  readonly truePositives: number;
  /** Labelled positive, judged negative. */
  readonly falseNegatives: number;
  /** Labelled negative, judged positive. */
  readonly falsePositives: number;
  readonly trueNegatives: number;
}

/** Counts pairs of label and verdict. */
export function confusionTable(
  pairs: Iterable<{ readonly label: boolean; readonly verdict: boolean }>,
): ConfusionTable {
  const table = { truePositives: 0, falseNegatives: 0, falsePositives: 0, trueNegatives: 0 };
  for (const { label, verdict } of pairs) {
    if (label) table[verdict ? 'truePositives' : 'falseNegatives'] += 1;
    else table[verdict ? 'falsePositives' : 'trueNegatives'] += 1;
  }
  return table;
}

/** How far verdicts agree with labels. What the table cannot tell is undefined. */
export interface Agreement {
  readonly n: number;
  readonly accuracy: Estimate;
  /** Share of the labelled positives that were found. */
  readonly sensitivity: Estimate | undefined;
  /** Share of the labelled negatives that were left alone. */
  readonly specificity: Estimate | undefined;
  /** Share of the positive verdicts that are right. */
  readonly precision: Estimate | undefined;
  /** Mean of sensitivity and specificity: ½ for any scorer that does not read the answer. */
  readonly balancedAccuracy: Estimate | undefined;
  readonly kappa: Kappa | undefined;
  /** Gwet's AC1 (2008), which does not collapse where one class is rare. */
  readonly ac1: number;
  /** Share of the labels that are positive. */
  readonly prevalence: number;
  /** Accuracy of always giving the more frequent label. */
  readonly constantAccuracy: number;
}

/**
 * Measures a scorer against labels: Wilson's intervals for shares, square-and-add of the two for balanced accuracy
 * (Zou & Donner 2008). Undefined for an empty table.
 * @throws {RangeError} unless all cells are counts.
 */
export function agreement(table: ConfusionTable, confidence = 0.95): Agreement | undefined {
  for (const [name, value] of Object.entries(table)) requireCount(name, value);
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = table;
  const positives = truePositives + falseNegatives;
  const n = positives + falsePositives + trueNegatives;
  const z = twoSidedZ(confidence);
  const accuracy = share(truePositives + trueNegatives, n, z);
  if (accuracy === undefined) return undefined;
  const sensitivity = share(truePositives, positives, z);
  const specificity = share(trueNegatives, n - positives, z);
  const prevalence = positives / n;
  const marginal = (prevalence + (truePositives + falsePositives) / n) / 2;
  const expected = 2 * marginal * (1 - marginal);
  return {
    n,
    accuracy,
    sensitivity,
    specificity,
    precision: share(truePositives, truePositives + falsePositives, z),
    balancedAccuracy: sensitivity && specificity && average(sensitivity, specificity),
    kappa: cohenKappa(table, confidence),
    ac1: (accuracy.value - expected) / (1 - expected),
    prevalence,
    constantAccuracy: Math.max(prevalence, 1 - prevalence),
  };
}

function share(part: number, whole: number, z: number): Estimate | undefined {
  if (whole === 0) return undefined;
  return { value: part / whole, interval: wilsonInterval(part / whole, whole, z) };
}

function average(x: Estimate, y: Estimate): Estimate {
  const value = (x.value + y.value) / 2;
  const below = Math.hypot(x.value - x.interval.low, y.value - y.interval.low) / 2;
  const above = Math.hypot(x.interval.high - x.value, y.interval.high - y.value) / 2;
  return { value, interval: { low: Math.max(0, value - below), high: Math.min(1, value + above) } };
}

/** More than the rounding of a dozen operations. */
const ROUNDING = 64 * Number.EPSILON;

/** Cohen's kappa. */
export interface Kappa extends Estimate {
  readonly standardError: number;
}

/**
 * Cohen's kappa (p₀ − pₑ)/(1 − pₑ) with the large-sample interval of Fleiss, Cohen & Everitt (1969). Undefined for an empty
 * table, and where labels and verdicts are all of one and the same class.
 * @throws {RangeError} unless all cells are counts.
 */
export function cohenKappa(table: ConfusionTable, confidence = 0.95): Kappa | undefined {
  for (const [name, value] of Object.entries(table)) requireCount(name, value);
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = table;
  const n = truePositives + falseNegatives + falsePositives + trueNegatives;
  const label = (truePositives + falseNegatives) / n;
  const verdict = (truePositives + falsePositives) / n;
  const expected = label * verdict + (1 - label) * (1 - verdict);
  if (n === 0 || expected === 1) return undefined;
  const value = ((truePositives + trueNegatives) / n - expected) / (1 - expected);
  const disagreement = 1 - value;
  const agreeing =
    (truePositives / n) * (1 - (label + verdict) * disagreement) ** 2 +
    (trueNegatives / n) * (1 - (2 - label - verdict) * disagreement) ** 2;
  const differing =
    (falseNegatives / n) * (verdict + 1 - label) ** 2 + (falsePositives / n) * (1 - verdict + label) ** 2;
  const terms = agreeing + disagreement ** 2 * differing;
  const spread = terms - (value - expected * disagreement) ** 2;
  // Where the terms cancel out, what is left is rounding, and its root would be large.
  const standardError = spread < ROUNDING * terms ? 0 : Math.sqrt(spread / n) / (1 - expected);
  const reach = twoSidedZ(confidence) * standardError;
  return {
    value,
    standardError,
    interval: { low: Math.max(-1, value - reach), high: Math.min(1, value + reach) },
  };
}
