import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, benjaminiYekutieli, bonferroni, hochberg, holm, hommel } from './adjust.ts';
import { agreement, cohenKappa } from './agreement.ts';
import { betaCdf, betaQuantile } from './beta.ts';
import { clusteredErrors, rateOverTasks, standardErrorOfTasks } from './clustered.ts';
import { eAlarmClosed } from './evidence.ts';
import type { Interval } from './interval.ts';
import { correctRate } from './judge-correction.ts';
import { normalQuantile, normalSurvival } from './normal.ts';
import { newcombeInterval, tangoInterval } from './paired-interval.ts';
import { mcnemar, pairedT, signFlip } from './paired.ts';
import { smallestDifference, tasksNeeded } from './power.ts';
import { clopperPearsonInterval, wilsonInterval } from './rates.ts';
import { designEffect, passAtK, passHatK, varianceSplit } from './repeats.ts';
import { stratifiedExact } from './stratified-exact.ts';
import { studentQuantile } from './student.ts';
import { cusumLower, ewmaLower, mannKendall } from './trend.ts';

/** Values of SciPy, statsmodels and R; `_meta` in the file names their versions. */
const oracles = JSON.parse(
  readFileSync(new URL('../../test/fixtures/stats/oracles.json', import.meta.url), 'utf8'),
) as Oracles;

type Ends = [number, number];
type Matrix = number[][];
interface VersionSummary {
  mean: number;
  se_taskmean: number;
  within_var: number;
  between_var: number;
  icc: number;
  deff: number;
  n_eff: number;
  wilson_neff_z: Ends;
  wilson_neff_t: Ends;
}
interface Oracles {
  proportion_ci: Array<{
    k: number;
    n: number;
    wilson: Ends;
    clopper_pearson: Ends;
    jeffreys_raw: Ends;
    bayes_uniform: Ends;
  }>;
  mcnemar: Array<{
    b: number;
    c: number;
    exact_p: number;
    midp: number;
    e_two_sided_beta11: number;
    e_one_sided_b_gt_c: number;
    bayes_P_b_gt_c_beta11: number;
  }>;
  paired_prop_diff_ci: Array<{ a: number; b: number; c: number; d: number; newcombe10: Ends; tango: Ends }>;
  padjust: Record<'p' | 'bonferroni' | 'holm' | 'hochberg' | 'hommel' | 'BH' | 'BY', number[]>;
  quantiles: {
    norm: Record<string, number>;
    t_975: Record<string, number>;
    beta: Array<{ a: number; b: number; q: number; x: number }>;
    chi2_sf_1: Record<string, number>;
  };
  clustered_se: { s: number[]; g: number[]; CR0_miller: number; CR1_inspect: number; naive: number };
  tasks_x_reps: {
    A: Matrix;
    B: Matrix;
    A_summary: VersionSummary;
    B_summary: VersionSummary;
    paired: {
      d: number[];
      mean: number;
      se: number;
      p: number;
      ci: Ends;
      signflip_two_sided: number;
      exact_bootstrap_se: number;
    };
  };
  power_miller: {
    n: Array<{ omega2: number; sigma2A: number; sigma2B: number; K: number; delta: number; n: number }>;
    mde: Array<{ n: number; K: number; mde: number }>;
  };
  judge: {
    kappa: Array<{
      cm: [[number, number], [number, number]];
      po: number;
      kappa: number;
      ase?: number;
      ac1: number;
    }>;
    lee_ci: Array<{
      p: number;
      q0: number;
      q1: number;
      n: number;
      m0: number;
      m1: number;
      theta: number;
      ci: Ends;
      delta_se: number;
    }>;
  };
  passk: Array<{ n: number; c: number; k: number; pass_at_k: number; pass_hat_k: number }>;
  trend: {
    y: number[];
    mann_kendall: { S: number; var: number; z: number; p: number; sen: number };
    ewma: {
      mu: number;
      sigma: number;
      lambda: number;
      L: number;
      first_signal: number;
      value: number;
      limit: number;
    };
    'cusum_lower_k0.5': number[];
    y2: number[];
    mann_kendall_y2: { S: number; z: number; p: number; sen: number };
  };
  fisher: Array<{ table: [Ends, Ends]; alt: 'less' | 'two-sided'; p: number }>;
}

const EXACT = 1e-9;
/** SciPy 1.10's t quantile is off by up to 1.4e-9 (at 49 degrees of freedom); student.test.ts has it to 15 digits. */
const STUDENT = 1e-8;

function expectNear(actual: number | undefined, expected: number, tolerance = EXACT): void {
  expect(actual, `expected ${expected}`).toBeDefined();
  const allowed = tolerance * Math.max(Math.abs(expected), 1e-6);
  expect(Math.abs(actual! - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(allowed);
}

function expectEnds(interval: Interval | undefined, [low, high]: Ends, tolerance = EXACT): void {
  expectNear(interval?.low, low, tolerance);
  expectNear(interval?.high, high, tolerance);
}

function expectAll(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) expectNear(actual[index], value);
}

describe('intervals of one rate', () => {
  test.each(oracles.proportion_ci)(
    '$k of $n',
    ({ k, n, wilson, clopper_pearson, jeffreys_raw, bayes_uniform }) => {
      expectEnds(wilsonInterval(k / n, n), wilson);
      expectEnds(clopperPearsonInterval(k, n), clopper_pearson);
      const quantiles = (a: number, b: number) => ({
        low: betaQuantile(0.025, a, b),
        high: betaQuantile(0.975, a, b),
      });
      expectEnds(quantiles(k + 0.5, n - k + 0.5), jeffreys_raw);
      expectEnds(quantiles(k + 1, n - k + 1), bayes_uniform);
    },
  );
});

describe('McNemar and its e-values', () => {
  test.each(oracles.mcnemar)('$b against $c', (oracle) => {
    const { b, c } = oracle;
    const { twoSided, twoSidedMid } = mcnemar(b, c);
    expectNear(twoSided, oracle.exact_p);
    expectNear(twoSidedMid, oracle.midp);
    expectNear(eAlarmClosed(b, c), oracle.e_one_sided_b_gt_c);
    expectNear((eAlarmClosed(b, c) + eAlarmClosed(c, b)) / 2, oracle.e_two_sided_beta11);
    expectNear(1 - betaCdf(0.5, b + 1, c + 1), oracle.bayes_P_b_gt_c_beta11);
  });
});

describe('intervals of a paired difference', () => {
  test.each(oracles.paired_prop_diff_ci)('$a, $b, $c, $d', ({ a, b, c, d, newcombe10, tango }) => {
    const counts = { n11: a, n10: b, n01: c, n00: d };
    expectEnds(newcombeInterval(counts), newcombe10);
    // The oracle's own root search stopped at about 1e-13.
    expectEnds(tangoInterval(counts), tango, 1e-8);
  });
});

test('adjusted p-values are those of R', () => {
  const { p } = oracles.padjust;
  expectAll(bonferroni(p), oracles.padjust.bonferroni);
  expectAll(holm(p), oracles.padjust.holm);
  expectAll(hochberg(p), oracles.padjust.hochberg);
  expectAll(hommel(p), oracles.padjust.hommel);
  expectAll(benjaminiHochberg(p), oracles.padjust.BH);
  expectAll(benjaminiYekutieli(p), oracles.padjust.BY);
});

test('quantiles are those of SciPy', () => {
  const { norm, t_975, beta, chi2_sf_1 } = oracles.quantiles;
  for (const [p, z] of Object.entries(norm)) expectNear(normalQuantile(Number(p)), z);
  for (const [df, t] of Object.entries(t_975)) expectNear(studentQuantile(0.975, Number(df)), t, STUDENT);
  for (const { a, b, q, x } of beta) expectNear(betaQuantile(q, a, b), x);
  for (const [x, tail] of Object.entries(chi2_sf_1))
    expectNear(2 * normalSurvival(Math.sqrt(Number(x))), tail);
});

test('clustered standard errors are those of statsmodels', () => {
  const { s, g, CR0_miller, CR1_inspect, naive } = oracles.clustered_se;
  const clusters = [...new Set(g)].map((cluster) => s.filter((_, index) => g[index] === cluster));
  expectNear(clusteredErrors(clusters)?.cr0, CR0_miller);
  expectNear(clusteredErrors(clusters)?.cr1, CR1_inspect);
  expectNear(clusteredErrors(s.map((score) => [score]))?.cr1, naive);
});

describe('tasks with repeats', () => {
  const { A, B, A_summary, B_summary, paired } = oracles.tasks_x_reps;

  test.each([
    ['A', A, A_summary],
    ['B', B, B_summary],
  ] as const)('version %s', (_, tasks, summary) => {
    expectNear(standardErrorOfTasks(tasks), summary.se_taskmean);
    const { within, between, icc } = varianceSplit(tasks)!;
    expectNear(within, summary.within_var);
    expectNear(between, summary.between_var);
    expectNear(icc, summary.icc);
    expectNear(designEffect(5, icc), summary.deff);
    const over = rateOverTasks(tasks)!;
    expectNear(over.rate, summary.mean);
    expectNear(over.effectiveN, summary.n_eff);
    expectEnds(over.interval, summary.wilson_neff_t);
    expectEnds(wilsonInterval(over.rate, over.effectiveN), summary.wilson_neff_z);
  });

  test('the paired difference', () => {
    const test = pairedT(paired.d)!;
    expectNear(test.mean, paired.mean);
    expectNear(test.standardError, paired.se);
    expectNear(test.twoSided, paired.p);
    expectEnds(test.interval, paired.ci, STUDENT);
    expectNear(signFlip(paired.d).twoSided, paired.signflip_two_sided);
    expectNear(clusteredErrors(paired.d.map((drop) => [drop]))?.cr0, paired.exact_bootstrap_se);
  });
});

test('tasks needed and smallest differences are those of Miller', () => {
  for (const { omega2, sigma2A, sigma2B, K, delta, n } of oracles.power_miller.n) {
    expectNear(tasksNeeded(delta, { betweenTasks: omega2, withinA: sigma2A / K, withinB: sigma2B / K }), n);
  }
  for (const { n, K, mde } of oracles.power_miller.mde) {
    expectNear(smallestDifference(n, { betweenTasks: 1 / 9, withinA: 1 / 6 / K, withinB: 1 / 6 / K }), mde);
  }
});

describe('a judge against labels', () => {
  test.each(oracles.judge.kappa)('kappa $kappa', ({ cm, po, kappa, ase, ac1 }) => {
    const [[truePositives, falseNegatives], [falsePositives, trueNegatives]] = cm;
    const table = { truePositives, falseNegatives, falsePositives, trueNegatives };
    expectNear(agreement(table)?.accuracy.value, po);
    expectNear(agreement(table)?.ac1, ac1);
    expectNear(cohenKappa(table)?.value, kappa);
    if (ase !== undefined) expectNear(cohenKappa(table)?.standardError, ase, 1e-3);
  });

  test.each(oracles.judge.lee_ci)('corrected rate of $p', ({ p, q0, q1, n, m0, m1, theta, ci, delta_se }) => {
    const corrected = correctRate({
      rate: p,
      n,
      specificity: q0,
      labelledNegatives: m0,
      sensitivity: q1,
      labelledPositives: m1,
    });
    // Given to six digits (theta to ten).
    expectNear(corrected?.value, theta, 1e-9);
    expectEnds(corrected?.interval, ci, 1e-5);
    expectNear(corrected?.standardError, delta_se, 1e-5);
  });
});

test('pass@k and pass^k are the unbiased ones', () => {
  for (const { n, c, k, pass_at_k, pass_hat_k } of oracles.passk) {
    expectNear(passAtK(c, n, k), pass_at_k);
    expectNear(passHatK(c, n, k), pass_hat_k);
  }
});

describe('trends', () => {
  const { y, y2, mann_kendall, mann_kendall_y2, ewma } = oracles.trend;

  test('Mann–Kendall and Sen', () => {
    const first = mannKendall(y)!;
    expect(first.score).toBe(mann_kendall.S);
    expectNear(first.variance, mann_kendall.var);
    expectNear(first.z, mann_kendall.z);
    expectNear(first.twoSided, mann_kendall.p);
    expectNear(first.slope, mann_kendall.sen);
    const second = mannKendall(y2)!;
    expect(second.score).toBe(mann_kendall_y2.S);
    expectNear(second.z, mann_kendall_y2.z);
    expectNear(second.twoSided, mann_kendall_y2.p);
    expectNear(second.slope, mann_kendall_y2.sen);
  });

  test('control charts', () => {
    const inControl = { mean: ewma.mu, deviation: ewma.sigma };
    const points = ewmaLower(y, inControl, ewma.lambda, ewma.L);
    const signal = points.findIndex(({ value, limit }) => value < limit);
    expect(signal + 1).toBe(ewma.first_signal);
    expectNear(points[signal]?.value, ewma.value, 1e-6);
    expectNear(points[signal]?.limit, ewma.limit, 1e-6);
    const sums = cusumLower(y, inControl);
    for (const [night, value] of oracles.trend['cusum_lower_k0.5'].entries())
      expect(sums[night]).toBeCloseTo(value, 9);
  });
});

test("Fisher's exact test is the stratified one with one task", () => {
  for (const { table, alt, p } of oracles.fisher) {
    const [[keptB, brokenB], [keptA, brokenA]] = table;
    const test = stratifiedExact([{ keptA, nA: keptA + brokenA, keptB, nB: keptB + brokenB }]);
    expectNear(alt === 'less' ? test.worse : test.twoSided, p);
  }
});
