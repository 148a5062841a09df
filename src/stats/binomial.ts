import { binomialKernel, incompleteBeta } from './beta.ts';
import { requirePart, requireWithin } from './checks.ts';

/**
 * The chance of exactly k successes in n draws of chance p (Loader 2000).
 * @throws {RangeError} unless 0 <= k <= n are whole and 0 <= p <= 1.
 */
export function binomialPmf(k: number, n: number, p: number): number {
  requirePart('k', k, 'n', n);
  requireWithin('p', p, 0, 1);
  if (k === 0) return p === 1 ? Number(n === 0) : Math.exp(n * Math.log1p(-p));
  if (k === n) return p ** n;
  return p === 0 || p === 1 ? 0 : binomialKernel(k, n - k, p, 1 - p);
}

/**
 * The chance of at least k successes: I_p(k, n − k + 1).
 * @throws {RangeError} unless 0 <= k <= n are whole and 0 <= p <= 1.
 */
export function binomialAtLeast(k: number, n: number, p: number): number {
  requirePart('k', k, 'n', n);
  requireWithin('p', p, 0, 1);
  return k === 0 ? 1 : incompleteBeta(p, 1 - p, k, n - k + 1);
}

/**
 * The chance of at most k successes.
 * @throws {RangeError} unless 0 <= k <= n are whole and 0 <= p <= 1.
 */
export function binomialAtMost(k: number, n: number, p: number): number {
  requirePart('k', k, 'n', n);
  requireWithin('p', p, 0, 1);
  return k === n ? 1 : incompleteBeta(1 - p, p, n - k, k + 1);
}
