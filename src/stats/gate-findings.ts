import { meanCapital } from './evidence.ts';
import { changeEvidence, type Decisions, type PromiseLedger } from './ledgers.ts';
import { moreSlotsToClear } from './looks.ts';
import { type GateState, gateEvidence, looksBy } from './sequential.ts';

/** What a gate says of one promise, or of all together. `smaller-than-margin`: worse for sure, by less than the margin. */
export type PromiseVerdict =
  | 'regression'
  | 'smaller-than-margin'
  | 'no-regression'
  | 'undecided'
  | 'not-tested';

/** What keeps a gate from taking the scores at their word: too many missing, or applicability or errors that differ. */
export type Doubt = 'missing' | 'applicability' | 'errors';

/** What a gate knows of one promise, or of the mean over promises. */
export interface Finding {
  readonly verdict: PromiseVerdict;
  readonly doubt: Doubt | undefined;
  /** e-value that B is worse, alone and within the family; the alarm's bar for the latter is 1/alpha. */
  readonly evidence: number;
  readonly adjusted: number;
  /** Slots in which both versions have a score. */
  readonly n: number;
  /** Mean of A − B over them. */
  readonly drop: number | undefined;
  /** Slots at which the alarm was raised and the all-clear given. */
  readonly alarmAt: number | undefined;
  readonly clearAt: number | undefined;
}

/** What a gate knows of one promise. */
export interface PromiseFinding extends Finding {
  readonly rateA: number | undefined;
  readonly rateB: number | undefined;
  /** Slots in which B scored below A, and above. */
  readonly worse: number;
  readonly better: number;
  /** Upper bound of the drop at the last planned look. */
  readonly upper: number | undefined;
  /** Slots with both scores that would still clear it, going on as now, at the latest look's boundary; undefined if none would. */
  readonly moreToClear: number | undefined;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly missing: number;
  /** e-value that the promise applies more or less often to B than to A. */
  readonly applicabilityEvidence: number;
}

/** What a gate knows of the mean over promises. */
export interface OverallFinding extends Finding {
  /** e-value against a mean drop of the overall margin or more. */
  readonly nonInferiority: number;
}

/** What a gate says. */
export interface GateFindings {
  readonly verdict: 'fail' | 'pass' | 'undecided';
  /** Why no more slots are needed; undefined while the gate goes on. */
  readonly stop: 'regression' | 'settled' | 'budget' | undefined;
  readonly slots: number;
  readonly promises: readonly PromiseFinding[];
  readonly overall: OverallFinding;
  /** Share of answers from which nothing could be scored, and the e-value that it differs between A and B. */
  readonly errorRateA: number;
  readonly errorRateB: number;
  readonly errorEvidence: number;
}

/** Nothing is decided above this share without a verdict, of the slots in which the promise applied or might have. */
const MOST_MISSING = 0.05;

/** Everything that can be said of a gate at this point: fail on any regression, pass only if all is clear. */
export function gateFindings(state: GateState): GateFindings {
  const { design } = state;
  const { evidence, adjusted } = gateEvidence(state);
  const promises = state.promises.map((ledger, index) => {
    return promiseFinding(state, ledger, evidence[index]!, adjusted[index]!);
  });
  const errorEvidence = changeEvidence(state.errors.change);
  const overall = overallFinding(state, evidence.at(-1)!, adjusted.at(-1)!, errorEvidence);
  // The overall finding is always among them, so that a gate in which nothing was tested cannot pass.
  const all: Finding[] = [...promises.filter((finding, index) => !isWaived(state, finding, index)), overall];
  const hasFailed = all.some((finding) => finding.verdict === 'regression');
  return {
    verdict: hasFailed ? 'fail' : all.every(isClear) ? 'pass' : 'undecided',
    stop: stopReason(state, all, hasFailed && design.failFast),
    slots: state.slots,
    promises,
    overall,
    errorRateA: state.slots === 0 ? 0 : state.errors.a / state.slots,
    errorRateB: state.slots === 0 ? 0 : state.errors.b / state.slots,
    errorEvidence,
  };
}

function isClear({ verdict }: Finding): boolean {
  return verdict === 'no-regression' || verdict === 'smaller-than-margin';
}

/** A waiver holds for a promise that applied to nothing, not for one that applies to one version alone. */
function isWaived({ design }: GateState, finding: PromiseFinding, index: number): boolean {
  return design.waived.includes(index) && finding.n + finding.onlyA + finding.onlyB === 0;
}

function stopReason(
  { slots, budget }: GateState,
  findings: readonly Finding[],
  isOver: boolean,
): GateFindings['stop'] {
  if (isOver) return 'regression';
  const isSettled = ({ alarmAt, clearAt, doubt }: Finding) =>
    doubt !== 'missing' && (alarmAt !== undefined || clearAt !== undefined);
  if (findings.every(isSettled)) return 'settled';
  return slots >= budget ? 'budget' : undefined;
}

function promiseFinding(
  state: GateState,
  ledger: PromiseLedger,
  evidence: number,
  adjusted: number,
): PromiseFinding {
  const { design, boundaries, slots } = state;
  const z = boundaries[Math.max(0, looksBy(design, slots) - 1)]!;
  const { n } = ledger.drops;
  const applicabilityEvidence = changeEvidence(ledger.applies);
  const seen = n + ledger.onlyA + ledger.onlyB;
  const doubts: Array<Doubt | false> = [
    ledger.missing > MOST_MISSING * (ledger.missing + seen) && 'missing',
    applicabilityEvidence >= design.promises / design.alpha && 'applicability',
  ];
  const doubt = doubts.find((found) => found !== false);
  return {
    verdict: n === 0 ? 'not-tested' : verdictOf(ledger, doubt),
    doubt,
    evidence,
    adjusted,
    n,
    drop: n === 0 ? undefined : ledger.drops.sum / n,
    alarmAt: ledger.alarmAt,
    clearAt: ledger.clearAt,
    rateA: n === 0 ? undefined : ledger.scoreA / n,
    rateB: n === 0 ? undefined : ledger.scoreB / n,
    worse: ledger.worse,
    better: ledger.better,
    upper: ledger.upper,
    moreToClear: moreSlotsToClear(ledger.drops, design.margin, z),
    onlyA: ledger.onlyA,
    onlyB: ledger.onlyB,
    missing: ledger.missing,
    applicabilityEvidence,
  };
}

function overallFinding(
  state: GateState,
  evidence: number,
  adjusted: number,
  errorEvidence: number,
): OverallFinding {
  const { overall, errors, design, slots } = state;
  const { n } = overall.drops;
  const doubts: Array<Doubt | false> = [
    errors.slots > MOST_MISSING * slots && 'missing',
    errorEvidence >= 1 / design.alpha && 'errors',
  ];
  const doubt = doubts.find((found) => found !== false);
  return {
    verdict: n === 0 ? 'not-tested' : verdictOf(overall, doubt),
    doubt,
    evidence,
    adjusted,
    n,
    drop: n === 0 ? undefined : overall.drops.sum / n,
    alarmAt: overall.alarmAt,
    clearAt: overall.clearAt,
    nonInferiority: meanCapital(overall.logNonInferior),
  };
}

/** Too much missing decides nothing; other doubts only keep a promise from being called clear. */
function verdictOf({ alarmAt, clearAt }: Decisions, doubt: Doubt | undefined): PromiseVerdict {
  if (doubt === 'missing') return 'undecided';
  if (alarmAt !== undefined && clearAt === undefined) return 'regression';
  if (clearAt === undefined || doubt !== undefined) return 'undecided';
  return alarmAt === undefined ? 'no-regression' : 'smaller-than-margin';
}
