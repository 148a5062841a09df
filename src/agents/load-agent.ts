import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../input/user-error.ts';
import type { Agent } from './agent.ts';
import { parseAgent } from './parse-agent.ts';

/**
 * Reads one agent definition file.
 * @throws {UserError} if it cannot be read, or is not an agent definition.
 */
export async function loadAgent(path: string): Promise<Agent> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw UserError.at(path, describeReadError(error), { cause: error });
  }
  return parseAgent(bytes, path);
}

/**
 * Reads agent definition files, in the order given.
 * @throws {UserError} as `loadAgent` does, and if two files have one id.
 */
export async function loadAgents(paths: readonly string[]): Promise<Agent[]> {
  const agents = await Promise.all([...new Set(paths)].map(loadAgent));
  const seen = new Map<string, Agent>();
  for (const agent of agents) {
    const other = seen.get(agent.id);
    if (other) {
      throw UserError.at(
        agent.path,
        `has the same id "${agent.id}" as ${other.path}; expected file names that differ, rename one`,
      );
    }
    seen.set(agent.id, agent);
  }
  return agents;
}

function describeReadError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'no such file; expected an agent definition';
  if (code === 'EISDIR') return 'is a folder; expected an agent definition file';
  return `cannot be read (${messageOf(error)})`;
}
