import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { plainId } from '../agents/parse-agent.ts';
import type { Task } from '../datasets/task.ts';
import { transcriptPath } from '../datasets/transcripts.ts';
import { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import { trialPlan } from '../runner/trials.ts';
import { slotBudget } from '../stats/slots.ts';
import type { Plan } from '../suite/plan.ts';
import type { Suite } from '../suite/suite.ts';
import { trialId } from '../runs/trial-grid.ts';
import { contentHash } from '../suite/trial-key.ts';

/** One agent as it is judged and as its model is asked: recordings stand under the plain id. */
export interface SideAgent {
  readonly judged: Agent;
  readonly asked: Agent;
  readonly model: Model;
}

/** The two of a comparison. */
export interface SideAgents {
  readonly a: SideAgent;
  readonly b: SideAgent;
}

/** An agent and the model that answers for it. */
export interface AgentOnModel {
  readonly agent: Agent;
  readonly model: Model;
}

/**
 * Both agents with ids that tell them apart.
 * @throws {UserError} if they have one prompt and model, or one set of recordings would answer for both.
 */
export function sideAgents(a: AgentOnModel, b: AgentOnModel, suite: Suite): SideAgents {
  if (a.agent.promptHash === b.agent.promptHash && modelHash(a) === modelHash(b)) {
    throw new UserError(
      a.agent.path === b.agent.path
        ? `A and B are both ${a.agent.path} on ${a.model.modelId(a.agent)}: there is nothing to compare; name another file, revision (--base) or model (--model-b)`
        : `${a.agent.path} and ${b.agent.path} have the same prompt and model: there is nothing to compare`,
    );
  }
  const hasOneId = a.agent.id === b.agent.id;
  const side = ({ agent, model }: AgentOnModel, name: string): SideAgent => ({
    judged: hasOneId ? { ...agent, id: `${agent.id}@${name}` } : agent,
    asked: askedAs(agent, suite),
    model,
  });
  const sides = { a: side(a, 'A'), b: side(b, 'B') };
  if (sides.a.asked.id === sides.b.asked.id && isRecorded(sides.a) && isRecorded(sides.b)) {
    const folder = suite.replay === undefined ? '' : join(suite.replay, a.agent.id);
    throw new UserError(
      `both ${a.agent.path} and ${b.agent.path} would be answered by the recordings of "${sides.a.asked.id}", which cannot tell two prompts apart; use --model anthropic, or put A's recordings into ${folder}`,
    );
  }
  return sides;
}

/** All that is known of how an agent's answers come about, but its prompt. */
function modelHash({ agent, model }: AgentOnModel): string {
  return contentHash([model.provider, model.modelId(agent), model.params]);
}

/** True if answers cost nothing and are the same each time. */
export function isRecorded({ model }: Pick<SideAgent, 'model'>): boolean {
  return model.provider === 'replay';
}

/** `x@main` has recordings of its own, or those of `x`. */
function askedAs(agent: Agent, suite: Suite): Agent {
  const hasOwn = suite.replay !== undefined && existsSync(join(suite.replay, agent.id));
  return hasOwn ? agent : { ...agent, id: plainId(agent) };
}

/** Enough rounds for 300 slots; where one side is recorded, as many as its recordings. */
export function defaultRounds(tasks: readonly Task[], suite: Suite, agents: SideAgents): number {
  const rounds = slotBudget(tasks.length) / tasks.length;
  const { replay } = suite;
  const recorded = [agents.a, agents.b].filter(isRecorded);
  if (recorded.length === 0 || replay === undefined) return rounds;
  const hasRound = (round: number): boolean =>
    recorded.every(({ asked }) =>
      tasks.some((task) => existsSync(transcriptPath(replay, asked.id, task.id, round))),
    );
  let found = 1;
  while (found < rounds && hasRound(found + 1)) found++;
  return found;
}

/**
 * Trial keys by `trialId`.
 * @param apart what tells these trials from others of the same prompt and task, so that stored answers are not used.
 */
export function keysOf(
  plan: Plan,
  agents: readonly SideAgent[],
  rounds: number,
  apart: Readonly<Record<string, string>> = {},
): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { judged, asked, model } of agents) {
    const told = { ...model, params: { ...model.params, ...apart } };
    for (const task of plan.tasks) {
      for (let repeat = 1; repeat <= rounds; repeat++) {
        const { key } = trialPlan({ agent: asked, task, repeat }, plan, told);
        keys.set(trialId({ agent: judged.id, task: task.id, repeat }), key);
      }
    }
  }
  return keys;
}

/** Both models as a run header tells them: the model id stands with each agent. */
export function headerModel({ a, b }: SideAgents): Pick<Model, 'provider' | 'params' | 'modelId'> {
  const isOne = contentHash(a.model.params) === contentHash(b.model.params);
  return {
    provider: [...new Set([a.model.provider, b.model.provider])].join(' and '),
    params: isOne ? a.model.params : { a: a.model.params, b: b.model.params },
    modelId: (agent) => (agent.id === a.judged.id ? a : b).model.modelId(agent),
  };
}
