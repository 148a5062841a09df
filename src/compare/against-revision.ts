import type { Agent } from '../agents/agent.ts';
import { loadAgentAt } from '../agents/git-revision.ts';
import { loadAgents } from '../agents/load-agent.ts';
import { expandPaths } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import type { Model } from '../models/model.ts';
import type { Spending } from '../runner/paid-calls.ts';
import type { Suite } from '../suite/suite.ts';
import type { Gated } from './against-baseline.ts';
import type { GatedAgent } from './gate.ts';
import { gateLive } from './gate-agents.ts';
import type { LiveOptions } from './live.ts';

/** The agents of a suite that differ from what they were at a revision. */
export interface ChangedAgents {
  readonly pairs: readonly { readonly base: Agent; readonly agent: Agent }[];
  /** Why the others are left out. */
  readonly notes: readonly string[];
}

/**
 * Which agents of a suite have another prompt or model than at a revision.
 * @throws {UserError} if git knows no such revision, or a file is no agent definition.
 */
export async function changedAgents(suite: Suite, revision: string, model: Model): Promise<ChangedAgents> {
  const pairs: { base: Agent; agent: Agent }[] = [];
  const notes: string[] = [];
  for (const agent of await loadAgents(await expandPaths(suite.agents, 'agent file'))) {
    const base = await loadAgentAt({ path: agent.path, revision }).catch((error: unknown) => {
      if (error instanceof UserError && /does not exist|exists on disk/.test(error.message)) return undefined;
      throw error;
    });
    if (!base) notes.push(`${agent.id} is new since ${revision}: there is nothing to compare it with.`);
    else if (base.promptHash === agent.promptHash && model.modelId(base) === model.modelId(agent))
      notes.push(`${agent.id} has not changed since ${revision}.`);
    else pairs.push({ base, agent });
  }
  return { pairs, notes };
}

/**
 * Runs every changed agent against what it was, until the blocking promises are decided.
 * @throws {Stopped} if the work was stopped before there was anything to compare.
 */
export async function gateAgainstRevision(
  suite: Suite,
  { pairs, notes }: ChangedAgents,
  live: Pick<LiveOptions, 'output' | 'maxRounds' | 'onTrial'> & Spending & { readonly model: Model },
): Promise<Gated> {
  const agents: GatedAgent[] = [];
  const folders: string[] = [];
  for (const { base, agent } of pairs) {
    const { folder, stopped, ...gated } = await gateLive(base, agent, suite, pairs.length, live);
    folders.push(folder);
    agents.push(gated);
    if (stopped) return { agents, notes, folders, stopped };
  }
  return { agents, notes, folders };
}
