import { anytimeInterval } from '../stats/anytime-interval.ts';
import type { Finding, PromiseFinding } from '../stats/gate-findings.ts';
import { dropSums, type DropSums, upperBoundAtLook } from '../stats/looks.ts';
import { pairedT } from '../stats/paired.ts';
import { bonettPriceInterval } from '../stats/paired-interval.ts';
import { mean, sum } from '../stats/sums.ts';
import type { ComparedPromise, ComparisonVerdict, Difference, FlippedTask } from './comparison.ts';
import type { PairedTrials } from './pairing.ts';
import type { JudgedPromise, SideTrial } from './side.ts';

/** One slot in which both sides kept or broke a promise. */
interface ScoredSlot {
  readonly task: string;
  /** Share of A's answers that kept it. */
  readonly a: number;
  readonly b: number;
  readonly trials: PairedTrials;
}

/** What is said of one promise, from what the engine found in both directions. */
export function comparePromise(
  promise: JudgedPromise,
  slots: readonly PairedTrials[],
  {
    worse,
    better,
    isAnyTime,
    sameAnswers,
    toClear,
  }: {
    worse: PromiseFinding;
    better: PromiseFinding;
    isAnyTime: boolean;
    sameAnswers: boolean;
    /** The margin, and z of the last planned look. */
    toClear: { margin: number; z: number };
  },
): ComparedPromise {
  const scored = slots.flatMap((trials) => scoredSlot(trials, promise.id) ?? []);
  const verdict = sameAnswers && worse.n > 0 ? 'no-worse' : verdictOf(worse, better);
  return {
    promise: promise.id,
    title: promise.title,
    severity: promise.severity,
    verdict,
    doubt: worse.doubt,
    slots: worse.n,
    keptA: sum(scored.map(({ a }) => a)),
    keptB: sum(scored.map(({ b }) => b)),
    difference: differenceOf(scored, isAnyTime),
    newTasks: newTasks(scored),
    worse: worse.worse,
    better: worse.better,
    evidenceWorse: worse.evidence,
    evidenceBetter: better.evidence,
    mostDrop: worse.upper,
    moreSlots: verdict === 'undecided' ? moreSlots(scored, slots.length, toClear) : undefined,
    appliedOnlyA: worse.onlyA,
    appliedOnlyB: worse.onlyB,
    unscored: worse.missing,
    flipped: flippedTasks(scored, promise.id),
  };
}

/** What both directions say together. A doubt never lets B be called better: it may have abstained where A took the risk. */
export function verdictOf(worse: Finding, better: Finding): ComparisonVerdict {
  if (worse.verdict === 'regression') return 'regression';
  const isBetter = better.verdict === 'regression' || better.verdict === 'smaller-than-margin';
  if (isBetter && worse.doubt === undefined && worse.alarmAt === undefined) return 'improvement';
  return worse.verdict === 'no-regression' ? 'no-worse' : worse.verdict;
}

function scoredSlot(trials: PairedTrials, promise: string): ScoredSlot | undefined {
  const a = mean(trials.a.flatMap((trial) => scoreOf(trial, promise) ?? []));
  const b = scoreOf(trials.b, promise);
  return a === undefined || b === undefined ? undefined : { task: trials.task, a, b, trials };
}

function scoreOf(trial: SideTrial, promise: string): number | undefined {
  const verdict = trial.verdicts.get(promise)?.verdict;
  return verdict === 'kept' ? 1 : verdict === 'broken' ? 0 : undefined;
}

function differenceOf(slots: readonly ScoredSlot[], isAnyTime: boolean): Difference | undefined {
  if (slots.length === 0) return undefined;
  const drops = slots.map(({ a, b }) => a - b);
  const value = -(sum(drops) / drops.length);
  // Counts of pairs exist only where each side has one answer in a slot.
  if (isAnyTime || slots.some(({ a }) => a !== 0 && a !== 1)) {
    const { low, high } = anytimeInterval(drops);
    return { value, low: -high, high: -low, kind: 'any-time' };
  }
  const count = (ofA: number, ofB: number): number =>
    slots.filter(({ a, b }) => a === ofA && b === ofB).length;
  const { low, high } = bonettPriceInterval({
    n11: count(1, 1),
    n10: count(1, 0),
    n01: count(0, 1),
    n00: count(0, 0),
  });
  return { value, low: -high, high: -low, kind: 'bonett-price' };
}

/** Student's t over the tasks' mean differences; without any spread it would claim to know everything. */
function newTasks(slots: readonly ScoredSlot[]): { low: number; high: number } | undefined {
  const differences = [...byTask(slots).values()].map((ofTask) => mean(ofTask.map(({ a, b }) => b - a)) ?? 0);
  const found = pairedT(differences);
  if (!found || found.standardError === 0) return undefined;
  return { low: Math.max(-1, found.interval.low), high: Math.min(1, found.interval.high) };
}

/** More than this many slots nobody would pay for. */
const MOST_SLOTS = 100_000;

/**
 * Slots of any task that would still clear the promise if its drops went on as they are; undefined if none would. The bound
 * itself is asked, for its pseudo slots weigh heavily while there are few.
 */
function moreSlots(
  scored: readonly ScoredSlot[],
  slots: number,
  { margin, z }: { margin: number; z: number },
): number | undefined {
  const seen = dropSums(scored.map(({ a, b }) => a - b));
  if (seen.n === 0 || seen.sum / seen.n >= margin) return undefined;
  const goneOn = (n: number): DropSums => ({
    n,
    sum: (seen.sum * n) / seen.n,
    squares: (seen.squares * n) / seen.n,
  });
  let [few, enough] = [seen.n, seen.n];
  while (upperBoundAtLook(goneOn(enough), z) >= margin) {
    if (enough > MOST_SLOTS) return undefined;
    [few, enough] = [enough, enough * 2];
  }
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (upperBoundAtLook(goneOn(middle), z) < margin) enough = middle;
    else few = middle;
  }
  // Enough already, but a doubt or the order of looks stood in the way.
  if (enough === seen.n) return undefined;
  return Math.ceil(((enough - seen.n) * slots) / seen.n);
}

const IN_ORDER = new Intl.Collator('en', { numeric: true });

/** Those that lost most first. */
function flippedTasks(slots: readonly ScoredSlot[], promise: string): FlippedTask[] {
  const found = [...byTask(slots)].flatMap(([task, ofTask]) => {
    const worse = ofTask.filter(({ a, b }) => a > b);
    const better = ofTask.filter(({ a, b }) => a < b);
    const example = worse[0] ?? better[0];
    if (!example) return [];
    const { trials, a, b } = example;
    const shown = trials.a.find((trial) => scoreOf(trial, promise) === (a > b ? 1 : 0)) ?? trials.a[0];
    if (!shown) return [];
    return [
      {
        task,
        worse: worse.length,
        better: better.length,
        slots: ofTask.length,
        a: placeOf(shown, promise),
        b: placeOf(trials.b, promise),
      },
    ];
  });
  return found.sort((x, y) => y.worse - x.worse || IN_ORDER.compare(x.task, y.task));
}

function placeOf(trial: SideTrial, promise: string): { repeat: number; verdict: string; why: string } {
  const verdict = trial.verdicts.get(promise);
  return { repeat: trial.repeat, verdict: verdict?.verdict ?? 'unscored', why: verdict?.why ?? '' };
}

function byTask(slots: readonly ScoredSlot[]): Map<string, ScoredSlot[]> {
  const found = new Map<string, ScoredSlot[]>();
  for (const slot of slots) found.set(slot.task, [...(found.get(slot.task) ?? []), slot]);
  return found;
}
