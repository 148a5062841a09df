import type { Agent } from '../agents/agent.ts';
import { loadAgents } from '../agents/load-agent.ts';
import { plainId } from '../agents/parse-agent.ts';
import { loadTasks } from '../datasets/load-tasks.ts';
import type { Task } from '../datasets/task.ts';
import { expandPaths } from '../input/globs.ts';
import { UserError } from '../input/user-error.ts';
import { type Catalogue, loadCatalogue } from '../promises/catalogue.ts';
import { coverPrompt } from '../promises/coverage.ts';
import type { Suite } from './suite.ts';

/** What the command line may change about a suite. */
export interface PlanOptions {
  /** Agent files or globs instead of the suite's. */
  readonly agents?: readonly string[] | undefined;
  /** Only the first n tasks. */
  readonly firstTasks?: number | undefined;
  readonly filter?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Score every promise for every agent, promised or not. */
  readonly allPromises?: boolean | undefined;
}

/** A promise that one agent makes, and the lines of its file that say so. */
export interface MadePromise {
  readonly id: string;
  readonly lines: readonly number[];
}

/** A suite with every file read: what is run is fixed from here on. */
export interface Plan {
  readonly suite: Suite;
  readonly agents: readonly Agent[];
  readonly tasks: readonly Task[];
  readonly catalogue: Catalogue;
  /** True if every agent is judged by every promise, made or not. */
  readonly allPromises: boolean;
  /** Per agent id: the promises its answers are judged by. */
  readonly promises: ReadonlyMap<string, readonly MadePromise[]>;
}

/**
 * Reads everything a suite names.
 * @throws {UserError} if a file is bad, or no agents, no tasks or no promises are left to run.
 */
export async function planSuite(suite: Suite, options: PlanOptions = {}): Promise<Plan> {
  const agents = await loadAgents(await expandPaths(options.agents ?? suite.agents, 'agent file'));
  if (!options.agents) requireOwnAgents(suite, agents);
  return planAgents(agents, suite, options);
}

/** @throws {UserError} if a suite says something of an agent that it does not have. */
export function requireOwnAgents({ sentinel, perAgent, path }: Suite, agents: readonly Agent[]): void {
  const ids = agents.map((agent) => agent.id);
  if (sentinel !== undefined) requireKnown(sentinel, ids, `${path}: sentinel`, 'agent');
  for (const id of Object.keys(perAgent)) requireKnown(id, ids, `${path}: perAgent`, 'agent');
}

/**
 * As `planSuite`, for agents that are at hand.
 * @throws {UserError} as `planSuite` does.
 */
export async function planAgents(
  agents: readonly Agent[],
  suite: Suite,
  options: PlanOptions = {},
): Promise<Plan> {
  const tasks = selectTasks(await loadTasks(await expandPaths(suite.datasets, 'dataset')), suite, options);
  const catalogue = await loadCatalogue(suite.promises);
  const allPromises = options.allPromises ?? false;
  return {
    suite,
    agents,
    tasks,
    catalogue,
    allPromises,
    promises: judgedBy(agents, catalogue, suite, allPromises),
  };
}

/**
 * Per agent id, the promises of the catalogue that its answers are judged by.
 * @throws {UserError} if there is not one for any agent.
 */
export function judgedBy(
  agents: readonly Agent[],
  catalogue: Catalogue,
  suite: Suite,
  allPromises: boolean,
): Map<string, MadePromise[]> {
  const promises = madeBy(agents, catalogue, suite, allPromises);
  if ([...promises.values()].every((made) => made.length === 0)) {
    throw UserError.at(
      suite.path,
      'none of the agents makes a promise of the catalogue; see `vouch promises`, or run with --all-promises',
    );
  }
  return promises;
}

/** As `judgedBy`, for agents of which none needs to make a promise. */
export function madeBy(
  agents: readonly Agent[],
  catalogue: Catalogue,
  suite: Suite,
  allPromises: boolean,
): Map<string, MadePromise[]> {
  return new Map(agents.map((agent) => [agent.id, promisesOf(agent, catalogue, suite, allPromises)]));
}

function selectTasks(all: readonly Task[], suite: Suite, options: PlanOptions): readonly Task[] {
  const filters = Object.entries({ ...suite.filter, ...options.filter });
  const selected = all.filter((task) =>
    filters.every(([column, values]) => values.includes(columnOf(task, column))),
  );
  if (selected.length === 0) {
    const asked = filters.map(([column, values]) => `${column}=${values.join(',')}`).join(' ');
    throw UserError.at(suite.path, `no task matches the filter ${asked}; ${all.length} tasks were read`);
  }
  return selected.slice(0, options.firstTasks);
}

/** The value of one column of a task, for filters; '' if it has no such column. */
export function columnOf(task: Task, column: string): string {
  switch (column) {
    case 'id':
    case 'title':
    case 'kind':
    case 'stack':
    case 'clarity':
      return task[column];
    default:
      return task.metadata[column] ?? '';
  }
}

function promisesOf(agent: Agent, catalogue: Catalogue, suite: Suite, allPromises: boolean): MadePromise[] {
  const known = catalogue.promises.map((promise) => promise.id);
  // What the suite says of `x` holds for each side of it in a comparison.
  const named = agent.id in suite.perAgent ? agent.id : plainId(agent);
  const { add = [], drop = [] } = suite.perAgent[named] ?? {};
  for (const id of [...add, ...drop]) requireKnown(id, known, `${suite.path}: perAgent.${named}`, 'promise');
  const stated = new Map(coverPrompt(agent, catalogue).promises.map((made) => [made.promise.id, made.lines]));
  return known
    .filter((id) => (allPromises || add.includes(id) || stated.has(id)) && !drop.includes(id))
    .map((id) => ({ id, lines: stated.get(id) ?? [] }));
}

function requireKnown(id: string, known: readonly string[], place: string, what: string): void {
  if (!known.includes(id))
    throw UserError.at(place, `unknown ${what} "${id}"; known are ${known.join(', ')}`);
}
