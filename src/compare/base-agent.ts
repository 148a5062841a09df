import { join } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { loadAgentAt } from '../agents/git-revision.ts';
import { UserError } from '../input/user-error.ts';
import { readHeader } from '../runs/read.ts';
import type { Baseline } from './baseline.ts';

/** The agent that a baseline was blessed with, or why it cannot be had. */
export type BaseAgent = { readonly agent: Agent } | { readonly why: string };

/**
 * The agent whose answers a baseline holds. The baseline has its prompt by hash only; the text is looked for in the run that
 * was blessed, then at the commit that was checked out.
 * @param now the same agent as it is now, for all but its prompt.
 * @param output the folder of the run folders.
 */
export async function findBaseAgent(baseline: Baseline, now: Agent, output: string): Promise<BaseAgent> {
  const wanted = baseline.agents.find(({ id }) => id === now.id)?.promptHash;
  const id = `${now.id}@baseline`;
  const stored = await promptOfRun(join(output, baseline.run), now.id);
  if (stored?.promptHash === wanted) return { agent: { ...now, ...stored, id } };
  const { git } = baseline;
  if (!git)
    return {
      why: `run ${baseline.run}, which was blessed, is not in ${output}, and the baseline names no commit`,
    };
  try {
    const agent = await loadAgentAt({ path: now.path, revision: git.commit });
    if (agent.promptHash === wanted) return { agent: { ...agent, id } };
    return {
      why: `the prompt that was blessed is neither in ${output} nor in commit ${git.commit.slice(0, 12)}${git.dirty ? ': it was blessed with changes that were not committed' : ''}`,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { why: `${error.message} (a shallow clone lacks older commits)` };
  }
}

async function promptOfRun(
  folder: string,
  id: string,
): Promise<Pick<Agent, 'prompt' | 'promptHash' | 'promptLine'> | undefined> {
  try {
    const found = (await readHeader(folder)).agents.find((agent) => agent.id === id);
    return found && { prompt: found.prompt, promptHash: found.promptHash, promptLine: found.promptLine };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}
