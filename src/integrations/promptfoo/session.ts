import type { Agent } from '../../agents/agent.ts';
import type { Task } from '../../datasets/task.ts';
import { UserError } from '../../input/user-error.ts';
import type { Model } from '../../models/model.ts';
import { paidModel, payOnce } from '../../runner/paid-calls.ts';
import { openJudge } from '../../scorers/judge/judge.ts';
import { openScorers, scoredPromises } from '../../scorers/promises.ts';
import type { ScoredPromise } from '../../scorers/score-trial.ts';
import { sharedCache } from '../shared-cache.ts';
import { findSuite } from '../../suite/find-suite.ts';
import { openModel } from '../../suite/open-model.ts';
import { type Plan, planSuite } from '../../suite/plan.ts';
import { loadSuite } from '../../suite/suite.ts';

/** A suite that is ready to be played and scored trial by trial, whoever decides which trial comes next. */
export interface Session {
  readonly plan: Plan;
  readonly model: Model;
  /** @throws {UserError} if the suite has no such agent. */
  agent(id: string): Agent;
  /** @throws {UserError} if the datasets of the suite have no such task. */
  task(id: string): Task;
  /** What the answers of an agent are judged by. */
  promises(agent: string): readonly ScoredPromise[];
}

const sessions = new Map<string, Promise<Session>>();

/**
 * The session of a suite, opened once in a process: promptfoo asks for it once a provider, a test file and an assertion.
 * @param named as the argument of `vouch run`, from the working folder.
 * @param spec as `vouch run --model`; the suite's by default.
 * @throws {UserError} if the suite, or what it names, cannot be used.
 */
export function openSession(named: string | undefined, spec?: string): Promise<Session> {
  const key = JSON.stringify([process.cwd(), named, spec]);
  let session = sessions.get(key);
  if (!session) {
    session = startSession(named, spec);
    sessions.set(key, session);
  }
  return session;
}

async function startSession(named: string | undefined, spec: string | undefined): Promise<Session> {
  const suite = await loadSuite(await findSuite(named));
  const plan = await planSuite(suite);
  const source = openModel(suite, spec);
  const pay = payOnce({ cache: sharedCache(source, suite), budget: undefined, run: 'promptfoo' });
  const model = paidModel(source, pay);
  const scorers = await openScorers(plan.catalogue, openJudge(suite, plan.catalogue, { pay }));
  const promises = new Map(plan.agents.map(({ id }) => [id, scoredPromises(plan, id, scorers)]));
  return {
    plan,
    model,
    agent: (id) => requireKnown(id, plan.agents, 'agent', suite.path),
    task: (id) => requireKnown(id, plan.tasks, 'task', suite.path),
    promises: (agent) => promises.get(agent) ?? [],
  };
}

function requireKnown<T extends { readonly id: string }>(
  id: string,
  all: readonly T[],
  what: string,
  place: string,
): T {
  const found = all.find((one) => one.id === id);
  if (found) return found;
  throw UserError.at(place, `no ${what} "${id}"; there are ${all.map((one) => one.id).join(', ')}`);
}
