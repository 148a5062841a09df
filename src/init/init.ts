import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, sep } from 'node:path';
import type { Agent } from '../agents/agent.ts';
import { loadAgent, loadAgents } from '../agents/load-agent.ts';
import { expandPaths } from '../input/globs.ts';
import { messageOf, UserError } from '../input/user-error.ts';
import { PACKAGE } from '../own-package.ts';
import { loadSuite } from '../suite/suite.ts';
import { foundCatalogue } from './found-catalogue.ts';
import { starterTasks } from './starter-tasks.ts';

/** Where agent definitions stand in most repositories. */
const USUAL_FOLDERS = ['.claude/agents', 'agents'];
const USUAL_PLACES = USUAL_FOLDERS.map((folder) => `${folder}/**/*.md`);

const SUITE = 'evals/agents.yaml';

/** A file of this package. */
function ownFile(path: string): Promise<string> {
  return readFile(new URL(path, PACKAGE), 'utf8');
}

/** What `vouch init` did. Plain JSON. */
export interface Initialized {
  readonly agents: readonly string[];
  /** Files that stood in a usual place and are no agent definitions, with the reason. */
  readonly skipped: readonly string[];
  /** Promises that the agents make. */
  readonly promises: readonly string[];
  readonly created: readonly string[];
  /** Files that were there already and are as they were. */
  readonly kept: readonly string[];
  /** Agents that a suite which was there already does not name. */
  readonly notInSuite: readonly string[];
  /** The root of the repository, if the workflow was written below it, where GitHub does not look. */
  readonly repository?: string;
}

/**
 * Writes a suite, a catalogue, starter tasks and a workflow for the agents of the working folder; whatever exists stays.
 * @param patterns agent files or globs; the usual places if empty.
 * @throws {UserError} if there are no agents, two have one id, or a file cannot be written.
 */
export async function initialize(
  patterns: readonly string[],
  { workflow }: { readonly workflow: boolean },
): Promise<Initialized> {
  const { agents, skipped } = patterns.length > 0 ? await named(patterns) : await discovered();
  const catalogue = await foundCatalogue(agents);
  const paths = agents.map(({ path }) => path);
  const files: Record<string, string> = {
    [SUITE]: suiteText(paths),
    'evals/promises.yaml': `${schemaLine('promises')}# The promises that Vouch found in ${agents.length === 1 ? 'the prompt' : 'the prompts'} of ${agents.map(({ id }) => id).join(', ')}. Change them, drop them, add your own:\n# \`vouch promises --suggest\` writes one for each behaviour that none covers.\n${catalogue.yaml}`,
    'datasets/tasks.csv': starterTasks(),
    'reports/.gitignore': 'runs/\ncache/\n',
    ...(workflow
      ? {
          '.github/workflows/vouch-gate.yml': watching(paths, await ownFile('docs/workflows/vouch-gate.yml')),
          '.github/actions/vouch-gate/action.yml': await ownFile('action.yml'),
        }
      : {}),
  };
  const created: string[] = [];
  const kept: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    ((await writeNew(path, text)) ? created : kept).push(path);
  }
  const notInSuite = kept.includes(SUITE) ? await missingIn(SUITE, paths) : [];
  const repository = workflow ? repositoryAbove() : undefined;
  return {
    agents: paths,
    skipped,
    promises: catalogue.ids,
    created,
    kept,
    notInSuite,
    ...(repository === undefined ? {} : { repository }),
  };
}

/** The repository that the working folder is only a part of, from there. */
function repositoryAbove(): string | undefined {
  const here = process.cwd();
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder === here ? undefined : relative(here, folder);
    if (folder === dirname(folder)) return undefined;
  }
}

/** None where the suite cannot be read: what is wrong with it, `vouch validate` says better. */
async function missingIn(suite: string, paths: readonly string[]): Promise<string[]> {
  try {
    const named = await expandPaths((await loadSuite(suite)).agents, 'agent file');
    return paths.filter((path) => !named.includes(path));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

async function named(patterns: readonly string[]): Promise<{ agents: Agent[]; skipped: string[] }> {
  return { agents: await loadAgents(await expandPaths(patterns, 'agent file')), skipped: [] };
}

/** A README beside the agents is no mistake: what is no agent definition is left out and named. */
async function discovered(): Promise<{ agents: Agent[]; skipped: string[] }> {
  const paths: string[] = [];
  for (const place of USUAL_PLACES) {
    paths.push(...(await expandPaths([place], 'agent file').catch(() => [])));
  }
  const readable: string[] = [];
  const skipped: string[] = [];
  for (const path of paths) {
    try {
      await loadAgent(path);
      readable.push(path);
    } catch (error) {
      skipped.push(messageOf(error));
    }
  }
  if (readable.length > 0) return { agents: await loadAgents(readable), skipped };
  const why = skipped.length > 0 ? `; not agent definitions: ${skipped.join('; ')}` : '';
  throw new UserError(
    `no agent definitions here; looked for ${USUAL_PLACES.join(' and ')}${why}; name yours: \`vouch init 'path/to/*.md'\``,
  );
}

function suiteText(agents: readonly string[]): string {
  const list = agents.map((path) => `  - ${JSON.stringify(fromEvals(path))}\n`).join('');
  return `${schemaLine('suite')}# \`vouch validate\` checks this suite, \`vouch run agents --dry-run\` says what a run would cost.
agents:
${list}datasets: ../datasets/tasks.csv
promises: promises.yaml
# Each agent's own model; ANTHROPIC_API_KEY has to be set.
model: anthropic
defaultModel: sonnet
repeats: 3
gate:
  # A drop of 10 of 100 answers must not pass.
  margin: 0.1
`;
}

/** The workflow, begun by changes of these agents, too. */
function watching(agents: readonly string[], workflow: string): string {
  const files = agents.map((path) => path.split(sep).join('/'));
  const places = new Set(files.map((path) => (path.includes('/') ? posix.dirname(path) : path)));
  const known = [...USUAL_FOLDERS, ...places];
  const added = [...places].filter(
    (place) =>
      !USUAL_FOLDERS.includes(place) &&
      !known.some((folder) => place.startsWith(`${folder}/`)) &&
      // What stands elsewhere, no pull request changes.
      !/^(?:\.\.|[\\/]|\w:)/.test(place),
  );
  const patterns = added.map((place) => literally(place) + (files.includes(place) ? '' : '/**'));
  const quoted = patterns.map((pattern) => `'${pattern.replaceAll("'", "''")}', `);
  return workflow.replace(/^ +paths: \[/m, (paths) => paths + quoted.join(''));
}

/** A path as a pattern of GitHub that matches nothing else. */
function literally(path: string): string {
  return path.replaceAll(/[*?+![\]\\]/g, String.raw`\$&`);
}

function fromEvals(path: string): string {
  return relative('evals', path).split(sep).join('/');
}

function schemaLine(schema: string): string {
  const installed = join('node_modules', 'vouch-evals', 'evals', 'schema');
  const place = existsSync(installed)
    ? '../node_modules/vouch-evals/evals/schema'
    : 'https://unpkg.com/vouch-evals/evals/schema';
  return `# yaml-language-server: $schema=${place}/${schema}.schema.json\n`;
}

/** False if the file is there already. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(path)) return false;
    throw UserError.at(path, `cannot be written (${messageOf(error)})`, { cause: error });
  }
}
