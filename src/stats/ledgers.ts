import {
  addGrowth,
  alarmGrowth,
  BETS,
  meanCapital,
  meanOf,
  nonInferiorGrowth,
  OVERALL_BETS,
  overallGrowth,
} from './evidence.ts';
import type { DropSums } from './looks.ts';
import type { PairedOutcome } from './slot-outcomes.ts';

/** Log capitals of the bets that something rose and that it fell. */
export interface ChangeLedger {
  readonly rose: readonly number[];
  readonly fell: readonly number[];
}

/** The slots at which a decision fell; decisions are never taken back. */
export interface Decisions {
  readonly alarmAt?: number | undefined;
  readonly clearAt?: number | undefined;
}

/** All that a gate remembers of one promise: sums, so that the order of slots does not matter. */
export interface PromiseLedger extends Decisions {
  /** Slots in which both versions have a score. */
  readonly drops: DropSums;
  /** Slots in which B scored below A, and above. */
  readonly worse: number;
  readonly better: number;
  readonly scoreA: number;
  readonly scoreB: number;
  readonly logCapital: readonly number[];
  /** Slots in which the promise applied to one version only, or to neither. */
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
  /** Slots without a verdict on one side. */
  readonly missing: number;
  readonly applies: ChangeLedger;
  /** Upper bound of the drop at the last planned look. */
  readonly upper?: number | undefined;
}

/** All that a gate remembers of the mean drop over promises. */
export interface OverallLedger extends Decisions {
  readonly drops: DropSums;
  readonly logCapital: readonly number[];
  readonly logNonInferior: readonly number[];
}

/** Answers from which nothing could be scored. */
export interface ErrorLedger {
  /** Sum over slots of the share of A's answers. */
  readonly a: number;
  readonly b: number;
  /** Slots with no answer of A, or none of B. */
  readonly slots: number;
  readonly change: ChangeLedger;
}

const EMPTY_BETS = BETS.map(() => 0);
const NO_DROPS: DropSums = { n: 0, sum: 0, squares: 0 };
const NO_CHANGE: ChangeLedger = { rose: EMPTY_BETS, fell: EMPTY_BETS };

/** The ledger of a promise before the first slot. */
export const EMPTY_PROMISE: PromiseLedger = {
  drops: NO_DROPS,
  worse: 0,
  better: 0,
  scoreA: 0,
  scoreB: 0,
  logCapital: EMPTY_BETS,
  onlyA: 0,
  onlyB: 0,
  neither: 0,
  missing: 0,
  applies: NO_CHANGE,
};

/** The ledger of errors before the first slot. */
export const EMPTY_ERRORS: ErrorLedger = { a: 0, b: 0, slots: 0, change: NO_CHANGE };

/** The overall ledger before the first slot; tanh bets only where each B meets one A. */
export function emptyOverall(answersPerSlot: number): OverallLedger {
  return {
    drops: NO_DROPS,
    logCapital: answersPerSlot === 1 ? OVERALL_BETS.map(() => 0) : EMPTY_BETS,
    logNonInferior: EMPTY_BETS,
  };
}

/** A promise's ledger after one more slot. */
export function enterOutcome(ledger: PromiseLedger, pair: PairedOutcome): PromiseLedger {
  if (pair.kind === 'missing') return { ...ledger, missing: ledger.missing + 1 };
  const applies = enterChange(ledger.applies, pair.applies);
  if (pair.kind === 'both') return enterScores({ ...ledger, applies }, pair.a, pair.b);
  if (pair.kind === 'only-a') return { ...ledger, applies, onlyA: ledger.onlyA + 1 };
  if (pair.kind === 'only-b') return { ...ledger, applies, onlyB: ledger.onlyB + 1 };
  return { ...ledger, applies, neither: ledger.neither + 1 };
}

function enterScores(ledger: PromiseLedger, a: number, b: number): PromiseLedger {
  const drop = a - b;
  return {
    ...ledger,
    drops: enterDrop(ledger.drops, drop),
    worse: ledger.worse + Number(drop > 0),
    better: ledger.better + Number(drop < 0),
    scoreA: ledger.scoreA + a,
    scoreB: ledger.scoreB + b,
    logCapital: drop === 0 ? ledger.logCapital : addGrowth(ledger.logCapital, alarmGrowth(drop)),
  };
}

/** The overall ledger after one more mean drop. */
export function enterMeanDrop(
  ledger: OverallLedger,
  drop: number,
  answersPerSlot: number,
  margin: number,
): OverallLedger {
  const growth = answersPerSlot === 1 ? overallGrowth(drop) : alarmGrowth(drop);
  return {
    ...ledger,
    drops: enterDrop(ledger.drops, drop),
    logCapital: addGrowth(ledger.logCapital, growth),
    logNonInferior: addGrowth(ledger.logNonInferior, nonInferiorGrowth(drop, margin)),
  };
}

/** The ledger of errors after one more slot, from the shares of answers that errored. */
export function enterErrors(ledger: ErrorLedger, a: number, b: number): ErrorLedger {
  return {
    a: ledger.a + a,
    b: ledger.b + b,
    slots: ledger.slots + Number(a === 1 || b === 1),
    change: enterChange(ledger.change, b - a),
  };
}

function enterChange(ledger: ChangeLedger, rise: number): ChangeLedger {
  if (rise === 0) return ledger;
  return {
    rose: addGrowth(ledger.rose, alarmGrowth(rise)),
    fell: addGrowth(ledger.fell, alarmGrowth(-rise)),
  };
}

function enterDrop(drops: DropSums, drop: number): DropSums {
  return { n: drops.n + 1, sum: drops.sum + drop, squares: drops.squares + drop * drop };
}

/** Evidence of a change in either direction. */
export function changeEvidence({ rose, fell }: ChangeLedger): number {
  return meanOf(meanCapital(rose), meanCapital(fell));
}
