import { UserError } from '../input/user-error.ts';
import type { RunHeader } from '../runs/format.ts';
import type { TrialSlot } from './trials.ts';

/** One of several runs that share the trials of one run. */
export type Shard = NonNullable<RunHeader['shard']>;

/**
 * Reads `2/3`.
 * @throws {UserError} if it is not the number of a shard and how many there are.
 */
export function parseShard(text: string): Shard {
  const [, index = 0, of = 0] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (index >= 1 && index <= of) return { index, of };
  throw new UserError(
    `--shard ${JSON.stringify(text)}: expected a number and how many shards there are, from 1/2 to 2/2 for two`,
  );
}

/** The trials of one shard. Each shard gets every agent and every task about equally often. */
export function* ofShard(
  slots: Iterable<TrialSlot>,
  agents: number,
  shard: Shard | undefined,
): Generator<TrialSlot> {
  for (const slot of slots) if (!shard || shardOf(slot.index, agents, shard.of) === shard.index) yield slot;
}

/** The 1-based shard that the trial with this number belongs to; depends on nothing but the grid of the run. */
export function shardOf(index: number, agents: number, of: number): number {
  return (((index % agents) + Math.floor(index / agents)) % of) + 1;
}
