import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../input/user-error.ts';
import type { Agent } from './agent.ts';
import { loadAgent } from './load-agent.ts';
import { parseAgent } from './parse-agent.ts';

const execute = promisify(execFile);

/** Where an agent definition stands: a file, or a file at a git revision. */
export interface AgentPlace {
  readonly path: string;
  readonly revision: string | undefined;
}

/**
 * The place that `agents/x.md`, `git:REV:agents/x.md` or `REV:agents/x.md` names; undefined if it names none.
 * @throws {UserError} for a revision that git would not take as one.
 */
export function agentPlace(named: string): AgentPlace | undefined {
  const explicit = named.startsWith('git:');
  if (!explicit && existsSync(named))
    return named.endsWith('.md') ? { path: named, revision: undefined } : undefined;
  const text = explicit ? named.slice('git:'.length) : named;
  const colon = text.indexOf(':');
  if (colon > 0 && colon < text.length - 1 && (explicit || text.endsWith('.md'))) {
    return { path: text.slice(colon + 1), revision: checkedRevision(text.slice(0, colon)) };
  }
  if (explicit) throw UserError.at(named, 'expected git:REVISION:path, for example git:main:agents/x.md');
  return named.endsWith('.md') ? { path: named, revision: undefined } : undefined;
}

/** @throws {UserError} for text that git would take as an option, or not as one name. */
export function checkedRevision(text: string): string {
  if (/^[^-\s:\u0000-\u001f\u007f][^\s:\u0000-\u001f\u007f]*$/.test(text)) return text;
  throw new UserError(
    `${JSON.stringify(text)} is not a git revision; expected a branch, tag or commit such as main or HEAD~1`,
  );
}

/**
 * Reads an agent definition as it is now, or as it was at a revision; that one's id is `x@REV`.
 * @throws {UserError} if there is no such revision or file, or the file is no agent definition.
 */
export async function loadAgentAt({ path, revision }: AgentPlace): Promise<Agent> {
  if (revision === undefined) return loadAgent(path);
  const agent = parseAgent(await showFile(path, revision), path);
  return {
    ...agent,
    id: `${agent.id}@${revision.replace(/[^\w.~^-]+/g, '-')}`,
    path: `git:${revision}:${path}`,
  };
}

/**
 * The bytes of a file at a revision, as they were stored; no filter, driver or shell is run.
 * @throws {UserError} if there is no such revision or file.
 */
export async function showFile(path: string, revision: string): Promise<Buffer> {
  const inTree = fromHere(path);
  const place = `${checkedRevision(revision)}:${/^\.{1,2}[\\/]/.test(inTree) ? inTree : `./${inTree}`}`;
  try {
    return await git(['cat-file', 'blob', place]);
  } catch (error) {
    const said =
      error instanceof Error && 'stderr' in error
        ? String(error.stderr)
            .trim()
            .replace(/^fatal: /, '')
        : '';
    throw UserError.at(`git:${revision}:${path}`, said.split('\n')[0] || 'cannot be read by git', {
      cause: error,
    });
  }
}

/** The files of a revision that paths and globs name, as paths of the repository. */
export async function filesAt(patterns: readonly string[], revision: string): Promise<string[]> {
  const inTree = patterns.map((pattern) => `:(glob)${fromHere(pattern).split(sep).join('/')}`);
  // Of all that lists a tree, this alone takes globs; every line fits.
  const listing = ['grep', '--full-name', '--name-only', '-z', '-e', '', checkedRevision(revision)];
  // Git fails where nothing fits, and where what is named lies outside the repository.
  const found = await git([...listing, '--', ...inTree]).catch(() => '');
  return found
    .toString()
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => name.slice(revision.length + 1));
}

function fromHere(path: string): string {
  return isAbsolute(path) ? relative(process.cwd(), path) : path;
}

async function git(args: readonly string[]): Promise<Buffer> {
  const options = { encoding: 'buffer', maxBuffer: 4 * 1024 * 1024 } as const;
  return (await execute('git', args, options)).stdout;
}
