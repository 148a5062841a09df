import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from './input/user-error.ts';
import { changesSince } from './resume.ts';
import { endedLine, runId } from './run.ts';
import { type Shard, shardOf } from './runner/shard.ts';
import { lineAt } from './runs/checked-lines.ts';
import type { EndedLine, RunHeader, RunLine } from './runs/format.ts';
import { type Journal, RUN_FILE, startJournal } from './runs/journal.ts';
import { lineHeads } from './runs/line-heads.ts';
import { TRIAL_LINES, TrialPlaces } from './runs/trial-places.ts';
import { readRunState, type RunState } from './runs/unfinished.ts';

/** Where the merged run goes. */
export interface MergeOptions {
  /** Folder in which its run folder is made. */
  readonly output: string;
  readonly now?: () => Date;
}

interface ShardRun {
  readonly folder: string;
  readonly shard: Shard;
  readonly state: RunState;
}

/**
 * Puts the shards of one run together: the trials and verdicts that the run would have without shards, in its order.
 * @returns the folder of the merged run.
 * @throws {UserError} if a run is no shard, not finished or damaged, a shard is missing or given twice, or they judged different
 * things.
 */
export async function mergeRuns(
  folders: readonly string[],
  { output, now = () => new Date() }: MergeOptions,
): Promise<string> {
  const runs = await Promise.all(folders.map(readShard));
  const first = runs[0];
  if (!first) throw new UserError('no run to merge; give the folders of all shards');
  for (const other of runs.slice(1)) requireSame(first, other);
  requireAll(runs);

  const { shard: _, ...header } = first.state.header;
  const startedAt = runs.map(({ state }) => state.header.startedAt).toSorted()[0] ?? header.startedAt;
  const trials = header.agents.length * header.tasks.length * header.repeats;
  const merged: RunHeader = { ...header, id: runId(now()), startedAt, trials };
  const folder = join(output, merged.id);
  // Where nobody looks for runs: a part of one, as a killed process leaves it, would be gone on with and paid again.
  const making = join(folder, 'making');
  const sources = await Promise.all(runs.map((run) => openShard(run, trials)));
  const writeLines = async (to: Journal): Promise<void> => {
    await using journal = to;
    for (let index = 0; index < trials; index++) {
      const shard = shardOf(index, header.agents.length, first.shard.of);
      const source = sources.find((one) => one.shard.index === shard);
      for (const line of (await source?.lines(index)) ?? []) await journal.write(line);
    }
    await journal.write(endedOf(runs, sources));
  };
  try {
    const journal = await startJournal(making, merged);
    await writeLines(journal).catch(async (error: unknown) => {
      await rm(folder, { recursive: true });
      throw error;
    });
    await rename(join(making, RUN_FILE), join(folder, RUN_FILE));
    await rm(making, { recursive: true });
  } finally {
    for (const { file } of sources) await file.close();
  }
  return folder;
}

async function readShard(folder: string): Promise<ShardRun> {
  const state = await readRunState(folder);
  const { header, scoring, answered, scored, hasEnded } = state;
  const { shard } = header;
  if (!shard)
    throw UserError.at(
      folder,
      'is no shard of a run; shards are made by `vouch run --shard 1/3` and its like',
    );
  if (answered < header.trials || scored < answered || !hasEnded) {
    throw UserError.at(
      folder,
      `shard ${shard.index}/${shard.of} is not finished, ${scored} of ${header.trials} trials are scored; go on with \`vouch run --resume ${folder}\``,
    );
  }
  if (scoring !== header)
    throw UserError.at(
      folder,
      'was scored again since it ran, its siblings maybe not; merge shards as they ran, and use `vouch score` on the merged run',
    );
  return { folder, shard, state };
}

function requireSame(first: ShardRun, other: ShardRun): void {
  const changes = changesSince(first.state, other.state.header);
  const [one, two] = [first.state.header, other.state.header];
  if (one.suite.name !== two.suite.name)
    changes.unshift(
      `suite (${JSON.stringify(one.suite.name)} there, ${JSON.stringify(two.suite.name)} here)`,
    );
  if (first.shard.of !== other.shard.of)
    changes.unshift(`number of shards (${first.shard.of} there, ${other.shard.of} here)`);
  if (changes.length === 0) return;
  throw UserError.at(other.folder, `is not of one run with ${first.folder}: ${changes.join('; ')}`);
}

function requireAll(runs: readonly ShardRun[]): void {
  const of = runs[0]?.shard.of ?? 0;
  const byIndex = Map.groupBy(runs, ({ shard }) => shard.index);
  for (const [index, same] of byIndex)
    if (same.length > 1)
      throw new UserError(
        `shard ${index}/${of} is given ${same.length} times: ${same.map(({ folder }) => folder).join(', ')}`,
      );
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const named = missing.map((index) => `${index}/${of}`).join(', ');
    throw new UserError(
      `${missing.length === 1 ? 'shard' : 'shards'} ${named} missing; run \`vouch run --shard ${missing[0]}/${of}\``,
    );
  }
}

interface ShardFile {
  readonly shard: Shard;
  readonly file: FileHandle;
  /** The trial with this number and its verdicts. */
  lines(index: number): Promise<RunLine[]>;
  readonly ended: readonly EndedLine[];
}

/** Where the lines of each trial stand; a few bytes a trial. */
async function openShard({ folder, shard, state }: ShardRun, trials: number): Promise<ShardFile> {
  const path = join(folder, RUN_FILE);
  const places = new TrialPlaces(trials);
  const ended: EndedLine[] = [];
  for await (const head of lineHeads(path)) {
    if (head.type === 'ended') ended.push(head.line);
    if (head.type !== 'trial' && head.type !== 'scored') continue;
    const index = state.indexOf(head.place);
    if (index !== undefined && !places.get(head.type, index)) places.set(head.type, index, head);
  }
  const file = await open(path, 'r');
  return {
    shard,
    file,
    ended,
    lines: (index) =>
      Promise.all(TRIAL_LINES.map((type) => lineAt(file, type, places.get(type, index)!, path))),
  };
}

function endedOf(runs: readonly ShardRun[], sources: readonly ShardFile[]): EndedLine {
  const last = sources
    .flatMap(({ ended }) => ended.map(({ at }) => at))
    .toSorted()
    .at(-1);
  const retryable = runs.reduce((sum, { state }) => sum + state.retryable, 0);
  return endedLine('whole', last === undefined ? new Date() : new Date(last), { retryable });
}
