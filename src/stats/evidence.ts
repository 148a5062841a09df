import { requireCount, requireEach, requireLevel, requireWithin } from './checks.ts';
import { logMeanExp } from './sums.ts';

/** The bets λ that B is worse: a drop D multiplies the capital of each by 1 + λD. */
export const BETS: readonly number[] = Array.from({ length: 20 }, (_, index) => (index + 0.5) / 20);

/** The bets c on the mean drop over promises: it multiplies the capital of each by 1 + tanh(cD). */
export const OVERALL_BETS: readonly number[] = [1, 2, 4, 8, 16];

/** ln(1 + λD) for each bet: what one drop D in [−1, 1] adds to the log capitals of the alarm. */
export function alarmGrowth(drop: number): number[] {
  return BETS.map((bet) => Math.log1p(bet * drop));
}

/** ln(1 + tanh(cD)) for each overall bet. Fair only if A and B are exchangeable when nothing changed: one A for each B. */
export function overallGrowth(drop: number): number[] {
  // 1 + tanh(x) = 2/(1 + exp(−2x)), which keeps its digits where tanh is all but −1.
  return OVERALL_BETS.map((bet) => Math.LN2 - softplus(-2 * bet * drop));
}

/** ln(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** ln(1 + λ(d − D)/(1 − d)) for each bet: evidence against "the drop is d or more". */
export function nonInferiorGrowth(drop: number, margin: number): number[] {
  return BETS.map((bet) => Math.log1p((bet * (margin - drop)) / (1 - margin)));
}

/** The mean capital of bets with these log capitals; held at the largest finite number. */
export function meanCapital(logCapitals: readonly number[]): number {
  return finiteExp(logMeanExp(logCapitals));
}

function finiteExp(x: number): number {
  return Math.min(Number.MAX_VALUE, Math.exp(x));
}

/**
 * Evidence that B is worse, from `n10` pairs kept by A and broken by B and `n01` the other way round: the mean over the
 * bets of (1 + λ)^n10·(1 − λ)^n01. 1 without discordant pairs. Under "no worse" it passes 1/α at any time with chance <= α.
 * @throws {RangeError} unless both are counts.
 */
export function eAlarmBinary(n10: number, n01: number): number {
  requireCount('n10', n10);
  requireCount('n01', n01);
  return meanCapital(BETS.map((bet) => n10 * Math.log1p(bet) + n01 * Math.log1p(-bet)));
}

/**
 * The limit of `eAlarmBinary` for infinitely many bets, ∫₀¹ (1 + λ)^n10 (1 − λ)^n01 dλ
 * = 2^(n+1)·B(n10+1, n01+1)·P(Bin(n+1, ½) <= n10), summed as Σᵢ n10!/(n10 − i)! · n01!/(n01 + 1 + i)!.
 * @throws {RangeError} unless both are counts.
 */
export function eAlarmClosed(n10: number, n01: number): number {
  requireCount('n10', n10);
  requireCount('n01', n01);
  let term = 1 / (n01 + 1);
  let total = term;
  for (let left = n10, next = n01 + 2; left > 0; left--, next++) {
    term *= left / next;
    total += term;
  }
  return Math.min(Number.MAX_VALUE, total);
}

/**
 * Evidence that B is worse from drops D in [−1, 1] (graded scores, or means of stored answers). 1 from no drops.
 * @throws {RangeError} if a drop is outside [−1, 1].
 */
export function eAlarmReal(drops: readonly number[]): number {
  requireEach('drops', drops, -1, 1);
  return capitalAfter(drops, alarmGrowth);
}

/**
 * Evidence that B is worse overall, from the mean drop over promises of each slot, one A for each B.
 * @throws {RangeError} if a drop is outside [−1, 1].
 */
export function eOverall(drops: readonly number[]): number {
  requireEach('drops', drops, -1, 1);
  return capitalAfter(drops, overallGrowth);
}

/**
 * Evidence against "the mean drop is `margin` or more". 1 from no drops.
 * @throws {RangeError} if a drop is outside [−1, 1] or the margin outside [0, 1).
 */
export function eNonInferior(drops: readonly number[], margin: number): number {
  requireEach('drops', drops, -1, 1);
  requireMargin('margin', margin);
  return capitalAfter(drops, (drop) => nonInferiorGrowth(drop, margin));
}

/** @throws {RangeError} unless 0 <= margin < 1. */
export function requireMargin(name: string, margin: number): void {
  requireWithin(name, margin, 0, 1 - Number.EPSILON);
}

function capitalAfter(drops: readonly number[], growth: (drop: number) => number[]): number {
  let capitals = growth(0).map(() => 0);
  for (const drop of drops) capitals = addGrowth(capitals, growth(drop));
  return meanCapital(capitals);
}

/** Log capitals after one more growth. */
export function addGrowth(logCapitals: readonly number[], growth: readonly number[]): number[] {
  return logCapitals.map((capital, index) => capital + growth[index]!);
}

/**
 * Evidence of a change in either direction: ½(e(worse) + e(better)), for applicability and error rates.
 * @throws {RangeError} if a drop is outside [−1, 1].
 */
export function eTwoSided(drops: readonly number[]): number {
  return meanOf(eAlarmReal(drops), eAlarmReal(drops.map((drop) => -drop)));
}

/** ½(x + y) without overflow. */
export function meanOf(x: number, y: number): number {
  return x / 2 + y / 2;
}

/**
 * Evidence for each of several hypotheses that holds for the whole family at any stopping time: the least mean of
 * e-values over all sets that contain it (closed averaging: Vovk & Wang 2021, "E-values").
 * @throws {RangeError} if a value is negative or not finite.
 */
export function adjustEvidence(evidence: readonly number[]): number[] {
  requireEach('evidence', evidence, 0);
  const order = [...evidence.keys()].sort((x, y) => evidence[x]! - evidence[y]!);
  return evidence.map((own, index) => {
    let average = own;
    let size = 1;
    for (const other of order) {
      if (other === index) continue;
      // In ascending order, the mean falls as long as the next value is below it.
      if (evidence[other]! >= average) break;
      size += 1;
      average += (evidence[other]! - average) / size;
    }
    return average;
  });
}

/**
 * e-BH: which hypotheses fall with a false discovery rate of at most `alpha` under any dependence; the k* largest, k* the
 * last k whose k-th largest value reaches m/(αk) (Wang & Ramdas 2022).
 * @throws {RangeError} if a value is negative or not finite, or alpha is not between 0 and 1.
 */
export function eBH(evidence: readonly number[], alpha: number): boolean[] {
  requireEach('evidence', evidence, 0);
  requireLevel('alpha', alpha);
  const falling = [...evidence].sort((x, y) => y - x);
  const last = falling.findLastIndex((value, index) => value >= evidence.length / (alpha * (index + 1)));
  const bar = falling[last] ?? Infinity;
  return evidence.map((value) => value >= bar);
}
