import { requireEach, requireLevel } from './checks.ts';
import { BETS, meanCapital } from './evidence.ts';
import { crossing, type Interval } from './interval.ts';

/**
 * The interval of the mean drop that holds whenever one looks: all d that neither "the drop is d or more" nor "d or less"
 * is refuted at 1/alpha, so alpha on each side. The one to print for runs that stopped on their result. Without drops,
 * [−1, 1].
 * @throws {RangeError} if a drop is outside [−1, 1] or alpha is not between 0 and 1.
 */
export function anytimeInterval(drops: readonly number[], alpha = 0.05): Interval {
  requireEach('drops', drops, -1, 1);
  requireLevel('alpha', alpha);
  const counts = new Map<number, number>();
  for (const drop of drops) counts.set(drop, (counts.get(drop) ?? 0) + 1);
  const mirrored = new Map([...counts].map(([drop, count]) => [-drop, count]));
  return { low: -upperEnd(mirrored, alpha), high: upperEnd(counts, alpha) };
}

/** The least d at which "the drop is d or more" is refuted; 1 if none is. The evidence rises with d. */
function upperEnd(counts: ReadonlyMap<number, number>, alpha: number): number {
  if ([...counts.keys()].every((drop) => drop === 1)) return 1;
  return crossing((margin) => evidenceAgainst(counts, margin) - 1 / alpha, -1, 1);
}

function evidenceAgainst(counts: ReadonlyMap<number, number>, margin: number): number {
  const logs = BETS.map(() => 0);
  for (const [drop, count] of counts) {
    const stake = (margin - drop) / (1 - margin);
    for (const [index, bet] of BETS.entries()) logs[index]! += count * Math.log1p(bet * stake);
  }
  return meanCapital(logs);
}
