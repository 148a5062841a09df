import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import type { Task } from '../datasets/task.ts';
import { transcriptPath } from '../datasets/transcripts.ts';
import { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import { PROTOCOL_VERSION } from '../runner/protocol.ts';
import { slotBudget } from '../stats/slots.ts';
import type { Plan } from '../suite/plan.ts';
import type { Suite } from '../suite/suite.ts';
import { trialKey } from '../suite/trial-key.ts';

/** One agent as it is judged and as the model is asked: recordings stand under the plain id. */
export interface SideAgent {
  readonly judged: Agent;
  readonly asked: Agent;
}

/** The two of a comparison. */
export interface SideAgents {
  readonly a: SideAgent;
  readonly b: SideAgent;
}

/**
 * Both agents with ids that tell them apart.
 * @throws {UserError} if they have one prompt and model, or one set of recordings would answer for both.
 */
export function sideAgents(a: Agent, b: Agent, suite: Suite, model: Model): SideAgents {
  if (a.promptHash === b.promptHash && model.modelId(a) === model.modelId(b)) {
    throw new UserError(
      `${a.path} and ${b.path} have the same prompt and model: there is nothing to compare`,
    );
  }
  const [judgedA, judgedB] =
    a.id === b.id
      ? [
          { ...a, id: `${a.id}@A` },
          { ...b, id: `${b.id}@B` },
        ]
      : [a, b];
  const sides = {
    a: { judged: judgedA, asked: askedAs(a, suite) },
    b: { judged: judgedB, asked: askedAs(b, suite) },
  };
  if (model.provider === 'replay' && sides.a.asked.id === sides.b.asked.id) {
    const folder = suite.replay === undefined ? '' : join(suite.replay, a.id);
    throw new UserError(
      `both ${a.path} and ${b.path} would be answered by the recordings of "${sides.a.asked.id}", which cannot tell two prompts apart; use --model anthropic, or put A's recordings into ${folder}`,
    );
  }
  return sides;
}

/** `x@main` has recordings of its own, or those of `x`. */
function askedAs(agent: Agent, suite: Suite): Agent {
  const hasOwn = suite.replay !== undefined && existsSync(join(suite.replay, agent.id));
  return hasOwn ? agent : { ...agent, id: plainId(agent) };
}

function plainId({ id }: Agent): string {
  const at = id.indexOf('@');
  return at > 0 ? id.slice(0, at) : id;
}

/** What the suite says of `x` holds for each side of it. */
export function perSide(suite: Suite, a: Agent, b: Agent, agents: SideAgents): Suite {
  const perAgent = { ...suite.perAgent };
  for (const [agent, { judged }] of [
    [a, agents.a],
    [b, agents.b],
  ] as const) {
    const own = suite.perAgent[agent.id] ?? suite.perAgent[plainId(agent)];
    if (own) perAgent[judged.id] = own;
  }
  return { ...suite, perAgent };
}

/** Enough rounds for 300 slots; of recordings, as many as both have. */
export function defaultRounds(
  tasks: readonly Task[],
  suite: Suite,
  model: Model,
  agents: SideAgents,
): number {
  const rounds = slotBudget(tasks.length) / tasks.length;
  const { replay } = suite;
  if (model.provider !== 'replay' || replay === undefined) return rounds;
  const isRecorded = (round: number): boolean =>
    [agents.a, agents.b].every(({ asked }) =>
      tasks.some((task) => existsSync(transcriptPath(replay, asked.id, task.id, round))),
    );
  let recorded = 1;
  while (recorded < rounds && isRecorded(recorded + 1)) recorded++;
  return recorded;
}

/** Trial keys by `placeOf`. */
export function keysOf(plan: Plan, agents: SideAgents, model: Model, rounds: number): Map<string, string> {
  const keys = new Map<string, string>();
  for (const { judged, asked } of [agents.a, agents.b]) {
    for (const task of plan.tasks) {
      for (let repeat = 1; repeat <= rounds; repeat++) {
        const key = trialKey({
          prompt: asked.prompt,
          task: task.task,
          answers: task.answers,
          protocol: PROTOCOL_VERSION,
          maxTurns: plan.suite.conversation.maxTurns,
          model: model.modelId(asked),
          params: model.params,
          repeat,
        });
        keys.set(placeOf(judged.id, task.id, repeat), key);
      }
    }
  }
  return keys;
}

/** Names one trial of a run. */
export function placeOf(agent: string, task: string, repeat: number): string {
  return JSON.stringify([agent, task, repeat]);
}
