import { UserError } from '../../input/user-error.ts';
import type { RunLine } from '../../runs/format.ts';
import { readRun } from '../../runs/read.ts';
import { runFolders } from '../../runs/run-folders.ts';
import { trialId } from '../../runs/trial-grid.ts';
import { contentHash } from '../../suite/trial-key.ts';
import { type RunTally, tallyRun } from '../tally.ts';

/** A stored run, counted without the trials whose answers an earlier run had got already. */
export interface NightlyRun {
  readonly tally: RunTally;
  /** Task id -> hash of its text, and one hash over all of them. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly tasksHash: string;
  /** Models that answered, as the provider names them, by agent id. */
  readonly served: ReadonlyMap<string, readonly string[]>;
  /** Trials that are not counted, for another run's answers were used again. */
  readonly reused: number;
}

/** The runs of a folder, oldest first, and why others were left out. */
export interface NightlyRuns {
  readonly runs: readonly NightlyRun[];
  readonly remarks: readonly string[];
}

/**
 * Reads every run of a folder but live comparisons, whose trials stopped on their result.
 * @throws {UserError} if there is none.
 */
export async function readNightlyRuns(folder: string): Promise<NightlyRuns> {
  const runs: NightlyRun[] = [];
  const damaged: string[] = [];
  for (const place of await runFolders(folder)) {
    try {
      const run = await countRun(readRun(place), place);
      if (!run.tally.header.comparison) runs.push(run);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      damaged.push(error.message);
    }
  }
  if (runs.length === 0)
    throw new UserError(`no run in ${folder}; name a folder of run folders, as \`vouch run\` makes them`);
  runs.sort((x, y) => (startOf(x) < startOf(y) ? -1 : 1));
  return { runs, remarks: damaged.map((message) => `Left out: ${message}`) };
}

/** When a run began, as an ISO date and time. */
export function startOf({ tally }: NightlyRun): string {
  return tally.header.startedAt;
}

/** Counts the lines of one run; of a comparison, which is no night, the header alone is read. */
export async function countRun(lines: AsyncIterable<RunLine>, place: string): Promise<NightlyRun> {
  const served = new Map<string, Set<string>>();
  const reused = new Set<string>();
  async function* fresh(): AsyncGenerator<RunLine> {
    for await (const line of lines) {
      if (line.type === 'trial') {
        if (line.turns.length > 0 && line.turns.every((turn) => turn.reused)) reused.add(trialId(line));
        const models = served.get(line.agent) ?? new Set();
        for (const { servedModel } of line.turns) if (servedModel !== undefined) models.add(servedModel);
        served.set(line.agent, models);
      }
      if ((line.type === 'trial' || line.type === 'scored') && reused.has(trialId(line))) continue;
      yield line;
      if (line.type === 'run' && line.comparison) return;
    }
  }
  const tally = await tallyRun(fresh(), place);
  const tasks = tally.header.tasks.map(({ id, hash }) => [id, hash] as const);
  return {
    tally,
    tasks: new Map(tasks),
    tasksHash: contentHash(tasks.toSorted(([x], [y]) => (x < y ? -1 : 1))),
    served: new Map([...served].map(([agent, models]) => [agent, [...models].sort()])),
    reused: reused.size,
  };
}
