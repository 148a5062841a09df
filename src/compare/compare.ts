import { UserError } from '../input/user-error.ts';
import type { StoredVerdict } from '../runs/format.ts';
import { gateFindings, type GateFindings } from '../stats/gate-findings.ts';
import { lookBoundaries } from '../stats/looks.ts';
import { alarmBar, flipsForAlarm } from '../stats/power.ts';
import {
  extendBudget,
  foldSlot,
  gateDesign,
  type GateDesign,
  type GateState,
  startGate,
} from '../stats/sequential.ts';
import type { Outcome, Slot } from '../stats/slot-outcomes.ts';
import { mean } from '../stats/sums.ts';
import { contentHash } from '../suite/trial-key.ts';
import { comparePromise, verdictOf } from './compare-promise.ts';
import type { Comparison, EvidenceStep } from './comparison.ts';
import { type PairedTrials, pairTasks, pairTrials, repeatsAreCopies } from './pairing.ts';
import { promiseFamily } from './promise-family.ts';
import type { JudgedPromise, Side, SideTrial } from './side.ts';
import { sideDifferences } from './side-differences.ts';
import { meanUsage, summaryOf } from './side-summary.ts';

/** How two sides are compared. */
export interface CompareOptions {
  /** Chance that something is called a regression though nothing changed, over all promises; 0.05 by default. */
  readonly alpha?: number | undefined;
  /** Chance that a promise is cleared though it dropped by the margin; 0.05 by default. */
  readonly clearAlpha?: number | undefined;
  /** A drop of one promise, and of the mean over promises, that must not pass: 0.1 and 0.05 by default. */
  readonly margin?: number | undefined;
  readonly overallMargin?: number | undefined;
  /** Only these promises, decided together; all that both sides are judged by, by default. */
  readonly family?: readonly string[] | undefined;
  /** Promises that need not apply to any answer. */
  readonly waived?: readonly string[] | undefined;
  /** Where the trials came one after the other and stopped on their result; undefined for stored trials, all used at once. */
  readonly sequential?: SequentialDesign | undefined;
}

/** What a comparison that stops on its result fixes before its first call. */
interface SequentialDesign {
  readonly seed: string;
  /** Slots over which the looks are planned; nothing is cleared beyond them. */
  readonly slots: number;
  /** Looks at most; the usual ten by default. */
  readonly looks?: number | undefined;
  /** Slots at most, where a rerun goes on beyond the planned ones: there only alarms are raised. */
  readonly budget?: number | undefined;
  readonly failFast: boolean;
}

/**
 * Compares two sides promise by promise, task by task and repeat by repeat. The same trials always give the same result;
 * for stored trials their order plays no part, and swapping the sides mirrors it.
 * @throws {UserError} if nothing can be compared: no task or no promise in common, or no answer that could be judged.
 */
export function compareSides(a: Side, b: Side, options: CompareOptions = {}): Comparison {
  const { sequential } = options;
  const tasks = pairTasks(a, b);
  const family = promiseFamily(a, b);
  const promises = family.compared.filter(({ id }) => options.family?.includes(id) ?? true);
  // What a run that stopped on its result did not need is not missing.
  const remarks = sideDifferences(a, b, sequential ? { ...tasks, withoutTrials: [] } : tasks, family);
  if (tasks.common.length === 0) throw nothingToCompare(a, b, 'no unchanged task in common', remarks);
  if (promises.length === 0) {
    throw nothingToCompare(
      a,
      b,
      'no promise in common that is judged alike (`vouch run --all-promises` judges every agent by all)',
      remarks,
    );
  }
  const areCopies = repeatsAreCopies(a, b, tasks.common);
  const seed = sequential?.seed ?? [a, b].map(({ source, agent }) => `${source.id}#${agent}`).join('/');
  // The order must not hang on how far the run has come.
  const inOrder = sequential ? [...tasks.common, ...tasks.withoutTrials] : tasks.common;
  const slots = pairTrials(a, b, inOrder, { seed, mostRepeats: areCopies ? 1 : Infinity });
  const design = designOf(slots, promises, options);
  const played = play(slots, promises, design, options);
  const { worse, better, used } = played;
  if (worse.promises.every(({ n, onlyA, onlyB }) => n + onlyA + onlyB === 0)) {
    const ids = promises.map(({ id }) => id);
    throw nothingToCompare(a, b, `not one answer could be judged by ${inWords(ids)}`, remarks);
  }
  const isAnyTime = sequential !== undefined;
  const sameAnswers = used.every(({ a, b }) =>
    a.every((trial) => !trial.error && !b.error && trial.fingerprint === b.fingerprint),
  );
  const isSettled = sameAnswers && worse.overall.n > 0;
  return {
    format: 1,
    a: summaryOf(a),
    b: summaryOf(b),
    verdict:
      isSettled || worse.verdict === 'pass'
        ? 'no-regression'
        : worse.verdict === 'fail'
          ? 'regression'
          : 'undecided',
    design: {
      kind: isAnyTime ? 'sequential' : 'fixed',
      hash: designHash(a, b, promises, inOrder, design, seed),
      alpha: design.alpha,
      margin: design.margin,
      overallMargin: design.overallMargin,
      plannedSlots: design.slots,
      looks: design.looks,
      family: promises.map(({ id }) => id),
      bar: alarmBar(promises.length, design.alpha),
      flipsNeeded: flipsForAlarm(promises.length, design.alpha),
    },
    slots: used.length,
    stop: isAnyTime ? worse.stop : undefined,
    sameAnswers,
    repeats: { most: mostRepeats(used), areCopies },
    tasks,
    promises: promises.map((promise, index) =>
      comparePromise(promise, used, {
        worse: worse.promises[index]!,
        better: better.promises[index]!,
        isAnyTime,
        sameAnswers,
        levels: {
          margin: design.margin,
          z: played.lastBoundary,
          bar: alarmBar(promises.length, design.alpha),
        },
      }),
    ),
    course: played.course,
    uncompared: family.uncompared,
    overall: {
      verdict: isSettled ? 'no-worse' : verdictOf(worse.overall, better.overall),
      doubt: worse.overall.doubt,
      slots: worse.overall.n,
      difference: worse.overall.drop === undefined ? undefined : -worse.overall.drop,
      evidenceWorse: worse.overall.evidence,
    },
    errorsDiffer: worse.errorEvidence >= 1 / design.alpha,
    remarks,
    usage: {
      a: meanUsage(used.flatMap((slot) => slot.a)),
      b: meanUsage(used.map((slot) => slot.b)),
    },
  };
}

/** As `compareSides`; undefined while there is nothing that can be compared. */
export function compareIfPossible(a: Side, b: Side, options: CompareOptions): Comparison | undefined {
  try {
    return compareSides(a, b, options);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const MOST_NAMES = 5;

const inWords = (ids: readonly string[]): string =>
  ids.length > MOST_NAMES
    ? `any of ${ids.length} promises`
    : new Intl.ListFormat('en', { type: 'disjunction' }).format(ids);

function nothingToCompare(a: Side, b: Side, why: string, remarks: readonly string[]): UserError {
  return new UserError([`${a.label} and ${b.label} cannot be compared: ${why}`, ...remarks].join('\n'));
}

function designOf(
  slots: readonly PairedTrials[],
  promises: readonly JudgedPromise[],
  options: CompareOptions,
): GateDesign {
  const { sequential, waived = [] } = options;
  const planned = sequential?.slots ?? slots.length;
  const levels = Object.entries({
    alpha: options.alpha,
    margin: options.margin,
    overallMargin: options.overallMargin,
  });
  return gateDesign({
    promises: promises.length,
    slots: planned,
    // Stored trials are all there: one look spends the whole error on it, and the order cannot matter.
    ...(sequential ? looksOf(sequential) : { looks: 1, evaluateEvery: planned }),
    failFast: sequential?.failFast ?? false,
    answersPerSlot: Math.max(1, ...slots.map(({ a }) => a.length)),
    waived: promises.flatMap(({ id }, index) => (waived.includes(id) ? [index] : [])),
    ...Object.fromEntries(levels.filter(([, value]) => value !== undefined)),
  });
}

function looksOf({ looks, slots }: SequentialDesign): { looks?: number } {
  return looks === undefined ? {} : { looks: Math.min(looks, slots) };
}

interface Played {
  /** That B is worse, and the same with A and B exchanged. */
  readonly worse: GateFindings;
  readonly better: GateFindings;
  /** The slots up to where it was decided. */
  readonly used: readonly PairedTrials[];
  readonly course: readonly EvidenceStep[];
  /** z of the last planned look. */
  readonly lastBoundary: number;
}

function play(
  slots: readonly PairedTrials[],
  promises: readonly JudgedPromise[],
  design: GateDesign,
  { clearAlpha, sequential }: CompareOptions,
): Played {
  const budget = Math.max(design.slots, sequential?.budget ?? 0);
  let worse = start(design, clearAlpha, budget);
  // A mean of A's answers can stand where one answer of B did, but is not exchangeable with it.
  let better = start(design, clearAlpha, budget);
  const used: PairedTrials[] = [];
  const course: EvidenceStep[] = [];
  for (const trials of slots.slice(0, budget)) {
    const slot: Slot = {
      a: trials.a.map((trial) => outcomes(trial, promises)),
      b: outcomes(trials.b, promises),
    };
    worse = foldSlot(worse, slot);
    better = foldSlot(better, { a: [slot.b], b: meanOutcomes(slot.a) });
    used.push(trials);
    if (!sequential || worse.evaluatedAt !== worse.slots) continue;
    const found = gateFindings(worse);
    course.push({ slots: found.slots, evidence: found.promises.map(({ evidence }) => evidence) });
    if (found.stop) break;
  }
  return {
    worse: gateFindings(worse),
    better: gateFindings(better),
    used,
    course,
    lastBoundary: worse.boundaries.at(-1)!,
  };
}

function start(design: GateDesign, clearAlpha: number | undefined, budget: number): GateState {
  const begun = startGate(design);
  const state = budget > design.slots ? extendBudget(begun, budget - design.slots) : begun;
  return clearAlpha === undefined
    ? state
    : { ...state, boundaries: lookBoundaries(design.looks, clearAlpha) };
}

function outcomes(trial: SideTrial, promises: readonly JudgedPromise[]): Outcome[] {
  return promises.map(({ id }) => outcomeOf(trial.verdicts.get(id)));
}

/** A verdict as a score; a promise that was not judged is unscored. */
function outcomeOf(verdict: StoredVerdict | undefined): Outcome {
  switch (verdict?.verdict) {
    case 'kept':
      return 1;
    case 'broken':
      return 0;
    case 'not-applicable':
      return 'not-applicable';
    default:
      return 'unscored';
  }
}

function meanOutcomes(answers: readonly (readonly Outcome[])[]): Outcome[] {
  return (answers[0] ?? []).map((_, promise) => {
    const seen = answers
      .flatMap((answer) => answer[promise] ?? [])
      .filter((outcome) => outcome !== 'unscored');
    const scores = seen.filter((outcome) => typeof outcome === 'number');
    return mean(scores) ?? (seen.length > 0 ? 'not-applicable' : 'unscored');
  });
}

function designHash(
  a: Side,
  b: Side,
  promises: readonly JudgedPromise[],
  tasks: readonly string[],
  design: GateDesign,
  seed: string,
): string {
  return contentHash({
    prompts: [a.promptHash, b.promptHash],
    promises: promises.map(({ id, scorer, hash }) => [id, scorer, hash]),
    tasks: [...tasks].sort().map((id) => [id, a.tasks.get(id)?.hash]),
    design,
    seed,
  });
}

function mostRepeats(slots: readonly PairedTrials[]): number {
  const counts = new Map<string, number>();
  for (const { task } of slots) counts.set(task, (counts.get(task) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
