import { styleText } from 'node:util';
import type { ComparedPromise, Comparison, ComparisonVerdict, MeanUsage } from '../compare/comparison.ts';
import {
  count,
  overallSentence,
  sentenceOf,
  signedPoints,
  smallDesignWords,
  VERDICT_WORDS,
} from './comparison-words.ts';
import { renderGrid } from './grid.ts';
import { brief, plain } from './plain.ts';
import { plural } from './words.ts';

/** How a comparison is fitted to the terminal. */
export interface ComparisonTextOptions {
  /** Columns at hand. */
  readonly width: number;
  /** How many flipped tasks to show with both answers. */
  readonly examples: number;
}

/** A comparison as text for a terminal: verdict, table, sentences, flipped tasks, what was left out, cost. */
export function renderComparison(comparison: Comparison, options: ComparisonTextOptions): string {
  return [
    heading(comparison),
    '',
    table(comparison),
    ...uncomparedLines(comparison),
    '',
    ...sentences(comparison),
    ...flippedTasks(comparison, options),
    ...notes(comparison),
    usageLine(comparison),
  ].join('\n');
}

const CONCLUSIONS: Readonly<Record<Comparison['verdict'], string>> = {
  regression: 'REGRESSION',
  'no-regression': 'NO REGRESSION',
  undecided: 'UNDECIDED',
};

function heading(comparison: Comparison): string {
  const { a, b, verdict, slots, tasks, repeats, stop } = comparison;
  const same = comparison.sameAnswers ? "; every answer of B is the same as A's" : '';
  const size = `${tasks.common.length} ${plural(tasks.common.length, 'task')}${repeats.most > 1 ? ` × ${repeats.most}` : ''}, ${slots} ${plural(slots, 'comparison')}`;
  const ended =
    stop === 'budget'
      ? ', budget spent'
      : stop === 'settled'
        ? ', all settled'
        : stop === 'regression'
          ? ', stopped at the first regression'
          : '';
  return [
    `${paint(verdict === 'no-regression' ? 'no-worse' : verdict, CONCLUSIONS[verdict])}  ${size}${ended}${same}`,
    `A  ${styleText('bold', plain(a.label))}  ${plain(a.model)}, ${plain(a.source.place)}`,
    `B  ${styleText('bold', plain(b.label))}  ${plain(b.model)}, ${plain(b.source.place)}`,
  ].join('\n');
}

function table({ promises, overall }: Comparison): string {
  const rows = promises.map(({ promise, slots, keptA, keptB, difference, newTasks, verdict }) => [
    plain(promise),
    slots === 0 ? '–' : `${count(keptA)}/${slots}`,
    slots === 0 ? '–' : `${count(keptB)}/${slots}`,
    difference ? `${signedPoints(difference.value)} (${range(difference)})` : '–',
    newTasks ? range(newTasks) : '–',
    paint(verdict, VERDICT_WORDS[verdict]),
  ]);
  const mean = overall.difference === undefined ? '–' : signedPoints(overall.difference);
  const words = paint(overall.verdict, VERDICT_WORDS[overall.verdict]);
  rows.push([styleText('bold', 'mean over promises'), '', '', mean, '', words]);
  return [
    renderGrid(['', 'A', 'B', 'B − A here', 'new tasks like these', 'verdict'], rows),
    styleText('dim', 'kept/comparisons; differences in points of 100, 95 % intervals'),
  ].join('\n');
}

const MOST_NAMES = 20;

function uncomparedLines({ uncompared }: Comparison): string[] {
  return (['only-a', 'only-b', 'not-comparable', 'not-tested'] as const).flatMap((verdict) => {
    const found = uncompared
      .filter((promise) => promise.verdict === verdict)
      .map(({ promise }) => plain(promise));
    const words = verdict === 'not-tested' ? 'not tested, for nothing scores them' : VERDICT_WORDS[verdict];
    const more = found.length > MOST_NAMES ? ` and ${found.length - MOST_NAMES} more` : '';
    return found.length === 0
      ? []
      : [`${words}: ${styleText('dim', `${found.slice(0, MOST_NAMES).join(', ')}${more}`)}`];
  });
}

function range({ low, high }: { low: number; high: number }): string {
  return `${signedPoints(low)} to ${signedPoints(high)}`;
}

const ORDER: readonly ComparisonVerdict[] = [
  'regression',
  'smaller-than-margin',
  'improvement',
  'undecided',
  'not-tested',
  'no-worse',
];

function sentences(comparison: Comparison): string[] {
  return ORDER.flatMap((verdict) => {
    const found = comparison.promises.filter((promise) => promise.verdict === verdict);
    const overall =
      comparison.overall.verdict === verdict && verdict === 'regression' ? [overallSentence(comparison)] : [];
    const lines = [...found.map((promise) => sentenceOf(promise, comparison)), ...overall];
    if (lines.length === 0) return [];
    return [paint(verdict, VERDICT_WORDS[verdict].toUpperCase()), ...lines.map((line) => `  ${line}`), ''];
  });
}

function flippedTasks(comparison: Comparison, { width, examples }: ComparisonTextOptions): string[] {
  const found = [...comparison.promises]
    .filter(({ flipped }) => flipped.length > 0)
    .sort((x, y) => ORDER.indexOf(x.verdict) - ORDER.indexOf(y.verdict) || y.worse - x.worse);
  if (found.length === 0) return [];
  let left = examples;
  const lines = found.flatMap((promise) => {
    const shown = promise.flipped.slice(0, left);
    left -= shown.length;
    return [
      `  ${styleText('bold', plain(promise.promise))}  ${tasksWords(promise)}`,
      ...shown.flatMap((task) => bothAnswers(task, width)),
    ];
  });
  const places =
    comparison.a.source.place === comparison.b.source.place ? [comparison.a] : [comparison.a, comparison.b];
  return [
    styleText('bold', 'Tasks that flipped'),
    ...lines,
    styleText(
      'dim',
      `  Both answers in full: ${places.map(({ source }) => plain(source.place)).join(' and ')}, by agent, task and repeat.`,
    ),
    '',
  ];
}

const MOST_TASKS = 12;

function tasksWords({ flipped }: ComparedPromise): string {
  const words = (way: 'worse' | 'better'): string => {
    const tasks = flipped.filter((task) => task[way] > 0);
    if (tasks.length === 0) return '';
    const shown = tasks.slice(0, MOST_TASKS).map((task) => {
      return `${plain(task.task)}${task.slots > 1 ? ` ${task[way]}/${task.slots}` : ''}`;
    });
    const more = tasks.length > shown.length ? ` and ${tasks.length - shown.length} more` : '';
    return `${way}: ${shown.join(', ')}${more}`;
  };
  return [words('worse'), words('better')].filter((part) => part !== '').join(' · ');
}

function bothAnswers({ task, a, b }: ComparedPromise['flipped'][number], width: number): string[] {
  return (
    [
      ['A', a],
      ['B', b],
    ] as const
  ).map(([side, { repeat, verdict, why }]) => {
    const place = `    ${plain(task)} #${repeat}  ${side} ${verdict}: `;
    return styleText('dim', place) + brief(why, Math.max(30, width - place.length));
  });
}

function notes(comparison: Comparison): string[] {
  const { repeats, errorsDiffer } = comparison;
  const lines = [...comparison.remarks];
  if (errorsDiffer)
    lines.push(
      'A and B fail to answer in different shares of the trials: what is left cannot be compared fairly.',
    );
  if (repeats.areCopies)
    lines.push(
      'Repeats of a task are copies of one answer: one of them counts. Add tasks, repeats add nothing.',
    );
  const small = smallDesignWords(comparison);
  if (small !== undefined && !comparison.sameAnswers) lines.push(small);
  lines.push(
    `Verdicts are about these ${comparison.tasks.common.length} tasks; the column "new tasks like these" is Student's t over tasks.`,
  );
  return [...lines.map(plain), ''];
}

const USAGE: readonly [keyof MeanUsage, string, (value: number) => string][] = [
  ['cost', 'cost', (value) => `$${value.toFixed(4)}`],
  ['inputTokens', 'input tokens', whole],
  ['outputTokens', 'output tokens', whole],
  ['latencyMs', 'seconds', (value) => (value / 1000).toFixed(1)],
  ['turns', 'turns', (value) => value.toFixed(1)],
  ['characters', 'characters', whole],
];

function usageLine({ usage }: Comparison): string {
  const parts = USAGE.flatMap(([key, name, text]) => {
    const [a, b] = [usage.a[key], usage.b[key]];
    if (a === undefined || b === undefined) return [];
    const change = a > 0 ? ` (${signedPoints(b / a - 1)} %)` : '';
    return [`${name} ${text(a)} → ${text(b)}${change}`];
  });
  return parts.length === 0
    ? 'Cost, tokens and latency are not known.'
    : `A trial on average: ${parts.join(' · ')}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function paint(verdict: ComparisonVerdict, text: string): string {
  switch (verdict) {
    case 'regression':
      return styleText(['red', 'bold'], text);
    case 'smaller-than-margin':
    case 'undecided':
      return styleText('yellow', text);
    case 'improvement':
    case 'no-worse':
      return styleText('green', text);
    default:
      return styleText('dim', text);
  }
}
