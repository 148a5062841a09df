import { counted } from '../counted.ts';
import type { Model } from '../models/model.ts';
import { planSuite } from '../suite/plan.ts';
import type { Suite } from '../suite/suite.ts';
import { trialKeys } from '../runner/trials.ts';
import { repeatsFor } from './against-baseline.ts';
import type { ChangedAgents } from './against-revision.ts';
import type { Baseline } from './baseline.ts';
import { confirmRounds, FEWEST_ROUNDS } from './confirm-alarm.ts';
import { decideGate } from './gate.ts';
import { blockingOf } from './gate-agents.ts';
import { planLive } from './live-plan.ts';
import { fromTo, livePlanLines, powerLines } from './plan-text.ts';
import { storedTrials } from './stored-trials.ts';

/** What shapes a gate before it is run. */
interface GatePlanOptions {
  readonly output: string;
  readonly repeat?: number | undefined;
  readonly maxRounds?: number | undefined;
}

/** What gating against a baseline will run, cost at most, and find, as lines of text. */
export async function baselinePlanLines(
  suite: Suite,
  baseline: Baseline,
  model: Model,
  { output, repeat, maxRounds }: GatePlanOptions,
): Promise<string[]> {
  const plan = await planSuite(suite);
  const repeats = repeatsFor(suite, baseline, repeat);
  const keys = trialKeys(plan, repeats, model);
  const isRecorded = model.provider === 'replay';
  const stored = isRecorded ? new Map() : await storedTrials(output, new Set(keys), new Date());
  const missing = keys.length - keys.filter((key) => stored.has(key)).length;
  const calls = (trials: number): string => fromTo(trials, trials * suite.conversation.maxTurns, 'call');
  const rounds = confirmRounds(repeats, maxRounds);
  const slots = Math.min(repeats, baseline.repeats);
  const perAgent = await Promise.all(
    plan.agents.map(async (agent) => {
      const own = {
        ...plan,
        agents: [agent],
        promises: new Map([[agent.id, plan.promises.get(agent.id) ?? []]]),
      };
      const alpha = suite.gate.alpha / plan.agents.length;
      const lines = await powerLines(own, slots, { alpha, family: blockingOf(suite.gate) });
      return lines.map((line) => `${agent.id}: ${line}`);
    }),
  );
  return [
    `${counted(plan.agents.length, 'agent')} × ${counted(plan.tasks.length, 'task')} × ${repeats} = ${counted(keys.length, 'trial')} against the baseline of ${baseline.date.slice(0, 10)} (${counted(baseline.repeats, 'repeat')})`,
    isRecorded
      ? 'all answers are recorded: no calls'
      : `${keys.length - missing} of the trials are stored; ${missing} to run, ${calls(missing)}`,
    ...(isRecorded || rounds < FEWEST_ROUNDS
      ? []
      : [
          `an agent that fails has its base asked again, to tell the prompt from the model: ${fromTo(FEWEST_ROUNDS, rounds, 'round')}, at most ${calls(rounds * plan.tasks.length)} more for each`,
        ]),
    ...perAgent.flat(),
  ];
}

/** What gating against a revision will run, cost at most, and find, as lines of text. */
export async function revisionPlanLines(
  suite: Suite,
  { pairs, incomparable, notes }: ChangedAgents,
  model: Model,
  { output, maxRounds }: GatePlanOptions,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { base, agent } of pairs) {
    const live = await planLive({ agent: base, model }, { agent, model }, suite, { output, maxRounds });
    const alpha = suite.gate.alpha / pairs.length;
    lines.push(...(await livePlanLines(live, { output, alpha, family: blockingOf(suite.gate) })));
  }
  const { open, warnings } = decideGate(incomparable, suite.gate);
  return [...lines, ...warnings, ...open, ...notes];
}
