import { betaQuantile, incompleteBeta } from './beta.ts';
import { requirePositive, requireWithin } from './checks.ts';

/**
 * The chance that Student's t with `df` degrees of freedom exceeds t: ½·I_x(df/2, ½) at x = df/(df + t²). t may be infinite.
 * @throws {RangeError} if t is NaN or df is not positive.
 */
export function studentSurvival(t: number, df: number): number {
  requireWithin('t', t, -Infinity, Infinity);
  requirePositive('df', df);
  if (Math.abs(t) === Infinity) return t > 0 ? 0 : 1;
  const square = t * t;
  const tail = incompleteBeta(df / (df + square), square / (df + square), df / 2, 0.5) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/**
 * The p-quantile of Student's t with `df` degrees of freedom (any positive number). ∓Infinity at 0 and 1.
 * @throws {RangeError} unless 0 <= p <= 1 and df > 0.
 */
export function studentQuantile(p: number, df: number): number {
  requireWithin('p', p, 0, 1);
  requirePositive('df', df);
  if (p < 0.5) return -upperQuantile(p, df);
  return upperQuantile(1 - p, df);
}

function upperQuantile(tail: number, df: number): number {
  if (tail === 0) return Infinity;
  // t²/(df + t²) is Beta(½, df/2); near 1 its complement keeps the digits.
  const share = betaQuantile(1 - 2 * tail, 0.5, df / 2);
  if (share < 0.5) return Math.sqrt((df * share) / (1 - share));
  const complement = betaQuantile(2 * tail, df / 2, 0.5);
  return Math.sqrt((df * (1 - complement)) / complement);
}
