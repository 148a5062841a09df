import { matchRepeats, slotOrder } from '../stats/slots.ts';
import { identicalRepeats } from '../stats/repeats.ts';
import type { Side, SideTrial } from './side.ts';

/** The tasks of two sides, by whether they can be compared. */
export interface PairedTasks {
  /** Same id, same text, and trials on both sides. */
  readonly common: readonly string[];
  /** Same id, but the text is not the same any more. */
  readonly changed: readonly string[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** Same text, but one side has no trial of it. */
  readonly withoutTrials: readonly string[];
}

/** One comparison: A's trials of a task (several where A has more repeats) against one of B's. */
export interface PairedTrials {
  readonly task: string;
  readonly a: readonly SideTrial[];
  readonly b: SideTrial;
}

/** Which tasks of two sides can be compared, in A's order. */
export function pairTasks(a: Side, b: Side): PairedTasks {
  const hasTrials = [a, b].map((side) => new Set(side.trials.map(({ task }) => task)));
  const shared = [...a.tasks].filter(([id]) => b.tasks.has(id));
  const same = shared.filter(([id, task]) => b.tasks.get(id)?.hash === task.hash).map(([id]) => id);
  const isReady = (id: string): boolean => hasTrials.every((ids) => ids.has(id));
  return {
    common: same.filter(isReady),
    changed: shared.map(([id]) => id).filter((id) => !same.includes(id)),
    onlyA: [...a.tasks.keys()].filter((id) => !b.tasks.has(id)),
    onlyB: [...b.tasks.keys()].filter((id) => !a.tasks.has(id)),
    withoutTrials: same.filter((id) => !isReady(id)),
  };
}

/** Above this share of equal repeats the answers come from a cache or without chance: repeats are no evidence. */
const MOST_IDENTICAL = 0.95;

/** True if repeats of one task are copies on either side, so that only one of them tells something. */
export function repeatsAreCopies(a: Side, b: Side, tasks: readonly string[]): boolean {
  return [a, b].some((side) => {
    const answers = trialsByTask(side, tasks).map((trials) =>
      trials.filter(({ error }) => !error).map(({ fingerprint }) => fingerprint),
    );
    return (identicalRepeats(answers) ?? 0) > MOST_IDENTICAL;
  });
}

/**
 * The slots of two sides in the order that the seed gives: rounds that hold each task once, shuffled. Repeats of A beyond
 * B's are spread over the slots of their task.
 */
export function pairTrials(
  a: Side,
  b: Side,
  tasks: readonly string[],
  { seed, mostRepeats = Infinity }: { seed: string; mostRepeats?: number },
): PairedTrials[] {
  if (tasks.length === 0) return [];
  const trialsA = trialsByTask(a, tasks).map((trials) => trials.slice(0, mostRepeats));
  const trialsB = trialsByTask(b, tasks).map((trials) => trials.slice(0, mostRepeats));
  const slots = tasks.map((task, index) => {
    const [ofA = [], ofB = []] = [trialsA[index], trialsB[index]];
    return matchRepeats(ofA.length, ofB.length).map((indices, repeat) => ({
      task,
      a: indices.flatMap((at) => ofA[at] ?? []),
      b: ofB[repeat],
    }));
  });
  const rounds = Math.max(1, ...slots.map(({ length }) => length));
  // Sorted, so that the order of the dataset's rows plays no part.
  const places = [...tasks.keys()].sort((x, y) => (tasks[x]! < tasks[y]! ? -1 : 1));
  return slotOrder(tasks.length, tasks.length * rounds, seed).flatMap(({ task, repeat }) => {
    const slot = slots[places[task] ?? 0]?.[repeat - 1];
    return slot?.b === undefined ? [] : [{ task: slot.task, a: slot.a, b: slot.b }];
  });
}

function trialsByTask(side: Side, tasks: readonly string[]): SideTrial[][] {
  const byTask = new Map<string, SideTrial[]>(tasks.map((task) => [task, []]));
  for (const trial of side.trials) byTask.get(trial.task)?.push(trial);
  return tasks.map((task) => (byTask.get(task) ?? []).sort((x, y) => x.repeat - y.repeat));
}
