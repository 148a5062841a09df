import type { NightlyCount } from '../../stats/nightly.ts';
import { keepRate } from '../rate.ts';
import { type Condition, conditionOf, reasonsBetween } from './condition.ts';
import type { Break, Point, Series } from './history.ts';
import { type NightlyRun, startOf } from './nightly-run.ts';

/** The runs of one day of UTC. */
export interface Night {
  readonly date: string;
  readonly runs: readonly NightlyRun[];
}

/** A series with what its nights were counted under. */
export interface CountedSeries extends Series {
  /** In the order of the points. */
  readonly nights: readonly CountedNight[];
}

/** One night of a series. */
export interface CountedNight {
  readonly night: number;
  readonly condition: Condition;
  /** By task id. */
  readonly tasks: ReadonlyMap<string, NightlyCount>;
}

/** Runs by their day, oldest first. */
export function nightsOf(runs: readonly NightlyRun[]): Night[] {
  const byDate = Map.groupBy(runs, (run) => startOf(run).slice(0, 10));
  return [...byDate].map(([date, runs]) => ({ date, runs })).sort((x, y) => (x.date < y.date ? -1 : 1));
}

/** One promise of one variant over all nights; undefined if it was never judged. */
export function seriesOf(
  nights: readonly Night[],
  agent: string,
  promise: string,
): CountedSeries | undefined {
  const counted: CountedNight[] = [];
  const points: Point[] = [];
  const breaks: Break[] = [];
  for (const [night, { runs }] of nights.entries()) {
    const found = countNight(runs, agent, promise);
    if (!found) continue;
    const before = counted.at(-1);
    const reasons = before ? reasonsBetween(before.condition, found.condition) : [];
    if (reasons.length > 0) breaks.push({ night, reasons });
    counted.push({ night, ...found });
    points.push(pointOf(night, found));
  }
  return counted.length === 0 ? undefined : { agent, promise, points, breaks, nights: counted };
}

interface NightCounts {
  readonly condition: Condition;
  readonly tasks: ReadonlyMap<string, NightlyCount>;
  readonly unscored: number;
}

/** Where the runs of a night differ in what was judged, those like the last of them count. */
function countNight(runs: readonly NightlyRun[], agent: string, promise: string): NightCounts | undefined {
  let last: Condition | undefined;
  const tasks = new Map<string, { kept: number; n: number }>();
  let unscored = 0;
  for (const run of runs.toReversed()) {
    const cell = run.tally.cells.get(agent)?.get(promise);
    const condition = conditionOf(run, agent, promise);
    if (!cell || !condition) continue;
    last ??= condition;
    if (reasonsBetween(condition, last).length > 0) continue;
    unscored += cell.unscored;
    for (const [task, { kept, applicable }] of cell.tasks) {
      const count = tasks.get(task) ?? { kept: 0, n: 0 };
      tasks.set(task, { kept: count.kept + kept, n: count.n + applicable });
    }
  }
  return last && { condition: last, tasks, unscored };
}

function pointOf(night: number, { tasks, unscored }: NightCounts): Point {
  const counts = [...tasks.values()].map(({ kept, n }) => ({ kept, applicable: n }));
  const rate = keepRate(counts);
  return {
    night,
    kept: counts.reduce((sum, { kept }) => sum + kept, 0),
    applicable: counts.reduce((sum, { applicable }) => sum + applicable, 0),
    unscored,
    rate: rate?.rate ?? null,
    interval: rate?.interval ?? null,
  };
}
