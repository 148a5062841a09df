import { requireCount, requireLevel } from './checks.ts';
import { normalDensity, normalQuantile, normalSurvival } from './normal.ts';
import { sum } from './sums.ts';

/** The sums that a bound on the mean drop needs. */
export interface DropSums {
  readonly n: number;
  /** Σ D. */
  readonly sum: number;
  /** Σ D². */
  readonly squares: number;
}

/** The sums of drops; all 0 of none. */
export function dropSums(drops: readonly number[]): DropSums {
  return { n: drops.length, sum: sum(drops), squares: sum(drops.map((drop) => drop * drop)) };
}

/** Mean and variance of drops after one pseudo slot each way, which keeps a bound honest where nothing varies. */
export function steadied(drops: DropSums): {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
} {
  const n = drops.n + 2;
  const mean = (drops.sum + 1) / n;
  return { n, mean, variance: Math.max(0, (drops.squares + 2) / n - mean * mean) };
}

/**
 * The upper bound of the mean drop at a planned look: μ + z·√(v/(n + 2)) with μ = (S + 1)/(n + 2) and
 * v = (Q + 2)/(n + 2) − μ². Valid only at the look whose boundary z is (`lookBoundaries`).
 */
export function upperBoundAtLook(drops: DropSums, z: number): number {
  const { n, mean, variance } = steadied(drops);
  return mean + z * Math.sqrt(variance / n);
}

/**
 * One-sided boundaries z for equally spaced looks that spend alpha·t of the error by share t of the data (Lan & DeMets
 * 1983), by recursive quadrature (Armitage, McPherson & Rowe 1969). Rounded to four decimals, as tables of them are, so that
 * results do not hang on the last bits of a quadrature.
 * @throws {RangeError} unless looks is from 1 to 50 and alpha between 0 and 0.5.
 */
export function lookBoundaries(looks: number, alpha = 0.05): number[] {
  requireCount('looks', looks, 1);
  if (looks > 50) throw new RangeError(`\`looks\` must be at most 50, got ${looks}`);
  requireLevel('alpha', alpha);
  if (alpha >= 0.5) throw new RangeError(`\`alpha\` must be below 0.5, got ${alpha}`);
  const spent = alpha / looks;
  const boundaries = [-normalQuantile(spent)];
  // The sum of k standard normal increments, held apart from the paths that crossed an earlier boundary.
  let paths = belowBoundary(1, boundaries[0]!, normalDensity);
  for (let look = 2; look <= looks; look++) {
    const before = paths;
    const crossed = (edge: number) => sum(before.map(({ at, weight }) => weight * normalSurvival(edge - at)));
    const density = (x: number) => sum(before.map(({ at, weight }) => weight * normalDensity(x - at)));
    const z = boundaryWhere(spent, boundaries.at(-1)!, Math.sqrt(look), crossed, density);
    boundaries.push(z);
    paths = belowBoundary(look, z, density);
  }
  return boundaries.map((z) => Math.round(z * 1e4) / 1e4);
}

/** Newton's steps from the boundary before, to where the chance of crossing is the one to be spent. */
function boundaryWhere(
  spent: number,
  before: number,
  scale: number,
  crossed: (edge: number) => number,
  density: (x: number) => number,
): number {
  let z = before;
  for (let step = 0; step < 50; step++) {
    const change = (crossed(z * scale) - spent) / (density(z * scale) * scale);
    z += change;
    if (Math.abs(change) < 1e-9) break;
  }
  return z;
}

interface Node {
  readonly at: number;
  /** Density times the width that the node stands for. */
  readonly weight: number;
}

/** Below this many standard deviations a path no longer matters: the chance is 1e-15. */
const LOWEST = -8;
const PANEL = 2;

/** Nodes of the density of paths below z at this look. */
function belowBoundary(look: number, z: number, density: (x: number) => number): Node[] {
  const scale = Math.sqrt(look);
  const low = LOWEST * scale;
  const panels = Math.ceil((z * scale - low) / PANEL);
  const half = (z * scale - low) / panels / 2;
  return Array.from({ length: panels }, (_, panel) => low + half * (2 * panel + 1)).flatMap((middle) =>
    GAUSS_LEGENDRE.flatMap(([offset, weight]) =>
      [-offset, offset].map((side) => {
        const at = middle + half * side;
        return { at, weight: weight * half * density(at) };
      }),
    ),
  );
}

/** Nodes and weights of the 10-point Gauss–Legendre rule (Abramowitz & Stegun 25.4.30). */
const GAUSS_LEGENDRE = [
  [0.1488743389816312, 0.2955242247147529],
  [0.4333953941292472, 0.2692667193099963],
  [0.6794095682990244, 0.219086362515982],
  [0.8650633666889845, 0.1494513491505806],
  [0.9739065285171717, 0.0666713443086881],
] as const;

/**
 * How many more slots would clear a promise if its drops went on as they are, at a look whose boundary is z: (z·s/(d − μ))² − n;
 * undefined if the mean drop is not below the margin, for then none would.
 */
export function moreSlotsToClear(drops: DropSums, margin: number, z: number): number | undefined {
  const { n, mean, variance } = steadied(drops);
  if (mean >= margin) return undefined;
  return Math.max(0, Math.ceil((z * z * variance) / (margin - mean) ** 2 - n));
}
