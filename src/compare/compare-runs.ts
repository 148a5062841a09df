import { compareSides, type CompareOptions } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { readDesign } from './design-file.ts';
import type { Side } from './side.ts';
import { readStoredRun, sideOf } from './stored-run.ts';

/** The trials of one agent in a stored run. */
export interface AgentOfRun {
  /** The run folder. */
  readonly run: string;
  /** Its only agent by default. */
  readonly agent?: string | undefined;
}

type StoredOptions = Pick<CompareOptions, 'alpha' | 'margin' | 'overallMargin'>;

/**
 * Compares the trials of two agents, or of two versions of one, as runs have stored them.
 * @throws {UserError} if there is no such run or agent, or nothing that both could be compared by.
 * @example
 * const { verdict, promises } = await compare({ run, agent: 'api-first' }, { run, agent: 'generalist' });
 */
export async function compareRuns(
  a: AgentOfRun,
  b: AgentOfRun,
  options: StoredOptions = {},
): Promise<Comparison> {
  return compareStored(await sideOfRun(a), await sideOfRun(b), options);
}

/**
 * Compares two sides of stored runs.
 * @throws {UserError} if there is nothing that both could be compared by.
 */
export async function compareStored(a: Side, b: Side, options: StoredOptions): Promise<Comparison> {
  // Trials that stopped on their result must not be read as if their number had been fixed.
  const design = a.source.id === b.source.id ? await readDesign(a.source.place) : undefined;
  return compareSides(a, b, {
    ...design,
    alpha: options.alpha ?? design?.alpha,
    margin: options.margin ?? design?.margin,
    overallMargin: options.overallMargin ?? design?.overallMargin,
    sequential: design,
  });
}

async function sideOfRun({ run, agent }: AgentOfRun): Promise<Side> {
  return sideOf(await readStoredRun(run), agent);
}
