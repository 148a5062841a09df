import {
  chanceOfFewer,
  nightlyFindings,
  type NightlyCount,
  POOL_NIGHTS,
  WINDOWS,
} from '../../stats/nightly.ts';
import { reasonsBetween } from './condition.ts';
import type { ChangeKind, Drop } from './history.ts';
import type { CountedNight, CountedSeries } from './series.ts';

/** Chance of an alarm in one night, over all that is looked at, if nothing changed. */
const LEVEL = 0.01;

/** Up to so many nights after a change it is asked what it did. */
const MOST_NIGHTS_SINCE = Math.max(...WINDOWS);

type Found = Omit<Drop, 'sentinel'>;

/**
 * The nightly rule for one night: the shortest window in which a series raises an alarm. Only the nights since its last break
 * are looked at.
 * @param looked pairs of variant and promise that are looked at this night.
 */
export function alarmOf(series: CountedSeries, night: number, looked: number): Found | undefined {
  const alike = nightsSinceBreak(series, night);
  if (alike.at(-1)?.night !== night) return undefined;
  const alarm = nightlyFindings(countsOf(alike), looked, LEVEL).find((finding) => finding.alarm);
  if (!alarm) return undefined;
  const pool = alike.slice(-alarm.nights - POOL_NIGHTS, -alarm.nights);
  return dropOf(series, pool, alike.slice(-alarm.nights), alarm.chance);
}

/**
 * A drop since the prompt or the model changed, if that was in the last seven nights; undefined where the tasks or the scorer
 * changed as well, for then nothing can be said.
 */
export function dropSinceChange(series: CountedSeries, night: number, looked: number): Found | undefined {
  const last = series.breaks.at(-1);
  const since = series.nights.filter((counted) => counted.night >= (last?.night ?? Infinity));
  if (!last || since.at(-1)?.night !== night || since.length > MOST_NIGHTS_SINCE) return undefined;
  if (last.reasons.some(({ kind }) => !isOfAnswers(kind))) return undefined;
  const pool = nightsSinceBreak(series, last.night - 1).slice(-POOL_NIGHTS);
  const counts = countsOf([...pool, ...since]);
  const chance = chanceOfFewer(counts.slice(0, pool.length), counts.slice(pool.length));
  return looked * chance <= LEVEL ? dropOf(series, pool, since, chance) : undefined;
}

/**
 * Whether the frozen sentinel dropped in the nights of a drop against those before: on the same promise, or on all of its
 * promises taken together, each at half the level.
 */
export function sentinelSays(drop: Found, sentinel: readonly CountedSeries[]): Drop['sentinel'] {
  if (sentinel[0]?.agent === drop.agent) return 'itself';
  const sides = sentinel.flatMap((series) => {
    const until = series.nights.filter(({ night }) => night <= drop.night);
    const now = until.at(-1);
    if (now?.night !== drop.night) return [];
    // The model may have changed, that is what is asked; all else must be the same.
    const alike = until.filter(({ condition }) =>
      reasonsBetween(condition, now.condition).every(({ kind }) => kind === 'model'),
    );
    const counts = countsOf(alike.slice(-drop.window - POOL_NIGHTS));
    if (counts.length <= drop.window) return [];
    return [{ series, pool: counts.slice(0, -drop.window), window: counts.slice(-drop.window) }];
  });
  if (sides.length === 0) return 'unknown';
  const same = sides.find(({ series }) => series.promise === drop.promise);
  const chances = [
    ...(same ? [chanceOfFewer(same.pool, same.window)] : []),
    chanceOfFewer(sideBySide(sides.map(({ pool }) => pool)), sideBySide(sides.map(({ window }) => window))),
  ];
  return Math.min(...chances) <= LEVEL / 2 ? 'dropped' : 'held';
}

function isOfAnswers(kind: ChangeKind): boolean {
  return kind === 'agent' || kind === 'model';
}

/** The nights up to this one that no break parts from it. */
function nightsSinceBreak({ nights, breaks }: CountedSeries, night: number): CountedNight[] {
  const from = breaks.findLast((found) => found.night <= night)?.night ?? 0;
  return nights.filter((counted) => counted.night >= from && counted.night <= night);
}

/** One column a task, in the same order for all nights. */
function countsOf(nights: readonly CountedNight[]): NightlyCount[][] {
  const tasks = [...new Set(nights.flatMap((night) => [...night.tasks.keys()]))];
  return nights.map((night) => tasks.map((task) => night.tasks.get(task) ?? { kept: 0, n: 0 }));
}

/** Nights of several series as nights of one, of as many as the shortest has. */
function sideBySide(several: readonly (readonly (readonly NightlyCount[])[])[]): NightlyCount[][] {
  const length = Math.min(...several.map((nights) => nights.length));
  const last = several.map((nights) => nights.slice(-length));
  return Array.from({ length }, (_, night) => last.flatMap((nights) => nights[night] ?? []));
}

function dropOf(
  { agent, promise }: CountedSeries,
  pool: readonly CountedNight[],
  window: readonly CountedNight[],
  chance: number,
): Found {
  const total = (nights: readonly CountedNight[]): Drop['now'] => {
    const counts = nights.flatMap(({ tasks }) => [...tasks.values()]);
    return {
      kept: counts.reduce((sum, { kept }) => sum + kept, 0),
      applicable: counts.reduce((sum, { n }) => sum + n, 0),
    };
  };
  const night = window.at(-1)?.night ?? 0;
  return { agent, promise, night, window: window.length, before: total(pool), now: total(window), chance };
}
