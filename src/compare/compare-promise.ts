import { anytimeInterval } from '../stats/anytime-interval.ts';
import type { Finding, PromiseFinding } from '../stats/gate-findings.ts';
import { pairedT } from '../stats/paired.ts';
import { bonettPriceInterval } from '../stats/paired-interval.ts';
import { flakyTasks } from '../stats/repeats.ts';
import { mean, sum } from '../stats/sums.ts';
import type {
  ShownAnswer,
  ComparedPromise,
  ComparisonVerdict,
  Difference,
  FlippedTask,
  Repeated,
} from './comparison.ts';
import type { PairedTrials } from './pairing.ts';
import type { JudgedPromise, SideTrial } from './side.ts';
import { type SettleLevels, slotsToSettle } from './slots-to-settle.ts';

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
    levels,
  }: {
    worse: PromiseFinding;
    better: PromiseFinding;
    isAnyTime: boolean;
    sameAnswers: boolean;
    levels: SettleLevels;
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
    toSettle:
      verdict === 'undecided'
        ? slotsToSettle(
            scored.map(({ a, b }) => a - b),
            slots.length,
            levels,
          )
        : undefined,
    repeated: repeatedOf(scored),
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

function placeOf(trial: SideTrial, promise: string): ShownAnswer {
  const { verdict = 'unscored', why = '' } = trial.verdicts.get(promise) ?? {};
  return { ...trial.from, verdict, why };
}

/** How repeats of one task agree; undefined where no task has two. */
function repeatedOf(slots: readonly ScoredSlot[]): Repeated | undefined {
  const tasks = [...byTask(slots)].map(([task, ofTask]) => ({
    task,
    a: ofTask.map(({ a }) => a),
    b: ofTask.map(({ b }) => b),
  }));
  const k = Math.max(0, ...tasks.map(({ b }) => b.length));
  if (k < 2) return undefined;
  const full = tasks.filter(({ b }) => b.length === k);
  const allKept = (scores: readonly number[]): number => Number(scores.every((score) => score === 1));
  const flaky = flakyTasks(tasks.map(({ b }) => b)).flatMap((at) => {
    const { task, b } = tasks[at]!;
    return { task, kept: sum(b), of: b.length };
  });
  return {
    k,
    a: mean(full.map(({ a }) => allKept(a))) ?? 0,
    b: mean(full.map(({ b }) => allKept(b))) ?? 0,
    flaky: flaky.sort((x, y) => x.kept / x.of - y.kept / y.of || IN_ORDER.compare(x.task, y.task)),
  };
}

function byTask(slots: readonly ScoredSlot[]): Map<string, ScoredSlot[]> {
  const found = new Map<string, ScoredSlot[]>();
  for (const slot of slots) found.set(slot.task, [...(found.get(slot.task) ?? []), slot]);
  return found;
}
