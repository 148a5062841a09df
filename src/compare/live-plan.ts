import { slotOrder } from '../stats/slots.ts';
import { type Plan, planAgents, type PlanOptions } from '../suite/plan.ts';
import type { Suite } from '../suite/suite.ts';
import { contentHash } from '../suite/trial-key.ts';
import { firstPlannedSlots } from './design-file.ts';
import {
  type AgentOnModel,
  defaultRounds,
  isRecorded,
  keysOf,
  type SideAgents,
  sideAgents,
} from './live-agents.ts';
import type { LiveTrial } from './live-trials.ts';

/** What shapes a live comparison before its first call. */
export interface LivePlanOptions extends Pick<PlanOptions, 'firstTasks' | 'filter' | 'allPromises'> {
  /** Folder of the run folders: a pair that was compared before goes on with its looks. */
  readonly output: string;
  /** Rounds over all tasks at most; enough for 300 slots by default, or as many as are recorded. */
  readonly maxRounds?: number | undefined;
}

/** A live comparison before its first call. */
export interface LivePlan {
  readonly agents: SideAgents;
  readonly plan: Plan;
  readonly rounds: number;
  /** Slots at most, each a trial of A and one of B. */
  readonly budget: number;
  /** Slots over which the looks are planned: those of the first comparison of this pair. */
  readonly lookedSlots: number;
  /** Planned looks; undefined for the usual ten. */
  readonly looks: number | undefined;
  /** Hangs on the pair alone: a rerun goes on with the same evidence in the same order. */
  readonly seed: string;
  /** False where all answers are recorded: they cost nothing, so all are used and their number hangs on no result. */
  readonly stopsEarly: boolean;
  /** Trials that may be at work at the same time. */
  readonly parallelTrials: number;
  /** Trial keys by `trialId`. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Looks where each is a batch of calls that takes its time. */
const BATCH_LOOKS = 4;

/**
 * Fixes all of a live comparison that must not hang on its results.
 * @throws {UserError} as `sideAgents` and `planAgents` do.
 */
export async function planLive(
  a: AgentOnModel,
  b: AgentOnModel,
  suite: Suite,
  options: LivePlanOptions,
): Promise<LivePlan> {
  const agents = sideAgents(a, b, suite);
  const sides = [agents.a, agents.b];
  const plan = await planAgents(
    sides.map(({ judged }) => judged),
    suite,
    options,
  );
  const rounds = options.maxRounds ?? defaultRounds(plan.tasks, suite, agents);
  const budget = rounds * plan.tasks.length;
  const seed = contentHash({
    sides: sides.map(({ asked, model }) => [asked.promptHash, model.modelId(asked), model.params]),
    tasks: plan.tasks.map(({ id, task, answers }) => [id, task, answers]).toSorted(),
  });
  const inBatches = sides.some(({ model }) => model.inBatches);
  return {
    agents,
    plan,
    rounds,
    budget,
    lookedSlots: (await firstPlannedSlots(options.output, seed)) ?? budget,
    looks: inBatches ? BATCH_LOOKS : undefined,
    seed,
    stopsEarly: !sides.every(isRecorded),
    parallelTrials: Math.max(...sides.map(({ model }) => model.parallelTrials ?? suite.concurrency)),
    keys: keysOf(plan, sides, rounds),
  };
}

/** Slots between two looks at the result. */
const SLOTS_BETWEEN = 6;

/** The trials of a comparison in batches, A and B of a slot side by side; the result is looked at after each batch. */
export function batchesOf({
  agents,
  plan,
  budget,
  looks = 10,
  seed,
  parallelTrials,
}: LivePlan): LiveTrial[][] {
  // As in `pairTrials`: the order of the dataset's rows plays no part.
  const tasks = [...plan.tasks].sort((x, y) => (x.id < y.id ? -1 : 1));
  const places = slotOrder(tasks.length, budget, seed);
  const size = Math.max(SLOTS_BETWEEN, Math.min(Math.ceil(parallelTrials / 2), Math.ceil(budget / looks)));
  const batches: LiveTrial[][] = [];
  for (let from = 0; from < places.length; from += size) {
    batches.push(
      places
        .slice(from, from + size)
        .flatMap(({ task, repeat }) =>
          [agents.a, agents.b].map((side) => ({ side, task: tasks[task]!, repeat })),
        ),
    );
  }
  return batches;
}
