import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, hochberg, holm } from './adjust.ts';
import { anytimeInterval } from './anytime-interval.ts';
import { callCost } from './call-cost.ts';
import { pooledRate } from './clustered.ts';
import {
  adjustEvidence,
  eAlarmBinary,
  eAlarmClosed,
  eAlarmReal,
  eBH,
  eNonInferior,
  eOverall,
} from './evidence.ts';
import { firstExactRejection } from './exact-spending.ts';
import { gateFindings, type PromiseVerdict } from './gate-findings.ts';
import type { Interval } from './interval.ts';
import { dropSums, lookBoundaries, upperBoundAtLook } from './looks.ts';
import { bonettPriceInterval, newcombeInterval, tangoInterval } from './paired-interval.ts';
import { mcnemar, type PairedTest, pairedT, signFlip } from './paired.ts';
import { clopperPearsonInterval, wilsonInterval } from './rates.ts';
import { varianceSplit } from './repeats.ts';
import { foldSlot, gateDesign, gateEvidence, startGate } from './sequential.ts';
import type { Outcome, Slot } from './slot-outcomes.ts';
import { stratifiedExact } from './stratified-exact.ts';

interface ReferenceCase {
  readonly id: string;
  readonly fn: string;
  readonly description: string;
  readonly input: unknown;
  readonly expected: unknown;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/stats/stats-cases.json', import.meta.url), 'utf8'),
) as { cases: ReferenceCase[] };

/** The tolerances that the file states: relative 1e-9, intervals found by root search 1e-6. */
const EXACT = 1e-9;
const ROOT_SEARCH = 1e-6;

type Pairs = { n10: number; n01: number; n0: number; margin: number; alpha: number; n: number };

const solve: Record<string, (input: never) => unknown> = {
  eAlarmBinary: ({ n10, n01 }: Pairs) => ({ eGrid: eAlarmBinary(n10, n01), eClosed: eAlarmClosed(n10, n01) }),
  eAlarmReal: ({ D }: { D: number[] }) => ({ e: eAlarmReal(D) }),
  eOverall: ({ D }: { D: number[] }) => ({ e: eOverall(D) }),
  eNonInferior: (pairs: Pairs) => ({ e: eNonInferior(dropsOf(pairs), pairs.margin) }),
  upperBoundAtLook: ({ n10, n01, n, looks, look, margin }: Pairs & { looks: number; look: number }) => {
    const z = lookBoundaries(looks)[look - 1]!;
    const upper = upperBoundAtLook({ n, sum: n10 - n01, squares: n10 + n01 }, z);
    return { upper, noRegression: upper < margin };
  },
  upperBoundReal: ({ D, z }: { D: number[]; z: number }) => ({ upper: upperBoundAtLook(dropSums(D), z) }),
  adjustEvidence: ({ e }: { e: number[] }) => ({ adjusted: adjustEvidence(e) }),
  eBH: ({ e, alpha }: { e: number[]; alpha: number }) => ({ rejected: eBH(e, alpha) }),
  adjustP: ({ p }: { p: number[] }) => ({ holm: holm(p), hochberg: hochberg(p), bh: benjaminiHochberg(p) }),
  mcnemar: ({ n10, n01 }: Pairs) => {
    const { worse, worseMid, twoSided } = mcnemar(n10, n01);
    return { p: worse, midp: worseMid, p2: twoSided };
  },
  stratifiedExact: ({ cells }: { cells: Array<[number, number, number, number]> }) => {
    return oneSided(stratifiedExact(cells.map(([keptA, nA, keptB, nB]) => ({ keptA, nA, keptB, nB }))));
  },
  signFlip: ({ d }: { d: number[] }) => oneSided(signFlip(d)),
  pairedT: ({ d }: { d: number[] }) => {
    const { worse, interval } = pairedT(d)!;
    return { p: worse, lo: interval.low, hi: interval.high };
  },
  pairedInterval: (counts: { n11: number; n10: number; n01: number; n00: number }) => ({
    newcombe: ends(newcombeInterval(counts)),
    bonettPrice: ends(bonettPriceInterval(counts)),
    tango: ends(tangoInterval(counts)),
  }),
  rateInterval: ({ k, n }: { k: number; n: number }) => ({
    wilson: ends(wilsonInterval(k / n, n)),
    clopperPearson: ends(clopperPearsonInterval(k, n)),
  }),
  rateIntervalClustered: ({ kept, n }: { kept: number[]; n: number[] }) => {
    const tasks = kept.map((count, task) =>
      Array.from({ length: n[task]! }, (_, index) => Number(index < count)),
    );
    return { icc: varianceSplit(tasks)!.icc, wilson: ends(pooledRate(tasks)!.interval) };
  },
  anytimeInterval: (pairs: Pairs) => {
    const { low, high } = anytimeInterval(dropsOf(pairs), pairs.alpha);
    return { lo: low, hi: high };
  },
  lookTable: ({ alpha }: { alpha: number }) => ({
    table: Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [index + 1, lookBoundaries(index + 1, alpha)]),
    ),
  }),
  exactSpendingMcNemar: (input: { looks: Array<[number, number]>; fractions: number[]; alpha: number }) => {
    const looks = input.looks.map(([n10, discordant], index) => ({
      n10,
      discordant,
      fraction: input.fractions[index]!,
    }));
    return { firstRejection: firstExactRejection(looks, input.alpha) ?? -1 };
  },
  gate: (input: ShortGate | LongGate) => ('A' in input ? shortGate(input) : longGate(input)),
  cost: (input: Parameters<typeof callCost>[0]) => callCost(input),
};

function dropsOf({ n10, n01, n0 }: Pairs): number[] {
  return [n10, n01, n0].flatMap((count, index) => Array.from({ length: count }, () => [1, -1, 0][index]!));
}

function oneSided({ worse, worseMid }: Pick<PairedTest, 'worse' | 'worseMid'>): unknown {
  return { p: worse, midp: worseMid };
}

function ends({ low, high }: Interval): [number, number] {
  return [low, high];
}

const STATUS: Record<PromiseVerdict, number> = {
  undecided: 0,
  regression: 1,
  'no-regression': 2,
  'smaller-than-margin': 2,
  'not-tested': 0,
};

interface ShortGate {
  readonly A: Array<Array<number | null>>;
  readonly B: Array<Array<number | null>>;
}

/** 12 slots long before the first planned look. */
function shortGate({ A, B }: ShortGate): unknown {
  const outcomes = (row: Array<number | null>): Outcome[] => row.map((score) => score ?? 'not-applicable');
  const slots = A.map((row, index): Slot => ({ a: [outcomes(row)], b: outcomes(B[index]!) }));
  const state = slots.reduce(foldSlot, startGate(gateDesign({ promises: 2, slots: 300 })));
  const { promises, overall } = gateFindings(state);
  const { evidence, adjusted } = gateEvidence(state);
  return {
    e: evidence,
    adjusted,
    status: [...promises, overall].map(({ verdict }) => STATUS[verdict]),
    n: promises.map(({ n }) => n),
  };
}

interface LongGate {
  readonly slots: number;
  readonly brokenInB: Record<string, number[]>;
  readonly looks: number;
}

function longGate({ slots, brokenInB, looks }: LongGate): unknown {
  const design = gateDesign({ promises: 2, slots, looks });
  let state = startGate(design);
  for (let slot = 0; slot < slots; slot++) {
    state = foldSlot(state, {
      a: [[1, 1]],
      b: [0, 1].map((promise) => Number(!brokenInB[promise]?.includes(slot))),
    });
  }
  const { promises, overall } = gateFindings(state);
  const { evidence, adjusted } = gateEvidence(state);
  return {
    e: evidence,
    adjusted,
    status: [...promises, overall].map(({ verdict }) => STATUS[verdict]),
    upper: promises.map(({ upper }) => upper),
    eNonInferiorOverall: overall.nonInferiority,
  };
}

function expectClose(actual: unknown, expected: unknown, tolerance: number, path: string): void {
  if (typeof expected === 'number') {
    expect(actual, path).toBeTypeOf('number');
    const error = Math.abs((actual as number) - expected);
    const allowed = expected === 0 ? 1e-15 : tolerance * Math.abs(expected);
    expect(error, `${path}: ${actual as number} is not ${expected}`).toBeLessThanOrEqual(allowed);
    return;
  }
  if (typeof expected !== 'object' || expected === null) {
    expect(actual, path).toBe(expected);
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    expectClose((actual as Record<string, unknown>)[key], value, tolerance, `${path}.${key}`);
  }
}

function toleranceOf({ fn }: ReferenceCase): number {
  return ['pairedInterval', 'rateInterval', 'anytimeInterval'].includes(fn) ? ROOT_SEARCH : EXACT;
}

describe('the 64 reference cases', () => {
  test('are all there', () => {
    expect(cases).toHaveLength(64);
  });

  test.each(cases)('$id $fn: $description', (reference) => {
    const actual = solve[reference.fn]!(reference.input as never);
    expectClose(actual, reference.expected, toleranceOf(reference), reference.id);
  });
});
