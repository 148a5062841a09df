import type { Agent } from '../agents/agent.ts';
import type { Task } from '../datasets/task.ts';
import type { Model } from '../models/model.ts';
import type { Plan } from '../suite/plan.ts';
import { trialKey } from '../suite/trial-key.ts';
import type { TrialPlan } from './conversation.ts';
import { PROTOCOL_VERSION } from './protocol.ts';

/** One trial of a run, before anything of it is made. */
export interface TrialSlot {
  /** Number of the trial in the order of the run, from 0. */
  readonly index: number;
  readonly agent: Agent;
  readonly task: Task;
  /** 1-based. */
  readonly repeat: number;
}

/**
 * The trials of a plan, one by one as they are asked for. Every agent gets a task before the next task begins, so that a
 * drifting model touches all agents alike.
 */
export function* trialSlots(
  { agents, tasks }: Pick<Plan, 'agents' | 'tasks'>,
  repeats: number,
): Generator<TrialSlot> {
  let index = 0;
  for (let repeat = 1; repeat <= repeats; repeat++)
    for (const task of tasks) for (const agent of agents) yield { index: index++, agent, task, repeat };
}

/** A trial with its key, ready to be played with this model. */
export function trialPlan(
  { agent, task, repeat }: Omit<TrialSlot, 'index'>,
  plan: Pick<Plan, 'suite'>,
  model: Model,
): TrialPlan {
  const key = trialKey({
    prompt: agent.prompt,
    task: task.task,
    answers: task.answers,
    protocol: PROTOCOL_VERSION,
    maxTurns: plan.suite.conversation.maxTurns,
    model: model.modelId(agent),
    params: model.params,
    repeat,
  });
  return { key, agent, task, repeat };
}

/** The keys of all trials of a plan, in their order. */
export const trialKeys = (plan: Plan, repeats: number, model: Model): string[] =>
  [...trialSlots(plan, repeats)].map((slot) => trialPlan(slot, plan, model).key);
