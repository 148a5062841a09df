import { betaQuantile } from './beta.ts';
import { requireLevel, requirePart, requirePositive, requireWithin } from './checks.ts';
import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/** The two-sided normal quantile of a confidence: 1.96 for 0.95. */
export function twoSidedZ(confidence: number): number {
  requireLevel('confidence', confidence);
  return normalQuantile((1 + confidence) / 2);
}

/**
 * Wilson's score interval of one keep-rate (Wilson 1927):
 * (p + q²/2n ± q√(p(1−p)/n + q²/4n²))/(1 + q²/n). `n` may be an effective count, and `quantile` Student's t in place of z.
 * @throws {RangeError} unless 0 <= rate <= 1, n > 0 and quantile > 0: a rate of nothing has no interval.
 */
export function wilsonInterval(rate: number, n: number, quantile = twoSidedZ(0.95)): Interval {
  requireWithin('rate', rate, 0, 1);
  requirePositive('n', n);
  requirePositive('quantile', quantile);
  const square = quantile * quantile;
  const centre = rate + square / (2 * n);
  const reach = quantile * Math.sqrt((rate * (1 - rate)) / n + square / (4 * n * n));
  return {
    low: rate === 0 ? 0 : Math.max(0, (centre - reach) / (1 + square / n)),
    high: rate === 1 ? 1 : Math.min(1, (centre + reach) / (1 + square / n)),
  };
}

/**
 * Clopper and Pearson's exact interval of `kept` of `n` (1934): Beta quantiles of (k, n − k + 1) and (k + 1, n − k).
 * @throws {RangeError} unless 0 <= kept <= n are whole and n > 0.
 */
export function clopperPearsonInterval(kept: number, n: number, confidence = 0.95): Interval {
  const tail = tailOf(kept, n, confidence);
  return {
    low: kept === 0 ? 0 : betaQuantile(tail, kept, n - kept + 1),
    high: kept === n ? 1 : betaQuantile(1 - tail, kept + 1, n - kept),
  };
}

/**
 * Jeffreys' interval of `kept` of `n`: quantiles of Beta(k + ½, n − k + ½), with 0 kept reaching down to 0 and all kept
 * up to 1 (Brown, Cai & DasGupta 2001).
 * @throws {RangeError} unless 0 <= kept <= n are whole and n > 0.
 */
export function jeffreysInterval(kept: number, n: number, confidence = 0.95): Interval {
  const tail = tailOf(kept, n, confidence);
  return {
    low: kept === 0 ? 0 : betaQuantile(tail, kept + 0.5, n - kept + 0.5),
    high: kept === n ? 1 : betaQuantile(1 - tail, kept + 0.5, n - kept + 0.5),
  };
}

function tailOf(kept: number, n: number, confidence: number): number {
  requirePart('kept', kept, 'n', n);
  requirePositive('n', n);
  requireLevel('confidence', confidence);
  return (1 - confidence) / 2;
}
