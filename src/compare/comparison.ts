import type { Doubt } from '../stats/gate-findings.ts';
import type { PairedTasks } from './pairing.ts';
import type { ConversationPlace, TrialUsage } from './side.ts';
import type { ToSettle } from './slots-to-settle.ts';

/**
 * What is said of one promise. `smaller-than-margin`: worse for sure, by less than the margin. `no-worse`: no drop of the
 * margin or more. `not-comparable`: judged in different ways on the two sides.
 */
export type ComparisonVerdict =
  | 'regression'
  | 'smaller-than-margin'
  | 'improvement'
  | 'no-worse'
  | 'undecided'
  | 'not-tested'
  | 'only-a'
  | 'only-b'
  | 'not-comparable';

/** B − A, 1 being all answers, with its interval: 5 % on each side where it is `any-time`, else 2.5 %. */
export interface Difference {
  /** B − A: above 0 is better. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** `any-time` where the run stopped on its result or A is a mean of several answers; else `bonett-price`. */
  readonly kind: 'any-time' | 'bonett-price';
}

/** One side's answer to look at. */
export interface ShownAnswer extends ConversationPlace {
  readonly verdict: string;
  readonly why: string;
}

/** A task on which B's verdict differs from A's. */
export interface FlippedTask {
  readonly task: string;
  /** Slots of this task that A kept and B broke, and the other way round. */
  readonly worse: number;
  readonly better: number;
  readonly slots: number;
  /** The first slot that flipped. */
  readonly a: ShownAnswer;
  readonly b: ShownAnswer;
}

/** How repeats of one task agree. */
export interface Repeated {
  /** Slots of a task. */
  readonly k: number;
  /** pass^k: share of tasks of which all k slots are kept; where A is a mean of several answers, all of them. */
  readonly a: number;
  readonly b: number;
  /** Tasks on which B's answers disagree, those that keep least first. */
  readonly flaky: readonly { readonly task: string; readonly kept: number; readonly of: number }[];
}

/** One promise that both sides were judged by. */
export interface ComparedPromise {
  readonly promise: string;
  readonly title: string;
  readonly severity: 'block' | 'warn' | 'info';
  readonly verdict: ComparisonVerdict;
  readonly doubt: Doubt | undefined;
  /** Slots in which both have a verdict. */
  readonly slots: number;
  /** Sum of kept over these slots; a fraction where A is a mean of several answers. */
  readonly keptA: number;
  readonly keptB: number;
  /** Undefined where nothing could be compared. */
  readonly difference: Difference | undefined;
  /** For new tasks like these: Student's t over tasks, B − A; undefined where tasks do not vary or are too few. */
  readonly newTasks: { readonly low: number; readonly high: number } | undefined;
  readonly worse: number;
  readonly better: number;
  /** e-value that B is worse, and better. */
  readonly evidenceWorse: number;
  readonly evidenceBetter: number;
  /** The most that B could still be worse, 1 being all answers. */
  readonly mostDrop: number | undefined;
  /** What would still settle it, going on as now; undefined if nothing would, or nothing is open. */
  readonly toSettle: ToSettle | undefined;
  /** Undefined where no task has two slots. */
  readonly repeated: Repeated | undefined;
  /** Slots in which the promise applied to one side only, and those without a verdict on one side. */
  readonly appliedOnlyA: number;
  readonly appliedOnlyB: number;
  readonly unscored: number;
  readonly flipped: readonly FlippedTask[];
}

/** A promise that was not compared, and why. */
export interface UncomparedPromise {
  readonly promise: string;
  readonly title: string;
  readonly severity: 'block' | 'warn' | 'info';
  readonly verdict: 'only-a' | 'only-b' | 'not-comparable' | 'not-tested';
  readonly why: string;
}

/** The mean over promises. */
interface OverallComparison {
  readonly verdict: ComparisonVerdict;
  readonly doubt: Doubt | undefined;
  readonly slots: number;
  /** B − A. */
  readonly difference: number | undefined;
  readonly evidenceWorse: number;
}

/** What one side is, for a report. */
export interface SideSummary {
  readonly label: string;
  readonly agent: string;
  readonly promptHash: string;
  readonly model: string;
  readonly source: { readonly id: string; readonly place: string };
  readonly trials: number;
  readonly errors: number;
  readonly truncated: number;
}

/** Means per trial over the compared slots; undefined where one of them is not known. */
export type MeanUsage = { readonly [K in keyof TrialUsage]: number | undefined };

/** How far the evidence had come after so many slots. */
export interface EvidenceStep {
  readonly slots: number;
  /** e-value that B is worse, in the order of the promises. */
  readonly evidence: readonly number[];
}

/** What a comparison found. Plain JSON. */
export interface Comparison {
  readonly format: 1;
  readonly a: SideSummary;
  readonly b: SideSummary;
  readonly verdict: 'regression' | 'no-regression' | 'undecided';
  readonly design: {
    readonly kind: 'fixed' | 'sequential';
    /** SHA-256 over family, tasks, order and levels: fixed before the first result. */
    readonly hash: string;
    readonly alpha: number;
    readonly margin: number;
    readonly overallMargin: number;
    readonly plannedSlots: number;
    readonly looks: number;
    /** Promises that are decided together. */
    readonly family: readonly string[];
    /** e-value at which one promise alone is called a regression. */
    readonly bar: number;
    /** Comparisons that have to go from kept to broken, none back, before a regression can be shown. */
    readonly flipsNeeded: number;
  };
  readonly slots: number;
  /** Why a run that was under way ended; undefined for stored trials. */
  readonly stop: 'regression' | 'settled' | 'budget' | undefined;
  /** True if every answer of B is, to the letter, the one that A gave: then nothing can have got worse on these tasks. */
  readonly sameAnswers: boolean;
  readonly repeats: { readonly most: number; readonly areCopies: boolean };
  readonly tasks: PairedTasks;
  readonly promises: readonly ComparedPromise[];
  /** Every time the evidence was looked at; empty for stored trials, whose order says nothing. */
  readonly course: readonly EvidenceStep[];
  readonly uncompared: readonly UncomparedPromise[];
  readonly overall: OverallComparison;
  readonly errorsDiffer: boolean;
  /** What differs between the sides besides the agent, in sentences. */
  readonly remarks: readonly string[];
  readonly usage: { readonly a: MeanUsage; readonly b: MeanUsage };
}
