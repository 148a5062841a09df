import { requirePositive } from './checks.ts';

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/**
 * ln Γ(x) for x > 0, by recurrence up to 16 and Stirling's series from there (DLMF 5.11.1).
 * @throws {RangeError} unless x is finite and positive.
 */
export function logGamma(x: number): number {
  requirePositive('x', x);
  let product = 1;
  let shifted = x;
  while (shifted < 16) {
    product *= shifted;
    shifted += 1;
  }
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    HALF_LOG_TWO_PI +
    stirlingSeries(shifted) -
    Math.log(product)
  );
}

/**
 * ln(x!) − ln(√(2πx)(x/e)^x): the error of Stirling's formula, for x > 0 (Loader 2000, "Fast and accurate computation
 * of binomial probabilities").
 */
export function stirlingError(x: number): number {
  if (x >= 16) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - HALF_LOG_TWO_PI;
}

function stirlingSeries(x: number): number {
  const square = x * x;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / x;
}

/**
 * x·ln(x/mean) + mean − x without cancellation where x is near the mean (Loader 2000); x > 0, mean > 0.
 */
export function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let total = (x - mean) * v;
  let term = 2 * x * v;
  for (let odd = 3; ; odd += 2) {
    term *= v * v;
    const next = total + term / odd;
    if (next === total) return total;
    total = next;
  }
}
