import { requireEach } from './checks.ts';
import { sum } from './sums.ts';

/** Bonferroni: m·p. @throws {RangeError} unless every p is from 0 to 1; so do all of this file. */
export function bonferroni(p: readonly number[]): number[] {
  requireEach('p', p, 0, 1);
  return p.map((value) => Math.min(1, p.length * value));
}

/** Holm's step-down p-values (1979): max over the smaller of (m − j + 1)·p₍ⱼ₎; family-wise under any dependence. */
export function holm(p: readonly number[]): number[] {
  return stepDown(p, (rank) => p.length - rank + 1);
}

/** Hochberg's step-up p-values (1988): min over the larger of (m − j + 1)·p₍ⱼ₎; family-wise under positive dependence. */
export function hochberg(p: readonly number[]): number[] {
  return stepUp(p, (rank) => p.length - rank + 1);
}

/** Benjamini and Hochberg's p-values (1995): min over the larger of m·p₍ⱼ₎/j; false discovery rate. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  return stepUp(p, (rank) => p.length / rank);
}

/** Benjamini and Yekutieli's p-values (2001): as BH, times Σ1/j; false discovery rate under any dependence. */
export function benjaminiYekutieli(p: readonly number[]): number[] {
  const harmonic = sum(p.map((_, index) => 1 / (index + 1)));
  return stepUp(p, (rank) => (harmonic * p.length) / rank);
}

/** Hommel's p-values (1988): Simes' test on every subset, by Wright's algorithm (1992); family-wise, never below Hochberg's. */
export function hommel(p: readonly number[]): number[] {
  requireEach('p', p, 0, 1);
  const order = ascending(p);
  const sorted = order.map((index) => p[index]!);
  const m = sorted.length;
  const adjusted = [...sorted];
  for (let size = m; size > 1; size--) {
    // Simes' p-value of the `size` largest; no set of that size that holds a smaller one does worse.
    const largest = sorted.slice(m - size);
    const simes = Math.min(...largest.map((value, index) => (size * value) / (index + 1)).slice(1));
    for (const [index, value] of sorted.entries()) {
      const bound = index > m - size ? simes : Math.min(simes, size * value);
      adjusted[index] = Math.max(adjusted[index]!, bound);
    }
  }
  return inPlace(order, adjusted);
}

function stepDown(p: readonly number[], factor: (rank: number) => number): number[] {
  requireEach('p', p, 0, 1);
  const order = ascending(p);
  let least = 0;
  const adjusted = order.map((index, place) => {
    least = Math.max(least, Math.min(1, factor(place + 1) * p[index]!));
    return least;
  });
  return inPlace(order, adjusted);
}

function stepUp(p: readonly number[], factor: (rank: number) => number): number[] {
  requireEach('p', p, 0, 1);
  const order = ascending(p);
  let most = 1;
  const adjusted = order.toReversed().map((index, place) => {
    most = Math.min(most, factor(p.length - place) * p[index]!);
    return most;
  });
  return inPlace(order, adjusted.reverse());
}

function ascending(p: readonly number[]): number[] {
  return [...p.keys()].sort((x, y) => p[x]! - p[y]!);
}

function inPlace(order: readonly number[], sorted: readonly number[]): number[] {
  const values = sorted.map(() => 0);
  for (const [place, index] of order.entries()) values[index] = sorted[place]!;
  return values;
}
