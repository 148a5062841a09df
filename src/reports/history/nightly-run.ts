import { counted } from '../../counted.ts';
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
 * Reads every run of a folder once, but live comparisons, whose trials stopped on their result, and shards, whose trials stand in
 * the run that they were merged to as well.
 * @throws {UserError} if there is none.
 */
export async function readNightlyRuns(folder: string): Promise<NightlyRuns> {
  const runs: NightlyRun[] = [];
  const left: string[] = [];
  const seen = new Set<string>();
  let shards = 0;
  for (const place of await runFolders(folder)) {
    try {
      const run = await countRun(readRun(place), place);
      const { id, comparison, shard } = run.tally.header;
      if (shard) shards++;
      else if (seen.has(id)) left.push(`${place} holds run ${id} once more`);
      else if (!comparison) runs.push(run);
      seen.add(id);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      left.push(error.message);
    }
  }
  if (shards > 0) left.push(`${counted(shards, 'shard')}; \`vouch merge\` puts the shards of a run together`);
  const why = left.length === 0 ? '' : ` (left out: ${left[0]})`;
  if (runs.length === 0)
    throw new UserError(
      `no run in ${folder}${why}; name a folder of run folders, as \`vouch run\` makes them`,
    );
  runs.sort((x, y) => (startOf(x) < startOf(y) ? -1 : 1));
  return { runs, remarks: left.map((message) => `Left out: ${message}`) };
}

/** When a run began, as an ISO date and time. */
export function startOf({ tally }: NightlyRun): string {
  return tally.header.startedAt;
}

/** Counts the lines of one run; of a comparison or a shard, which is no night, the header alone is read. */
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
      if (line.type === 'run' && (line.comparison || line.shard)) return;
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
