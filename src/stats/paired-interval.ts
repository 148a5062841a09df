import { requireCount } from './checks.ts';
import { crossing, type Interval } from './interval.ts';
import { twoSidedZ, wilsonInterval } from './rates.ts';

/** Pairs by what A and B did: `n10` kept by A and broken by B, `n01` the other way round. */
export interface PairedCounts {
  readonly n11: number;
  readonly n10: number;
  readonly n01: number;
  readonly n00: number;
}

function pairsOf(counts: PairedCounts): number {
  const { n11, n10, n01, n00 } = counts;
  for (const [name, value] of Object.entries({ n11, n10, n01, n00 })) requireCount(name, value);
  return n11 + n10 + n01 + n00;
}

/**
 * Newcombe's interval of the drop (1998, method 10): the two Wilson intervals squared and added, less their correlation
 * (with continuity correction where it is positive). Without pairs, [−1, 1].
 * @throws {RangeError} unless all counts are counts.
 */
export function newcombeInterval(counts: PairedCounts, confidence = 0.95): Interval {
  const z = twoSidedZ(confidence);
  const n = pairsOf(counts);
  if (n === 0) return { low: -1, high: 1 };
  const { n11, n10, n01 } = counts;
  const rateA = (n11 + n10) / n;
  const rateB = (n11 + n01) / n;
  const a = wilsonInterval(rateA, n, z);
  const b = wilsonInterval(rateB, n, z);
  const correlation = phi(counts, n);
  const drop = (n10 - n01) / n;
  const distance = (x: number, y: number) => Math.sqrt(Math.max(0, x * x - 2 * correlation * x * y + y * y));
  return {
    low: Math.max(-1, drop - distance(rateA - a.low, b.high - rateB)),
    high: Math.min(1, drop + distance(a.high - rateA, rateB - b.low)),
  };
}

function phi({ n11, n10, n01, n00 }: PairedCounts, n: number): number {
  const product = (n11 + n10) * (n01 + n00) * (n11 + n01) * (n10 + n00);
  if (product === 0) return 0;
  const determinant = n11 * n00 - n10 * n01;
  return (determinant > 0 ? Math.max(0, determinant - n / 2) : determinant) / Math.sqrt(product);
}

/**
 * Bonett and Price's interval of the drop (2012): Wald after one pair is added to each way of disagreeing.
 * @throws {RangeError} unless all counts are counts.
 */
export function bonettPriceInterval(counts: PairedCounts, confidence = 0.95): Interval {
  const z = twoSidedZ(confidence);
  const n = pairsOf(counts) + 2;
  const worse = (counts.n10 + 1) / n;
  const better = (counts.n01 + 1) / n;
  const drop = worse - better;
  const reach = z * Math.sqrt(Math.max(0, worse + better - drop * drop) / n);
  return { low: Math.max(-1, drop - reach), high: Math.min(1, drop + reach) };
}

/**
 * Tango's score interval of the drop (1998), found by bisection on his statistic. Without pairs, [−1, 1].
 * @throws {RangeError} unless all counts are counts.
 */
export function tangoInterval(counts: PairedCounts, confidence = 0.95): Interval {
  const z = twoSidedZ(confidence);
  const n = pairsOf(counts);
  if (n === 0) return { low: -1, high: 1 };
  const { n10, n01 } = counts;
  const drop = (n10 - n01) / n;
  return {
    low: drop === -1 ? -1 : crossing((delta) => z - tangoStatistic(n10, n01, n, delta), -1, drop),
    high: drop === 1 ? 1 : crossing((delta) => -z - tangoStatistic(n10, n01, n, delta), drop, 1),
  };
}

/** (n10 − n01 − nΔ)/√(n(2q̃ + Δ(1 − Δ))), q̃ the likeliest chance of a change for the better given Δ; falls with Δ. */
function tangoStatistic(n10: number, n01: number, n: number, delta: number): number {
  const b = -n10 - n01 + (2 * n - n10 + n01) * delta;
  const c = -n01 * delta * (1 - delta);
  const better = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
  const difference = n10 - n01 - n * delta;
  if (difference === 0) return 0;
  return difference / Math.sqrt(Math.max(0, n * (2 * better + delta * (1 - delta))));
}
