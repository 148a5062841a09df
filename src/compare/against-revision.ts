import type { Agent } from '../agents/agent.ts';
import { filesAt, loadAgentAt, showFile } from '../agents/git-revision.ts';
import { loadAgents } from '../agents/load-agent.ts';
import { agentId } from '../agents/parse-agent.ts';
import { expandPaths } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import { loadCatalogue } from '../promises/catalogue.ts';
import type { Spending } from '../runner/paid-calls.ts';
import { openScorers } from '../scorers/promises.ts';
import { madeBy } from '../suite/plan.ts';
import { parseSuite, type Suite } from '../suite/suite.ts';
import type { Gated } from './against-baseline.ts';
import { checkFloors, type GatedAgent } from './gate.ts';
import { blockingOf, gateLive } from './gate-agents.ts';
import type { LiveOptions } from './live.ts';
import { plannedFamily } from './promise-family.ts';

/** Two versions of an agent. */
interface AgentPair {
  readonly base: Agent;
  readonly agent: Agent;
}

/** The agents of a suite that differ from what they were at a revision. */
export interface ChangedAgents {
  readonly pairs: readonly AgentPair[];
  /** Those without a blocking promise that both versions make: there is nothing to run for them. */
  readonly incomparable: readonly GatedAgent[];
  /** Why the others are left out. */
  readonly notes: readonly string[];
}

/**
 * Which agents of a suite have another prompt or model than at a revision.
 * @throws {UserError} if git knows no such revision, or a file is no agent definition or catalogue.
 */
export async function changedAgents(suite: Suite, revision: string, model: Model): Promise<ChangedAgents> {
  const changed: AgentPair[] = [];
  const notes: string[] = [];
  const agents = await loadAgents(await expandPaths(suite.agents, 'agent file'));
  const ids = agents.map(({ id }) => id);
  for (const agent of agents) {
    const base = await loadAgentAt({ path: agent.path, revision }).catch((error: unknown) => {
      if (error instanceof UserError && /does not exist|exists on disk/.test(error.message)) return undefined;
      throw error;
    });
    if (!base) notes.push(`${agent.id} is new since ${revision}: there is nothing to compare it with.`);
    else if (base.promptHash === agent.promptHash && model.modelId(base) === model.modelId(agent))
      notes.push(`${agent.id} has not changed since ${revision}.`);
    else changed.push({ base, agent });
  }
  notes.push(...(await goneSince(revision, suite, ids)));
  const { pairs, incomparable } = await sortPairs(changed, suite);
  if (pairs.length === 0 && incomparable.length > 0) {
    notes.push(
      'Nothing is compared: no agent that changed makes a blocking promise in both versions; set `gate.severity` of a promise to block if it is to decide.',
    );
  }
  return { pairs, incomparable, notes };
}

/** Agents that a suite had at a revision, by what its file said then. */
async function goneSince(revision: string, { path }: Suite, ids: readonly string[]): Promise<string[]> {
  const then = await showFile(path, revision)
    .then((text) => parseSuite(text.toString(), path))
    .catch((error: unknown) => {
      // The suite is new, or was not one that this version reads.
      if (error instanceof UserError) return undefined;
      throw error;
    });
  const before = then ? (await filesAt(then.agents, revision)).map(agentId) : [];
  return before
    .filter((id) => !ids.includes(id))
    .map((id) => `${id} is in ${revision} but not in the suite any more.`);
}

/** What no comparison could decide must not be played. */
async function sortPairs(
  changed: readonly AgentPair[],
  suite: Suite,
): Promise<Pick<ChangedAgents, 'pairs' | 'incomparable'>> {
  const pairs: AgentPair[] = [];
  const incomparable: GatedAgent[] = [];
  if (changed.length === 0) return { pairs, incomparable };
  const catalogue = await loadCatalogue(suite.promises);
  const scorers = await openScorers(catalogue);
  for (const pair of changed) {
    const [a, b] = [pair.base.id, pair.agent.id];
    const promises = madeBy([pair.base, pair.agent], catalogue, suite, false);
    const { compared, uncompared } = plannedFamily(a, b, { catalogue, promises }, scorers);
    if (blockingOf(suite.gate)(compared).length > 0) {
      pairs.push(pair);
      continue;
    }
    const made = (promises.get(b) ?? []).map(({ id }) => id);
    const floors = checkFloors({ made, trials: [] }, suite.gate);
    incomparable.push({ agent: b, gate: undefined, watched: undefined, uncompared, floors });
  }
  return { pairs, incomparable };
}

/**
 * Runs every changed agent against what it was, until the blocking promises are decided.
 * @throws {Stopped} if the work was stopped before there was anything to compare.
 */
export async function gateAgainstRevision(
  suite: Suite,
  { pairs, incomparable, notes }: ChangedAgents,
  live: Pick<LiveOptions, 'output' | 'maxRounds' | 'onTrial'> & Spending & { readonly model: Model },
): Promise<Gated> {
  const agents: GatedAgent[] = [...incomparable];
  const folders: string[] = [];
  for (const { base, agent } of pairs) {
    const { folder, stopped, ...gated } = await gateLive(base, agent, suite, pairs.length, live);
    folders.push(folder);
    agents.push(gated);
    if (stopped) return { agents, notes, folders, stopped };
  }
  return { agents, notes, folders };
}
