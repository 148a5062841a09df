import { counted } from '../../counted.ts';
import { plain } from '../plain.ts';
import { percentText, wholeText } from '../words.ts';
import type { Change, Drop, History, Point, Series } from './history.ts';

/** What changed since the night before, as plain sentences, weightiest first. */
export function lastNightSentences(history: History): readonly {
  readonly kind: 'alarm' | 'drop' | 'change';
  readonly text: string;
}[] {
  const { alarms, drops, changes } = history.last;
  return [
    ...alarms.map((drop) => ({ kind: 'alarm' as const, text: alarmSentence(drop, history) })),
    ...drops.map((drop) => ({ kind: 'drop' as const, text: dropSentence(drop, history) })),
    ...changes.map((change) => ({ kind: 'change' as const, text: changeSentence(change) })),
  ];
}

/** The night of an index, as a date. */
export function dateOf({ nights }: History, night: number): string {
  return nights[night]?.date ?? '';
}

function alarmSentence(drop: Drop, history: History): string {
  return `${nameOf(drop)}: ${beforeAndNow(drop)}. ${chanceText(drop)} ${sentinelSentence(drop, history)}`;
}

function dropSentence(drop: Drop, history: History): string {
  const found = history.series.find(({ agent, promise }) => agent === drop.agent && promise === drop.promise);
  const reasons =
    found?.breaks
      .at(-1)
      ?.reasons.map(({ why }) => plain(why))
      .join(', ') ?? '';
  return `${nameOf(drop)}: ${beforeAndNow(drop)} since ${reasons}. ${chanceText(drop)} ${sentinelSentence(drop, history)}`;
}

function nameOf({ agent, promise }: Drop): string {
  return `${plain(agent)} · ${plain(promise)}`;
}

function beforeAndNow({ before, now, window }: Drop): string {
  const nights = window === 1 ? 'last night' : `in the last ${window} nights`;
  return `kept ${shareText(before)} before, ${shareText(now)} ${nights}`;
}

function shareText({ kept, applicable }: Drop['now']): string {
  return `${kept}/${applicable}${applicable === 0 ? '' : ` (${percentText(kept / applicable)})`}`;
}

function chanceText({ chance }: Drop): string {
  return `If nothing had changed, so few would be kept ${oneIn(chance)}.`;
}

function oneIn(chance: number): string {
  const times = Math.round(1 / chance);
  return times > 1e6 ? 'less than once in a million times' : `once in ${wholeText(times)} times`;
}

function sentinelSentence({ sentinel, agent, promise }: Drop, history: History): string {
  const name = plain(history.sentinel ?? '');
  const own = history.series.find((one) => one.agent === agent && one.promise === promise);
  const edited = own?.breaks.at(-1)?.reasons.some(({ kind }) => kind === 'agent') ?? false;
  switch (sentinel) {
    case 'itself':
      return 'It is the sentinel, whose prompt never changes: the model changed.';
    case 'dropped':
      return `The sentinel ${name} dropped likewise: the model changed.`;
    case 'held':
      return `The sentinel ${name} did not drop${edited ? ': the prompt did it, as far as the sentinel can tell' : ''}.`;
    case 'unknown':
      return history.sentinel === null
        ? 'No sentinel tells whether the model changed (`sentinel:` of the suite, or --sentinel).'
        : `The sentinel ${name} has nothing to compare it with.`;
  }
}

function changeSentence({ kind, why, agents }: Change): string {
  const names = agents.map(plain).join(', ');
  switch (kind) {
    case 'tasks':
      return `${names}: ${plain(why)}; earlier nights are not compared with.`;
    case 'variant':
    case 'promise':
      return `${names}: ${plain(why)}.`;
    default:
      return `${names}: ${plain(why)}; the line breaks.`;
  }
}

const BLOCKS = '▁▂▃▄▅▆▇█';

/** Rates as blocks, one a night: `│` stands before a night at which the line breaks, `·` for a night without a verdict. */
export function sparkline({ points, breaks }: Series, nights: number, most: number): string {
  const byNight = new Map(points.map((point) => [point.night, point]));
  const first = Math.max(0, nights - most);
  const cells = Array.from({ length: nights - first }, (_, index) => {
    const night = first + index;
    const rate = byNight.get(night)?.rate;
    const block = rate == null ? '·' : (BLOCKS[Math.round(rate * (BLOCKS.length - 1))] ?? '·');
    return index > 0 && breaks.some((found) => found.night === night) ? `│${block}` : block;
  });
  return cells.join('');
}

/** The last night's record of a series, if it has one. */
export function lastPoint({ points }: Series, history: History): Point | undefined {
  const last = points.at(-1);
  return last?.night === history.nights.length - 1 ? last : undefined;
}

/** The nights before the last one that it may be compared with, as one record. */
export function earlierCounts({ points, breaks }: Series, history: History): Drop['now'] {
  const from = breaks.at(-1)?.night ?? 0;
  const earlier = points.filter(({ night }) => night >= from && night < history.nights.length - 1).slice(-14);
  return {
    kept: earlier.reduce((sum, { kept }) => sum + kept, 0),
    applicable: earlier.reduce((sum, { applicable }) => sum + applicable, 0),
  };
}

/** `12 nights, 2026-11-09 to 2026-11-20`. */
export function spanText({ nights }: History): string {
  const [first, last] = [nights[0]?.date, nights.at(-1)?.date];
  const span = first === last ? `on ${first}` : `${first} to ${last}`;
  return `${counted(nights.length, 'night')}, ${span}`;
}

/** What stands where nothing changed. */
export function quietText({ nights, last }: History): string {
  return nights.length < 2
    ? 'One night only: nothing to compare it with yet.'
    : `Nothing changed since the night before: no alarm over ${last.looked} pairs of variant and promise.`;
}

/** `11/12 92 %`, or `–` where nothing was judged. */
export function countsText({ kept, applicable }: Drop['now']): string {
  return applicable === 0 ? '–' : `${kept}/${applicable} ${percentText(kept / applicable)}`;
}
