import type { Agent } from '../agents/agent.ts';
import type { Model } from '../models/model.ts';
import type { Stopped } from '../models/stopped.ts';
import type { Spending } from '../runner/paid-calls.ts';
import type { GatePolicy } from '../suite/gate-policy.ts';
import type { Suite } from '../suite/suite.ts';
import { compareIfPossible, compareSides, type CompareOptions } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { findHistory, gatedPair, historyAfter, withHistory } from './gate-history.ts';
import { checkFloors, type GatedAgent, severityOf } from './gate.ts';
import { compareLive, type LiveOptions } from './live.ts';
import { type ChooseFamily, promiseFamily } from './promise-family.ts';
import type { JudgedPromise, Side } from './side.ts';

/** Stored trials before a gate. */
export interface StoredPair {
  readonly a: Side;
  readonly b: Side;
}

/** How stored trials are judged. */
export interface GateStoredOptions {
  readonly policy: GatePolicy;
  /** Agents before the gate: the chance of a false alarm is shared among them. */
  readonly agents: number;
  /** Where earlier gates left their decisions; undefined for recordings, which nobody draws again. */
  readonly output?: string | undefined;
  readonly now?: () => Date;
}

/** The comparison that decides of a pair, as `gateStored` makes it: its blocking promises together. */
export function blockingOptions({ a, b }: StoredPair, policy: GatePolicy, agents: number): CompareOptions {
  const { blocking } = families(promiseFamily(a, b).compared, policy);
  return { ...gateOptions(policy, agents), family: blocking };
}

/** Compares stored trials for a gate: blocking promises decide together, the others are watched apart. */
export async function gateStored(
  { a, b }: StoredPair,
  { policy, agents, output, now = () => new Date() }: GateStoredOptions,
): Promise<GatedAgent> {
  const { compared, uncompared } = promiseFamily(a, b);
  const { blocking, others } = families(compared, policy);
  const options = blockingOptions({ a, b }, policy, agents);
  const found = blocking.length === 0 ? undefined : compareSides(a, b, options);
  const pair = gatedPair(a, b, options);
  const before = output === undefined ? undefined : await findHistory(output, pair);
  return {
    agent: b.agent,
    gate: found && withHistory(found, before),
    watched: watch(a, b, others, gateOptions(policy, agents)),
    uncompared,
    floors: checkFloors(b, policy),
    ...(output === undefined || !found ? {} : { history: historyAfter(before, pair, found, now()) }),
  };
}

/** Runs two revisions of an agent against each other until the blocking promises are decided; the others are watched. */
export async function gateLive(
  a: Agent,
  b: Agent,
  suite: Suite,
  agents: number,
  live: Pick<LiveOptions, 'output' | 'maxRounds' | 'onTrial'> & Spending & { readonly model: Model },
): Promise<GatedAgent & { folder: string; stopped: Stopped | undefined }> {
  const policy = suite.gate;
  const options = gateOptions(policy, agents);
  const { model, ...rest } = live;
  const found = await compareLive({ agent: a, model }, { agent: b, model }, suite, {
    ...rest,
    ...options,
    failFast: true,
    family: blockingOf(policy),
  });
  const { compared, uncompared } = promiseFamily(found.a, found.b);
  const { others } = families(compared, policy);
  const { design } = found.comparison;
  // The number of trials hung on the blocking promises, so what is said of the others must hold at any time.
  const sequential =
    design.kind === 'fixed' ? undefined : { seed: design.hash, slots: design.plannedSlots, failFast: false };
  return {
    agent: b.id,
    gate: found.comparison,
    watched: watch(found.a, found.b, others, { ...options, sequential }),
    uncompared,
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

/** Picks the promises that block by a policy. */
export function blockingOf(policy: GatePolicy): ChooseFamily {
  return (promises) => families(promises, policy).blocking;
}

function families(
  promises: readonly Pick<JudgedPromise, 'id' | 'severity'>[],
  policy: GatePolicy,
): { blocking: string[]; others: string[] } {
  const blocking = promises.filter((promise) => severityOf(promise, policy) === 'block').map(({ id }) => id);
  return { blocking, others: promises.map(({ id }) => id).filter((id) => !blocking.includes(id)) };
}

/** That the watched promises cannot be judged must not keep the others from being decided. */
function watch(a: Side, b: Side, family: readonly string[], options: CompareOptions): Comparison | undefined {
  return family.length === 0 ? undefined : compareIfPossible(a, b, { ...options, family });
}
