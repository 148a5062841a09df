import { styleText } from 'node:util';
import { renderGrid } from '../grid.ts';
import { plain } from '../plain.ts';
import type { Drop, History, Series } from './history.ts';
import {
  countsText,
  dateOf,
  earlierCounts,
  lastNightSentences,
  lastPoint,
  quietText,
  spanText,
  sparkline,
} from './history-words.ts';

const MARKS = { alarm: ['red', 'ALARM '], drop: ['yellow', 'DROP  '], change: ['dim', 'change'] } as const;

/** A history as text for a terminal: what changed since the night before, then each promise of each variant over the nights. */
export function renderHistory(history: History, { width }: { readonly width: number }): string {
  const sentences = lastNightSentences(history);
  const most = Math.max(10, Math.min(30, width - 70));
  const nights = history.nights.length;
  const ofAll = nights > most ? `, the last ${most} of ${nights}` : '';
  return [
    `${styleText('bold', plain(history.suite))}  ${spanText(history)}`,
    '',
    styleText('bold', `${dateOf(history, history.nights.length - 1)}, since the night before`),
    ...(sentences.length === 0 ? [`  ${quietText(history)}`] : []),
    ...sentences.map(({ kind, text }) => {
      const [colour, mark] = MARKS[kind];
      return `  ${styleText(colour, mark)} ${text}`;
    }),
    '',
    ...history.agents.flatMap((agent) => agentTable(agent, history, most)),
    styleText(
      'dim',
      `one block a night${ofAll}, higher is better; │ the line breaks; · no verdict that night`,
    ),
    ...history.earlierAlarms.slice(-5).map((drop) => earlierAlarm(drop, history)),
    ...history.remarks.map(plain),
  ].join('\n');
}

function agentTable(agent: string, history: History, most: number): string[] {
  const own = history.series.filter((series) => series.agent === agent);
  if (own.length === 0) return [];
  const mark = agent === history.sentinel ? styleText('dim', '  sentinel') : '';
  const rows = own.map((series) => rowOf(series, history, most));
  return [
    `${styleText('bold', plain(agent))}${mark}`,
    renderGrid(['', 'nights', 'last night', 'nights before', 'last break'], rows),
    '',
  ];
}

function rowOf(series: Series, history: History, most: number): string[] {
  const last = lastPoint(series, history);
  const before = earlierCounts(series, history);
  const alarmed = history.last.alarms.some(
    ({ agent, promise }) => agent === series.agent && promise === series.promise,
  );
  const tonight = last === undefined ? '–' : countsText(last);
  const broken = series.breaks.at(-1);
  return [
    plain(series.promise),
    sparkline(series, history.nights.length, most),
    alarmed ? styleText('red', tonight) : tonight,
    countsText(before),
    broken
      ? `${dateOf(history, broken.night)} ${[...new Set(broken.reasons.map(({ kind }) => kind))].join(', ')}`
      : '',
  ];
}

function earlierAlarm(drop: Drop, history: History): string {
  return `Earlier alarm, ${dateOf(history, drop.night)}: ${plain(drop.agent)} · ${plain(drop.promise)} ${countsText(drop.before)} → ${countsText(drop.now)}`;
}
