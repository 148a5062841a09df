import { UserError } from '../../input/user-error.ts';
import { alarmOf, dropSinceChange, sentinelSays } from './drops.ts';
import type { Change, Drop, History } from './history.ts';
import { type NightlyRun, type NightlyRuns, readNightlyRuns } from './nightly-run.ts';
import { type CountedSeries, nightsOf, seriesOf } from './series.ts';

/** Nights before the last one whose alarms are told. */
const EARLIER_NIGHTS = 30;

/** What a history is asked for. */
export interface HistoryOptions {
  /** Name of the suite; that of the newest run by default. */
  readonly suite?: string | undefined;
  /** Agent that is never edited; the one that the newest run's suite names by default. */
  readonly sentinel?: string | undefined;
}

/**
 * Every promise of every variant over the runs of a folder.
 * @throws {UserError} if there are no runs, none of the suite, or the sentinel is none of the agents.
 */
export async function readHistory(folder: string, options: HistoryOptions = {}): Promise<History> {
  return buildHistory(await readNightlyRuns(folder), options, folder);
}

/** As `readHistory`, from runs that are counted. */
export function buildHistory(
  { runs: all, remarks }: NightlyRuns,
  { suite: asked, sentinel: named }: HistoryOptions,
  place: string,
): History {
  const suite = asked ?? all.at(-1)?.tally.header.suite.name ?? '';
  const runs = all.filter(({ tally }) => tally.header.suite.name === suite);
  const newest = runs.at(-1);
  if (!newest) {
    const known = [...new Set(all.map(({ tally }) => tally.header.suite.name))].sort();
    throw UserError.at(place, `has no run of suite "${suite}"; it has runs of ${known.join(', ')}`);
  }
  const nights = nightsOf(runs);
  const last = nights.length - 1;
  const agents = [
    ...new Set(runs.toReversed().flatMap(({ tally }) => tally.header.agents.map(({ id }) => id))),
  ];
  const sentinel = named ?? newest.tally.header.suite.sentinel ?? null;
  if (sentinel !== null && !agents.includes(sentinel))
    throw UserError.at(place, `no run has the sentinel "${sentinel}"; its agents are ${agents.join(', ')}`);
  const promises = [
    ...new Map(
      runs.flatMap(({ tally }) =>
        tally.promises.map(({ id, title, severity }) => [id, { id, title, severity }] as const),
      ),
    ).values(),
  ];
  const series = agents.flatMap((agent) => promises.flatMap(({ id }) => seriesOf(nights, agent, id) ?? []));
  const ofSentinel = series.filter(({ agent }) => agent === sentinel);
  const withSentinel = (drop: Omit<Drop, 'sentinel'>): Drop => ({
    ...drop,
    sentinel: sentinelSays(drop, ofSentinel),
  });
  const lookedAt = nights.map((_, night) =>
    series.filter((one) => one.points.some((at) => at.night === night)),
  );
  const alarms = lookedAt.map((looked, night) =>
    night < last - EARLIER_NIGHTS
      ? []
      : looked.flatMap((one) => alarmOf(one, night, looked.length) ?? []).map(withSentinel),
  );
  const looked = lookedAt[last] ?? [];
  return {
    format: 1,
    suite,
    nights: nights.map(({ date, runs }) => ({ date, runs: runs.map(({ tally }) => tally.header.id) })),
    agents,
    promises: promises.filter(({ id }) => series.some(({ promise }) => promise === id)),
    sentinel,
    last: {
      alarms: (alarms[last] ?? []).toSorted((x, y) => x.chance - y.chance),
      drops: looked.flatMap((one) => dropSinceChange(one, last, looked.length) ?? []).map(withSentinel),
      changes: changesOf(series, last),
      looked: looked.length,
    },
    earlierAlarms: alarms.slice(0, last).flat(),
    series: series.map(({ agent, promise, points, breaks }) => ({ agent, promise, points, breaks })),
    remarks: [...remarks, ...remarksOf(all, runs, nights[last]?.runs ?? [], ofSentinel, nights)],
  };
}

/** What is otherwise in the last night than in the one before; the same reason is told once for all variants. */
function changesOf(series: readonly CountedSeries[], last: number): Change[] {
  if (last < 1) return [];
  const found = new Map<string, Omit<Change, 'agents'> & { agents: Set<string> }>();
  const add = (kind: Change['kind'], why: string, agent: string): void => {
    const key = JSON.stringify([kind, why]);
    const change = found.get(key) ?? { kind, why, agents: new Set() };
    found.set(key, change);
    change.agents.add(agent);
  };
  const wasThere = (one: CountedSeries, night: number): boolean =>
    one.points.some((at) => at.night === night);
  for (const [agent, own] of Map.groupBy(series, (one) => one.agent)) {
    const [before, after] = [last - 1, last].map((night) => own.some((one) => wasThere(one, night)));
    if (before !== after) {
      add('variant', after ? 'did not run the night before' : 'did not run', agent);
      continue;
    }
    for (const one of own) {
      const { promise, breaks } = one;
      const [then, now] = [wasThere(one, last - 1), wasThere(one, last)];
      if (then !== now)
        add(
          'promise',
          now ? `${promise} was not judged the night before` : `${promise} was not judged`,
          agent,
        );
      const broken = breaks.find(({ night }) => night === last);
      for (const { kind, why } of broken?.reasons ?? [])
        add(kind, kind === 'scorer' ? `${promise}: ${why}` : why, agent);
    }
  }
  return [...found.values()].map((change) => ({ ...change, agents: [...change.agents] }));
}

function remarksOf(
  all: readonly NightlyRun[],
  runs: readonly NightlyRun[],
  lastNight: readonly NightlyRun[],
  sentinel: readonly CountedSeries[],
  nights: readonly { readonly date: string }[],
): string[] {
  const others = new Set(
    all.filter((run) => !runs.includes(run)).map(({ tally }) => tally.header.suite.name),
  );
  const frozen = sentinel[0]?.breaks.find(({ reasons }) => reasons.some(({ kind }) => kind === 'agent'));
  return [
    ...(others.size > 0 ? [`Runs of other suites are left out: ${[...others].sort().join(', ')}.`] : []),
    ...lastNight.flatMap(({ tally, reused }) => {
      const { id, trials } = tally.header;
      const tried = tally.finished + reused;
      return [
        ...(reused > 0
          ? [
              `${id} took the answers of ${reused} trials from earlier runs: they say nothing of this night and are not counted.`,
            ]
          : []),
        ...(tried < trials ? [`${id} is unfinished: ${tried} of ${trials} trials are in the run file.`] : []),
        ...(tally.failed > 0 ? [`${id} got no answer in ${tally.failed} of ${trials} trials.`] : []),
      ];
    }),
    ...(frozen
      ? [
          `The sentinel's prompt changed on ${nights[frozen.night]?.date}: before and after it, it cannot tell whether the model changed.`,
        ]
      : []),
  ];
}
