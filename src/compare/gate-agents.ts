import type { Agent } from '../agents/agent.ts';
import { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import type { Stopped } from '../models/stopped.ts';
import type { GatePolicy } from '../suite/gate-policy.ts';
import type { Suite } from '../suite/suite.ts';
import { compareSides, type CompareOptions } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { checkFloors, type GatedAgent, severityOf } from './gate.ts';
import { compareLive, type LiveOptions } from './live.ts';
import { promiseFamily } from './promise-family.ts';
import type { JudgedPromise, Side } from './side.ts';

/** Compares stored trials for a gate: blocking promises decide together, the others are watched apart. */
export function gateStored(a: Side, b: Side, policy: GatePolicy, agents: number): GatedAgent {
  const { blocking, others } = families(promiseFamily(a, b).compared, policy);
  const options = gateOptions(policy, agents);
  return {
    agent: b.agent,
    gate: blocking.length === 0 ? undefined : compareSides(a, b, { ...options, family: blocking }),
    watched: watch(a, b, others, options),
    floors: checkFloors(b, policy),
  };
}

/** Runs two revisions of an agent against each other until the blocking promises are decided; the others are watched. */
export async function gateLive(
  a: Agent,
  b: Agent,
  suite: Suite,
  agents: number,
  live: Pick<LiveOptions, 'output' | 'maxRounds' | 'onTrial' | 'cache' | 'budget' | 'finish' | 'signal'> & {
    readonly model: Model;
  },
): Promise<GatedAgent & { folder: string; stopped: Stopped | undefined }> {
  const policy = suite.gate;
  const options = gateOptions(policy, agents);
  const { model, ...rest } = live;
  const found = await compareLive({ agent: a, model }, { agent: b, model }, suite, {
    ...rest,
    ...options,
    failFast: true,
    family: (judged) => families(judged, policy).blocking,
  });
  const { blocking, others } = families(promiseFamily(found.a, found.b).compared, policy);
  const { design } = found.comparison;
  // The number of trials hung on the blocking promises, so what is said of the others must hold at any time.
  const sequential =
    design.kind === 'fixed' ? undefined : { seed: design.hash, slots: design.plannedSlots, failFast: false };
  return {
    agent: b.id,
    gate: blocking.length === 0 ? undefined : found.comparison,
    watched: watch(found.a, found.b, others, { ...options, sequential }),
    floors: checkFloors(found.b, policy),
    folder: found.folder,
    stopped: found.stopped,
  };
}

/** The chance of a false alarm is that of the whole gate, however many agents stand before it. */
function gateOptions(policy: GatePolicy, agents: number): CompareOptions {
  const { alpha, margin, overallMargin, waived } = policy;
  return { alpha: alpha / Math.max(1, agents), clearAlpha: alpha, margin, overallMargin, waived };
}

function families(
  promises: readonly Pick<JudgedPromise, 'id' | 'severity'>[],
  policy: GatePolicy,
): { blocking: string[]; others: string[] } {
  const blocking = promises.filter((promise) => severityOf(promise, policy) === 'block').map(({ id }) => id);
  return { blocking, others: promises.map(({ id }) => id).filter((id) => !blocking.includes(id)) };
}

function watch(a: Side, b: Side, family: readonly string[], options: CompareOptions): Comparison | undefined {
  if (family.length === 0) return undefined;
  try {
    return compareSides(a, b, { ...options, family });
  } catch (error) {
    // That the watched promises cannot be judged must not keep the others from being decided.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
