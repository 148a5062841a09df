import { requirePositive, requireWithin } from './checks.ts';
import { deviance, stirlingError } from './gamma.ts';
import { crossing } from './interval.ts';

/**
 * The regularized incomplete beta function I_x(a, b): the chance that a Beta(a, b) variable is at most x.
 * @throws {RangeError} unless 0 <= x <= 1 and a, b > 0.
 */
export function betaCdf(x: number, a: number, b: number): number {
  requireWithin('x', x, 0, 1);
  requirePositive('a', a);
  requirePositive('b', b);
  return incompleteBeta(x, 1 - x, a, b);
}

/**
 * I_x(a, b) with y = 1 − x given apart, so that neither tail is lost to rounding. The continued fraction of DLMF 8.17.22
 * is used on the side where it converges quickly.
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBetaSmall(y, x, b, a);
  return incompleteBetaSmall(x, y, a, b);
}

function incompleteBetaSmall(x: number, y: number, a: number, b: number): number {
  const factor = binomialKernel(a, b, x, y);
  return factor === 0 ? 0 : (factor * b * betaFraction(x, a, b)) / (a + b);
}

/** Γ(a+b+1)/(Γ(a+1)Γ(b+1)) · x^a · y^b with y = 1 − x, exact in the tails (Loader 2000); all arguments > 0. */
export function binomialKernel(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * a * b));
}

/** The continued fraction of DLMF 8.17.22, evaluated by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1), tiny);
  let value = d;
  const steps = 1000 + 100 * Math.sqrt(a + b);
  for (let m = 1; m < steps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d, tiny);
    c = awayFromZero(1 + even / c, tiny);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d, tiny);
    c = awayFromZero(1 + odd / c, tiny);
    const change = c * d;
    value *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}

function awayFromZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/**
 * The p-quantile of Beta(a, b), by bisection: exact also where it is tiny, as at 0 kept of 30.
 * @throws {RangeError} unless 0 <= p <= 1 and a, b > 0.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireWithin('p', p, 0, 1);
  requirePositive('a', a);
  requirePositive('b', b);
  if (p === 0 || p === 1) return p;
  return crossing((x) => incompleteBeta(x, 1 - x, a, b) - p, 0, 1);
}
