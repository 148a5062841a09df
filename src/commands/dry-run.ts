import { counted } from '../counted.ts';
import { planPower } from '../compare/plan-power.ts';
import { fromTo } from '../compare/plan-text.ts';
import { estimateRun, estimateText } from '../estimate.ts';
import { plainLines } from '../reports/plain.ts';
import { ofShard, parseShard, type Shard } from '../runner/shard.ts';
import { trialSlots } from '../runner/trials.ts';
import { openModel } from '../suite/open-model.ts';
import type { Plan } from '../suite/plan.ts';
import type { Io } from './io.ts';
import { keyless } from './paying.ts';

/** What a run would do, about what it would cost, and the smallest drop that it could find. */
export async function dryRunText(
  plan: Plan,
  flags: {
    readonly model?: string | undefined;
    readonly repeat?: number;
    readonly shard?: string;
    readonly output: string;
  },
  io: Io,
): Promise<string> {
  const { agents, tasks, suite, promises } = plan;
  const repeats = flags.repeat ?? suite.repeats;
  const trials = agents.length * tasks.length * repeats;
  const calls = fromTo(trials, trials * suite.conversation.maxTurns, 'call');
  const judged = [...promises.values()].map((made) => made.length);
  const power = planPower({
    tasks: tasks.length,
    repeats,
    promises: Math.max(1, ...judged),
    alpha: suite.gate.alpha,
  });
  const model = openModel(suite, flags.model, keyless(io).env);
  const paid = model.provider !== 'replay';
  return plainLines([
    `${counted(agents.length, 'agent')} × ${counted(tasks.length, 'task')} × ${repeats} = ${counted(trials, 'trial')}, ${calls} of model "${flags.model ?? suite.model}"`,
    ...(flags.shard === undefined
      ? []
      : [
          `of which shard ${flags.shard} takes ${shardTrials(plan, repeats, parseShard(flags.shard))} trials`,
        ]),
    ...(paid ? [estimateText(await estimateRun(plan, { model, repeats, output: flags.output }))] : []),
    ...power,
  ]);
}

function shardTrials(plan: Plan, repeats: number, shard: Shard): number {
  return [...ofShard(trialSlots(plan, repeats), plan.agents.length, shard)].length;
}
