import { requireWithin } from './checks.ts';

/** The chance that a standard normal variable exceeds x; relative precision holds far into the tail. NaN is refused. */
export function normalSurvival(x: number): number {
  requireWithin('x', x, -Infinity, Infinity);
  return x >= 0 ? upperTail(x) : 1 - upperTail(-x);
}

/** The chance that a standard normal variable is at most x. */
export function normalCdf(x: number): number {
  return normalSurvival(-x);
}

function upperTail(x: number): number {
  if (x > 40) return 0;
  return x < 2 ? 0.5 - centralSeries(x) : normalDensity(x) * millsRatio(x);
}

/** The standard normal density. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** Φ(x) − ½ by the series φ(x)·(x + x³/3 + x⁵/15 + …), all terms of one sign (Marsaglia 2004). */
function centralSeries(x: number): number {
  let term = x;
  let total = x;
  for (let odd = 3; ; odd += 2) {
    term *= (x * x) / odd;
    const next = total + term;
    if (next === total) return total * normalDensity(x);
    total = next;
  }
}

/** (1 − Φ(x))/φ(x) by Laplace's continued fraction 1/(x + 1/(x + 2/(x + …))), from the far end; x >= 2. */
function millsRatio(x: number): number {
  let value = x;
  for (let step = Math.ceil(30 + 400 / x); step >= 1; step--) value = x + step / value;
  return 1 / value;
}

/**
 * The p-quantile of the standard normal distribution: a rational start (Abramowitz & Stegun 26.2.23), then Halley steps.
 * ∓Infinity at 0 and 1.
 * @throws {RangeError} unless 0 <= p <= 1.
 */
export function normalQuantile(p: number): number {
  requireWithin('p', p, 0, 1);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  return p >= 0.5 ? upperQuantile(1 - p) : -upperQuantile(p);
}

function upperQuantile(tail: number): number {
  if (tail === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(tail));
  let x =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 4; step++) {
    const error = (upperTail(x) - tail) / normalDensity(x);
    x += error / (1 - (x * error) / 2);
  }
  return x;
}
