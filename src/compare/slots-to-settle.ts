import { eAlarmBinary } from '../stats/evidence.ts';
import { dropSums, type DropSums, upperBoundAtLook } from '../stats/looks.ts';

/** What a promise has to pass to be settled. */
export interface SettleLevels {
  /** A drop that must not pass, and z of the last planned look. */
  readonly margin: number;
  readonly z: number;
  /** The e-value at which it is called a regression. */
  readonly bar: number;
}

/** How many more slots would settle a promise, and as what. */
export interface ToSettle {
  /** Slots of any task. */
  readonly slots: number;
  readonly as: 'no-worse' | 'regression';
}

/** More than this many slots nobody would pay for. */
const MOST_SLOTS = 100_000;

/**
 * Slots of any task that would still settle a promise if its drops (A − B, one a slot that has both) went on as they are;
 * undefined if none would.
 * @param slots all slots so far, of which the promise applied to some only.
 */
export function slotsToSettle(
  drops: readonly number[],
  slots: number,
  levels: SettleLevels,
): ToSettle | undefined {
  const seen = dropSums(drops);
  const isDrop = seen.n > 0 && seen.sum / seen.n >= levels.margin;
  const enough = isDrop ? enoughToAlarm(drops, levels) : enoughToClear(seen, levels);
  // Enough already, but a doubt or the order of looks stood in the way.
  if (enough === undefined || enough <= seen.n) return undefined;
  return {
    slots: Math.ceil(((enough - seen.n) * slots) / seen.n),
    as: isDrop ? 'regression' : 'no-worse',
  };
}

/** The bound itself is asked, for its pseudo slots weigh heavily while there are few. */
function enoughToClear(seen: DropSums, { margin, z }: SettleLevels): number | undefined {
  if (seen.n === 0) return undefined;
  return fewest(seen.n, (n) => {
    const goneOn = { n, sum: (seen.sum * n) / seen.n, squares: (seen.squares * n) / seen.n };
    return upperBoundAtLook(goneOn, z) < margin;
  });
}

function enoughToAlarm(drops: readonly number[], { bar }: SettleLevels): number | undefined {
  const worse = drops.filter((drop) => drop > 0).length;
  const better = drops.filter((drop) => drop < 0).length;
  return fewest(drops.length, (n) => {
    const times = n / drops.length;
    return eAlarmBinary(Math.round(worse * times), Math.round(better * times)) >= bar;
  });
}

/** The fewest from `from` on that are enough, for what stays enough with more. */
function fewest(from: number, isEnough: (n: number) => boolean): number | undefined {
  let [few, enough] = [from, from];
  while (!isEnough(enough)) {
    if (enough > MOST_SLOTS) return undefined;
    [few, enough] = [enough, enough * 2];
  }
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
