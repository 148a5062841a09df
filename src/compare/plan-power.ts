import { flipsForAlarm, smallestDetectableDrop } from '../stats/power.ts';

/** The size of a comparison before it is run. */
export interface PlannedSize {
  readonly tasks: number;
  readonly repeats: number;
  /** Promises that are decided together. */
  readonly promises: number;
  /** How often the base keeps a promise, for the figures; 0.95 by default. */
  readonly rate?: number | undefined;
  readonly alpha?: number | undefined;
}

/** Repeats that are shown beside the planned ones. */
const OTHER_REPEATS = [3, 5, 10];

/**
 * What a comparison of this size will find with 80 % power, and what repeats or tasks would buy, as lines of text. The figures
 * are for a promise that applies to every answer, and for fresh answers of both versions.
 * @throws {RangeError} unless tasks, repeats and promises are counts of at least 1.
 */
export function planPower({ tasks, repeats, promises, rate = 0.95, alpha = 0.05 }: PlannedSize): string[] {
  const found = (slots: number): string => {
    const drop = smallestDetectableDrop({ slots, promises, rate, alpha });
    if (drop === undefined) return 'none';
    return `${Math.ceil(drop * 100)} points`;
  };
  const slots = tasks * repeats;
  const here = found(slots);
  const about = `one of ${promises} ${promises === 1 ? 'promise' : 'promises'} that the base keeps in ${Math.round(rate * 100)} % of the answers`;
  const lines = [
    here === 'none'
      ? `Comparing two versions at this size (${size(tasks, repeats)}) finds no drop of ${about}, not even to 0: ${flipsForAlarm(promises, alpha)} one-way flips are needed, ${slots} ${slots === 1 ? 'is' : 'are'} possible.`
      : `Comparing two versions at this size (${size(tasks, repeats)}) finds, with 80 % power, a drop of ${here} of ${about}.`,
  ];
  const more = OTHER_REPEATS.filter((count) => count > repeats).map(
    (count) => `${count} repeats ${found(tasks * count)}`,
  );
  const doubled = `twice the tasks ${found(slots * 2)}`;
  lines.push(
    `Smallest drop found with ${[...more, doubled].join(', ')}. Only more tasks tell more about new tasks.`,
  );
  return lines;
}

function size(tasks: number, repeats: number): string {
  return `${tasks} ${tasks === 1 ? 'task' : 'tasks'} × ${repeats}`;
}
