import { requireCount, requireLevel } from './checks.ts';
import { stratifiedExact } from './stratified-exact.ts';
import { sum } from './sums.ts';

/** How often one task kept one promise in one night; n is 0 where it was not tried or not scored. */
export interface NightlyCount {
  readonly kept: number;
  readonly n: number;
}

/** What the last nights of one window say against the nights before them. */
export interface WindowFinding {
  /** Nights in the window, tonight last. */
  readonly nights: number;
  /** Exact chance, if nothing changed, of so few kept. */
  readonly chance: number;
  readonly alarm: boolean;
}

/** Lengths of the windows that are looked at each night. */
export const WINDOWS: readonly number[] = [1, 3, 7];
/** Nights before a window that it is compared with. */
export const POOL_NIGHTS = 14;

/**
 * The nightly test of one promise: for each window the stratified exact chance against the pool of up to 14 nights before
 * it; an alarm if windows × promises × chance <= level. Windows without a night before them are left out.
 * @param nights Oldest first, tonight last, each with one count a task in the same order; all of one model id, prompt,
 * dataset and judge.
 * @throws {RangeError} unless promises >= 1, 0 < level < 1, and all nights have the same number of tasks.
 */
export function nightlyFindings(
  nights: readonly (readonly NightlyCount[])[],
  promises: number,
  level = 0.01,
): WindowFinding[] {
  requireCount('promises', promises, 1);
  requireLevel('level', level);
  const tasks = nights[0]?.length ?? 0;
  for (const night of nights) {
    if (night.length !== tasks)
      throw new RangeError(`every night must have ${tasks} tasks, got ${night.length}`);
  }
  return WINDOWS.filter((length) => length < nights.length).map((length) => {
    const window = nights.slice(-length);
    const pool = nights.slice(-length - POOL_NIGHTS, -length);
    const chance = chanceOfFewer(pool, window);
    return { nights: length, chance, alarm: WINDOWS.length * promises * chance <= level };
  });
}

/** Exact chance, if nothing changed between them, that so few were kept in the window; nights as in `nightlyFindings`. */
export function chanceOfFewer(
  pool: readonly (readonly NightlyCount[])[],
  window: readonly (readonly NightlyCount[])[],
): number {
  const tasks = window[0]?.length ?? 0;
  const strata = Array.from({ length: tasks }, (_, task) => {
    const [a, b] = [totalOf(pool, task), totalOf(window, task)];
    return { keptA: a.kept, nA: a.n, keptB: b.kept, nB: b.n };
  });
  return stratifiedExact(strata).worse;
}

function totalOf(nights: readonly (readonly NightlyCount[])[], task: number): NightlyCount {
  return {
    kept: sum(nights.map((night) => night[task]!.kept)),
    n: sum(nights.map((night) => night[task]!.n)),
  };
}
