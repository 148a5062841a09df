import { counted } from '../counted.ts';
import { openScorers } from '../scorers/promises.ts';
import type { Plan } from '../suite/plan.ts';
import type { LivePlan } from './live-plan.ts';
import { planPower } from './plan-power.ts';
import type { ChooseFamily } from './promise-family.ts';
import { storedTrials } from './stored-trials.ts';

/** What the plan of a comparison is told with. */
interface PlanTextOptions {
  /** Where trials of earlier runs are. */
  readonly output: string;
  readonly alpha?: number | undefined;
  /** The promises that are decided together, from those that both sides are judged by; all by default. */
  readonly family?: ChooseFamily | undefined;
}

/** What a live comparison will cost at most and what it can find, before its first call, as lines of text. */
export async function livePlanLines(live: LivePlan, options: PlanTextOptions): Promise<string[]> {
  const { agents, plan, rounds, budget, lookedSlots, keys, stopsEarly } = live;
  const { a, b } = agents;
  const stored = stopsEarly
    ? await storedTrials(options.output, new Set(keys.values()), new Date())
    : new Map();
  const missing = 2 * budget - [...keys.values()].filter((key) => stored.has(key)).length;
  const { maxTurns } = plan.suite.conversation;
  const models = [...new Set([a, b].map(({ asked, model }) => model.modelId(asked)))].join(' and ');
  const tasks = plan.tasks.length;
  return [
    `${a.judged.id} against ${b.judged.id}: ${counted(tasks, 'task')} × up to ${counted(rounds, 'round')} = up to ${budget} comparisons, ${2 * budget} trials`,
    stopsEarly
      ? `${2 * budget - missing} of the trials are stored; up to ${missing} to run, ${fromTo(missing, missing * maxTurns, 'call')} of ${models}, fewer if all is decided before`
      : 'all answers are recorded: no calls',
    ...(lookedSlots < budget
      ? [
          `compared before, with ${lookedSlots} comparisons planned: beyond them a drop can still be found, nothing more be cleared`,
        ]
      : []),
    ...(await powerLines(plan, rounds, options)),
  ];
}

/** `2 to 4 rounds`, or `2 rounds` where it can be no more. */
export function fromTo(low: number, high: number, word: string): string {
  return low === high ? counted(low, word) : `${low} to ${counted(high, word)}`;
}

/** The power of a design over all promises that every agent of the plan is judged by. */
export async function powerLines(
  plan: Plan,
  repeats: number,
  { alpha, family }: Omit<PlanTextOptions, 'output'>,
): Promise<string[]> {
  const scorers = await openScorers(plan.catalogue);
  const shared = plan.catalogue.promises.filter(
    ({ id }) =>
      scorers.has(id) &&
      [...plan.promises.values()].every((made) => made.some((promise) => promise.id === id)),
  );
  const promises = family ? family(shared).length : shared.length;
  if (promises === 0) return ['no promise is judged on both sides: there is nothing to decide'];
  return planPower({ tasks: plan.tasks.length, repeats, promises, alpha });
}
