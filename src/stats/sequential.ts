import { requireCount, requireEach, requireLevel } from './checks.ts';
import { adjustEvidence, meanCapital, requireMargin } from './evidence.ts';
import {
  EMPTY_ERRORS,
  EMPTY_PROMISE,
  emptyOverall,
  enterErrors,
  enterMeanDrop,
  enterOutcome,
  type ErrorLedger,
  type OverallLedger,
  type PromiseLedger,
} from './ledgers.ts';
import { lookBoundaries, upperBoundAtLook } from './looks.ts';
import { isErrored, type Outcome, outcomeOf, pairOutcomes, type Slot } from './slot-outcomes.ts';
import { mean } from './sums.ts';

/** What a gate fixes before it sees a result. */
export interface GateDesign {
  readonly promises: number;
  /** The planned slots, over which the looks are spread. */
  readonly slots: number;
  /** Planned looks, at which promises may be cleared. */
  readonly looks: number;
  /** Chance of a false alarm of the whole gate, and of a false all-clear of one promise. */
  readonly alpha: number;
  /** A drop of one promise that must not pass. */
  readonly margin: number;
  /** The same for the mean over promises. */
  readonly overallMargin: number;
  /** The most answers of A in a slot: 1 for fresh ones; with 2 or more the overall bets no longer need A and B exchangeable. */
  readonly answersPerSlot: number;
  /** Slots between two evaluations; every look is one as well. */
  readonly evaluateEvery: number;
  readonly failFast: boolean;
  /** Promises (by index) that need not apply to any answer for the gate to pass. */
  readonly waived: readonly number[];
}

/** The gate's default design: alpha 0.05, margins 0.10 and 0.05, 10 looks, an evaluation after every 6 slots. */
export function gateDesign(given: Partial<GateDesign> & Pick<GateDesign, 'promises' | 'slots'>): GateDesign {
  return {
    looks: Math.min(10, given.slots),
    alpha: 0.05,
    margin: 0.1,
    overallMargin: 0.05,
    answersPerSlot: 1,
    evaluateEvery: 6,
    failFast: true,
    waived: [],
    ...given,
  };
}

/** Where a gate stands: plain data that can be stored, read back and gone on with. */
export interface GateState {
  readonly design: GateDesign;
  /** The z of each planned look. */
  readonly boundaries: readonly number[];
  /** Slots after which the gate ends; the planned ones unless it was extended. */
  readonly budget: number;
  readonly slots: number;
  /** Slots at the last evaluation. */
  readonly evaluatedAt: number;
  readonly promises: readonly PromiseLedger[];
  readonly overall: OverallLedger;
  readonly errors: ErrorLedger;
}

/**
 * A gate before its first slot.
 * @throws {RangeError} if the design is out of range: no promises, fewer slots than looks, margins outside [0, 1).
 */
export function startGate(design: GateDesign): GateState {
  requireCount('promises', design.promises, 1);
  requireCount('slots', design.slots, 1);
  requireCount('looks', design.looks, 1);
  requireCount('answersPerSlot', design.answersPerSlot, 1);
  requireCount('evaluateEvery', design.evaluateEvery, 1);
  requireLevel('alpha', design.alpha);
  requireMargin('margin', design.margin);
  requireMargin('overallMargin', design.overallMargin);
  requireEach('waived', design.waived, 0, design.promises - 1);
  if (design.looks > design.slots) {
    throw new RangeError(`\`looks\` must not exceed \`slots\` (${design.slots}), got ${design.looks}`);
  }
  return {
    design,
    boundaries: lookBoundaries(design.looks, design.alpha),
    budget: design.slots,
    slots: 0,
    evaluatedAt: 0,
    promises: Array.from({ length: design.promises }, () => EMPTY_PROMISE),
    overall: emptyOverall(design.answersPerSlot),
    errors: EMPTY_ERRORS,
  };
}

/**
 * The gate after one more slot, evaluated if it is time to. Slots must come in the planned order, whatever finishes first.
 * A slot beyond the budget still counts for the alarm, never for the all-clear.
 * @throws {RangeError} if the slot has another number of promises, no answer of A, or more than `answersPerSlot`.
 */
export function foldSlot(state: GateState, slot: Slot): GateState {
  const { design } = state;
  requireShape(design, slot);
  const pairs = state.promises.map((_, promise) =>
    pairOutcomes(
      slot.a.map((answer) => outcomeOf(answer, promise)),
      outcomeOf(slot.b, promise),
    ),
  );
  const drops = pairs.flatMap((pair) => (pair.kind === 'both' ? [pair.a - pair.b] : []));
  const meanDrop = mean(drops);
  const erroredA = slot.a.filter(isErrored).length / slot.a.length;
  const next: GateState = {
    ...state,
    slots: state.slots + 1,
    promises: state.promises.map((ledger, promise) => enterOutcome(ledger, pairs[promise]!)),
    overall:
      meanDrop === undefined
        ? state.overall
        : enterMeanDrop(state.overall, meanDrop, design.answersPerSlot, design.overallMargin),
    errors: enterErrors(state.errors, erroredA, Number(isErrored(slot.b))),
  };
  const z = next.boundaries[lookAt(design, next.slots) - 1];
  const due = next.slots - next.evaluatedAt >= design.evaluateEvery || next.slots === next.budget;
  return z !== undefined || due ? evaluate(next, z) : next;
}

function requireShape({ promises, answersPerSlot }: GateDesign, { a, b }: Slot): void {
  if (a.length === 0 || a.length > answersPerSlot) {
    throw new RangeError(`a slot must have 1 to ${answersPerSlot} answers of A, got ${a.length}`);
  }
  const wrong = [...a, b].find((answer: readonly Outcome[]) => answer.length !== promises);
  if (wrong) throw new RangeError(`an answer must have ${promises} outcomes, got ${wrong.length}`);
}

/** The 1-based planned look that falls on this slot, or 0. */
function lookAt(design: GateDesign, slot: number): number {
  const look = looksBy(design, slot);
  return look > looksBy(design, slot - 1) ? look : 0;
}

/** How many planned looks have come by this slot. */
export function looksBy({ slots, looks }: GateDesign, slot: number): number {
  return Math.min(looks, Math.floor((slot * looks) / slots));
}

/** Alarms by evidence at any slot; clears by the bound only at a planned look, whose z is given. */
function evaluate(state: GateState, z: number | undefined): GateState {
  const { design, slots } = state;
  const { adjusted } = gateEvidence(state);
  const bar = 1 / design.alpha;
  const promises = state.promises.map((ledger, promise) => {
    const alarmAt = ledger.alarmAt ?? (adjusted[promise]! >= bar ? slots : undefined);
    if (z === undefined || ledger.drops.n === 0) return { ...ledger, alarmAt };
    const upper = upperBoundAtLook(ledger.drops, z);
    return {
      ...ledger,
      alarmAt,
      upper,
      clearAt: ledger.clearAt ?? (upper < design.margin ? slots : undefined),
    };
  });
  const { overall } = state;
  const isClear = meanCapital(overall.logNonInferior) >= bar;
  return {
    ...state,
    evaluatedAt: slots,
    promises,
    overall: {
      ...overall,
      alarmAt: overall.alarmAt ?? (adjusted[design.promises]! >= bar ? slots : undefined),
      clearAt: overall.clearAt ?? (isClear ? slots : undefined),
    },
  };
}

/** The e-values that B is worse, one a promise and the overall one last, as they are and adjusted for the family. */
export function gateEvidence(state: GateState): { readonly evidence: number[]; readonly adjusted: number[] } {
  const evidence = [...state.promises, state.overall].map((ledger) => meanCapital(ledger.logCapital));
  return { evidence, adjusted: adjustEvidence(evidence) };
}

/**
 * The same gate with more slots after an undecided end. Alarms stay valid; nothing more can be cleared, for the error of the
 * planned looks is spent.
 * @throws {RangeError} unless `slots` is a count of at least 1.
 */
export function extendBudget(state: GateState, slots: number): GateState {
  requireCount('slots', slots, 1);
  return { ...state, budget: state.budget + slots };
}
