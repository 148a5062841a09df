import type { RunHeader, StoredEvidence } from '../runs/format.ts';
import type { CellTally, RunTally } from './tally.ts';
import type { Interval } from '../stats/interval.ts';
import type { Trust } from '../promises/trust.ts';
import type { RepeatedRate } from '../stats/clustered.ts';
import { correctRate } from '../stats/judge-correction.ts';
import { passHatK } from '../stats/repeats.ts';
import { type JudgingTally, type Unjudged, unjudgedOf } from './judging.ts';
import { keepRate } from './rate.ts';
import { dollarsOf, type RunUsage } from './usage.ts';

/** One agent's record on one promise. */
export interface Cell {
  readonly agent: string;
  readonly promise: string;
  readonly kept: number;
  readonly broken: number;
  readonly notApplicable: number;
  readonly unscored: number;
  /** kept / (kept + broken), or null where nothing was judged. */
  readonly rate: number | null;
  /** 95 % interval of the rate, or null where nothing was judged. */
  readonly interval: Interval | null;
  /** Tasks on which it was broken, at most 20. */
  readonly brokenOn: readonly string[];
  /** Why verdicts are missing: cause -> count. */
  readonly causes: Readonly<Record<string, number>>;
  /**
   * The rate with the scorer's errors taken out, as far as labels tell them (Rogan-Gladen, Lee's interval, of as many
   * independent answers as `interval`); null where the scorer was never measured on both kept and broken answers, or nothing
   * was judged.
   */
  readonly corrected: { readonly rate: number; readonly interval: Interval } | null;
  /** What repeats show; null in a run without them. */
  readonly repeated: Repeated | null;
}

/** One agent's record on one promise over the repeats of each task. */
export interface Repeated {
  /** The k of pass^k: the repeats of the run. */
  readonly k: number;
  /** pass^k: the chance that k repeats of a task are all kept, over the tasks with k verdicts; null without such tasks. */
  readonly passHatK: number | null;
  /** Tasks whose repeats disagree. */
  readonly flaky: readonly { readonly task: string; readonly kept: number; readonly applicable: number }[];
}

/** One broken promise to show, with its evidence. */
export interface Example {
  readonly agent: string;
  readonly promise: string;
  readonly task: string;
  readonly repeat: number;
  readonly why: string;
  readonly evidence: readonly StoredEvidence[];
}

/** What every reporter is a function of: one run, counted. Plain JSON. */
export interface Report {
  readonly format: 1;
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly suite: string;
    readonly git: RunHeader['git'];
    readonly provider: string;
    readonly repeats: number;
    /** Whether two agents were compared by it, rather than a suite run. */
    readonly comparison: boolean;
    readonly tasks: number;
    readonly trials: {
      readonly planned: number;
      readonly finished: number;
      readonly failed: number;
      readonly truncated: number;
    };
    /**
     * How work on it ended, as its last `ended` line says; null if it was killed. A run that is `decided` may have fewer trials than
     * were planned and is whole all the same.
     */
    readonly ended: 'whole' | 'decided' | 'interrupted' | 'max-cost' | 'no-answers' | null;
    /** Dollars that it paid, the judge included; null where not a single price is known. */
    readonly cost: number | null;
    readonly usage: RunUsage;
  };
  readonly agents: readonly {
    readonly id: string;
    readonly path: string;
    readonly model: string;
    readonly promptHash: string;
    /** Over all promises that were judged. */
    readonly kept: number;
    readonly judged: number;
    readonly usage: RunUsage;
    /** Promises that the agent makes, and on which lines of its file. */
    readonly promises: readonly { readonly id: string; readonly lines: readonly number[] }[];
    /** Promises that the agent makes and that nothing scores. */
    readonly unscoredPromises: readonly string[];
  }[];
  /** Promises that were judged for at least one agent, in the catalogue's order. */
  readonly promises: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: 'block' | 'warn' | 'info';
    readonly scorer: string;
    /** How far its scorer was found to agree with labels; null if never measured, or for another version. */
    readonly trust: Trust | null;
  }[];
  /** Only pairs that were judged: a missing pair was not promised, or none of its trials has a verdict (`isPromised`). */
  readonly cells: readonly Cell[];
  /** The most telling broken promises, at most one for each agent and promise, worst first. */
  readonly examples: readonly Example[];
  readonly errors: readonly { readonly kind: string; readonly count: number; readonly message: string }[];
  /** Promises without verdicts because of the judging: no judge, a judge that failed or abstained, a scorer that failed. */
  readonly unjudged: readonly Unjudged[];
  readonly judging: Readonly<JudgingTally>;
}

/** Counts and rates of a run, ready to be shown. */
export function buildReport(tally: RunTally): Report {
  const { header } = tally;
  const cells = header.agents
    .flatMap((agent) => cellsOf(agent.id, tally))
    .filter((cell) => !lacksJudge(cell));
  const judged = new Set(cells.map(({ promise }) => promise));
  return {
    format: 1,
    run: {
      id: header.id,
      startedAt: header.startedAt,
      suite: header.suite.name,
      git: header.git,
      provider: header.model.provider,
      repeats: header.repeats,
      comparison: header.comparison ?? false,
      tasks: header.tasks.length,
      trials: {
        planned: header.trials,
        finished: tally.finished,
        failed: tally.failed,
        truncated: tally.truncated,
      },
      ended: tally.ended?.reason ?? null,
      cost: dollarsOf(tally.usage.paid, tally.usage.judge),
      usage: tally.usage,
    },
    agents: header.agents.map((agent) => {
      const own = cells.filter((cell) => cell.agent === agent.id);
      const scored = new Set(
        tally.promises.filter((promise) => promise.scorer !== null).map((promise) => promise.id),
      );
      return {
        id: agent.id,
        path: agent.path,
        model: agent.model,
        promptHash: agent.promptHash,
        kept: own.reduce((sum, cell) => sum + cell.kept, 0),
        judged: own.reduce((sum, cell) => sum + cell.kept + cell.broken, 0),
        usage: tally.usageOf.get(agent.id)!,
        promises: tally.made.get(agent.id) ?? [],
        unscoredPromises: (tally.made.get(agent.id) ?? [])
          .map((made) => made.id)
          .filter((id) => !scored.has(id)),
      };
    }),
    promises: tally.promises.flatMap(({ id, title, severity, scorer, trust }) =>
      judged.has(id) && scorer !== null
        ? [{ id, title, severity, scorer, trust: trust?.scorer === scorer ? trust : null }]
        : [],
    ),
    cells,
    examples: examplesOf(tally),
    errors: [...tally.errors].map(([kind, { count, words }]) => ({ kind, count, message: words })),
    unjudged: unjudgedOf([...tally.cells.values()].flatMap((cells) => [...cells])),
    judging: tally.judging,
  };
}

const MOST_TASKS = 20;

/** True where every verdict waits for a judge that the suite does not declare; `unjudged` tells of those. */
const lacksJudge = ({ kept, broken, notApplicable, unscored, causes }: Cell): boolean =>
  kept + broken + notApplicable === 0 && unscored > 0 && causes['no-judge'] === unscored;

function cellsOf(agent: string, tally: RunTally): Cell[] {
  return [...(tally.cells.get(agent) ?? [])].map(([promise, counts]) => {
    const { kept, broken, notApplicable, unscored, causes } = counts;
    const rate = keepRate([...counts.tasks.values()]);
    return {
      agent,
      promise,
      kept,
      broken,
      notApplicable,
      unscored,
      rate: rate?.rate ?? null,
      interval: rate?.interval ?? null,
      brokenOn: [...counts.tasks]
        .filter(([, of]) => of.kept < of.applicable)
        .slice(0, MOST_TASKS)
        .map(([task]) => task),
      causes: Object.fromEntries([...causes].map(([cause, { count: times }]) => [cause, times])),
      corrected: rate ? correctedOf(promise, rate, tally) : null,
      repeated: repeatedOf(counts, tally.header.repeats),
    };
  });
}

function correctedOf(
  promise: string,
  { rate, effectiveN }: RepeatedRate,
  tally: RunTally,
): Cell['corrected'] {
  const judged = tally.promises.find(({ id }) => id === promise);
  const trust = judged?.trust;
  if (!trust || trust.scorer !== judged.scorer || trust.kept.of === 0 || trust.broken.of === 0) return null;
  const found = correctRate({
    rate,
    n: effectiveN,
    sensitivity: trust.kept.agree / trust.kept.of,
    labelledPositives: trust.kept.of,
    specificity: trust.broken.agree / trust.broken.of,
    labelledNegatives: trust.broken.of,
  });
  return found ? { rate: found.value, interval: found.interval } : null;
}

function repeatedOf({ tasks }: CellTally, k: number): Repeated | null {
  if (k < 2) return null;
  const counted = [...tasks].map(([task, { kept, applicable }]) => ({ task, kept, applicable }));
  const full = counted.filter(({ applicable }) => applicable >= k);
  const chances = full.map(({ kept, applicable }) => passHatK(kept, applicable, k));
  return {
    k,
    passHatK: chances.length === 0 ? null : chances.reduce((sum, chance) => sum + chance, 0) / chances.length,
    flaky: counted.filter(({ kept, applicable }) => kept > 0 && kept < applicable),
  };
}

const SEVERITY_WEIGHT = { block: 4, warn: 2, info: 1 } as const;

function examplesOf(tally: RunTally): Example[] {
  const found: { weight: number; example: Example }[] = [];
  const severities = new Map(tally.promises.map((promise) => [promise.id, promise.severity]));
  for (const [agent, cells] of tally.cells) {
    for (const [promise, cell] of cells) {
      if (!cell.example) continue;
      const { task, repeat, verdict } = cell.example;
      found.push({
        weight: weigh(cell, SEVERITY_WEIGHT[severities.get(promise) ?? 'info']),
        example: { agent, promise, task, repeat, why: verdict.why, evidence: verdict.evidence },
      });
    }
  }
  return found.sort((a, b) => b.weight - a.weight).map(({ example }) => example);
}

/** A promise tells the more, the oftener it was broken and the heavier it weighs; evidence that points somewhere tells more. */
function weigh(cell: CellTally, severity: number): number {
  const pointed = (cell.example?.verdict.evidence.length ?? 0) > 0 ? 1 : 0.5;
  return severity * pointed * (cell.broken / (cell.kept + cell.broken + 2));
}
