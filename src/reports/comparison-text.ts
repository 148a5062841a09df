import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';
import { counted } from '../counted.ts';
import type {
  ComparedPromise,
  Comparison,
  ComparisonVerdict,
  FlippedTask,
  MeanUsage,
} from '../compare/comparison.ts';
import { answerLink } from './answer-link.ts';
import {
  CONCLUSIONS,
  count,
  intervalsWords,
  isUnchanged,
  overallSentence,
  rangeText,
  sentenceOf,
  signedPoints,
  smallDesignWords,
  unchangedSentence,
  VERDICT_WORDS,
} from './comparison-words.ts';
import { renderGrid } from './grid.ts';
import { brief, plain } from './plain.ts';
import { percentText, wholeText } from './words.ts';

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
    table(comparison, options.width),
    ...uncomparedLines(comparison),
    '',
    ...sentences(comparison),
    ...flippedTasks(comparison, options),
    ...flakyTasks(comparison),
    ...notes(comparison),
    usageLine(comparison),
  ].join('\n');
}

function heading(comparison: Comparison): string {
  const { a, b, verdict, slots, tasks, repeats, stop } = comparison;
  const same = comparison.sameAnswers ? "; every answer of B is the same as A's" : '';
  const size = `${counted(tasks.common.length, 'task')}${repeats.most > 1 ? ` × ${repeats.most}` : ''}, ${counted(slots, 'comparison')}`;
  const ended =
    stop === 'budget'
      ? ', budget spent'
      : stop === 'settled'
        ? ', all settled'
        : stop === 'regression'
          ? ', stopped at the first regression'
          : '';
  const small = smallDesignWords(comparison);
  return [
    `${paint(verdict === 'no-regression' ? 'no-worse' : verdict, CONCLUSIONS[verdict])}  ${size}${ended}${same}`,
    `A  ${styleText('bold', plain(a.label))}  ${plain(a.model)}, ${plain(a.source.place)}`,
    `B  ${styleText('bold', plain(b.label))}  ${plain(b.model)}, ${plain(b.source.place)}`,
    ...(small === undefined || comparison.sameAnswers || verdict === 'regression' ? [] : [small]),
  ].join('\n');
}

/** The table, without the columns that a narrow terminal can do without, which are named then. */
function table(comparison: Comparison, width: number): string {
  const { promises, overall } = comparison;
  const k = Math.max(0, ...promises.map(({ repeated }) => repeated?.k ?? 0));
  const passed = (found: ComparedPromise): string[] => {
    if (k === 0) return [];
    const { repeated } = found;
    return [repeated ? `${percentText(repeated.a)} → ${percentText(repeated.b)}` : '–'];
  };
  const rows = promises.map((found) => {
    const { promise, slots, keptA, keptB, difference, newTasks, verdict } = found;
    return [
      plain(promise),
      slots === 0 ? '–' : `${count(keptA)}/${slots}`,
      slots === 0 ? '–' : `${count(keptB)}/${slots}`,
      difference ? `${signedPoints(difference.value)} (${rangeText(difference)})` : '–',
      newTasks ? rangeText(newTasks) : '–',
      ...passed(found),
      paint(verdict, VERDICT_WORDS[verdict]),
    ];
  });
  const mean = overall.difference === undefined ? '–' : signedPoints(overall.difference);
  const words = paint(overall.verdict, VERDICT_WORDS[overall.verdict]);
  const repeats = k === 0 ? [] : [`all ${k} repeats`];
  rows.push([styleText('bold', 'mean over promises'), '', '', mean, '', ...repeats.map(() => ''), words]);
  const heads = ['', 'A', 'B', 'B − A here', NEW_TASKS, ...repeats, 'verdict'];
  const without = (left: readonly string[]): string => {
    const stays = (_: string, at: number): boolean => !left.includes(heads[at] ?? '');
    return renderGrid(
      heads.filter(stays),
      rows.map((row) => row.filter(stays)),
    );
  };
  const fits = (left: readonly string[]): boolean =>
    without(left)
      .split('\n')
      .every((line) => stringWidth(line) <= width);
  const all = [NEW_TASKS, ...repeats];
  const left = [[], [NEW_TASKS]].find(fits) ?? all;
  const marks = [
    'kept/comparisons',
    `differences in points of 100, ${intervalsWords([comparison])}`,
    ...(k === 0 || left.length > 1 ? [] : [`"all ${k} repeats": tasks of which every repeat is kept`]),
    ...(left.length === 0 ? [] : [`no room for: ${left.join(', ')}`]),
  ];
  return [without(left), styleText('dim', marks.join('; '))].join('\n');
}

const NEW_TASKS = 'new tasks like these';

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
    // The mean over one promise is that promise.
    const isTold = comparison.promises.length === 1 && found.length === 1;
    const overall =
      comparison.overall.verdict === verdict && verdict === 'regression' && !isTold
        ? [overallSentence(comparison)]
        : [];
    const unchanged = found.filter(isUnchanged);
    const others = unchanged.length > 1 ? found.filter((promise) => !isUnchanged(promise)) : found;
    const lines = [
      ...others.map((promise) => sentenceOf(promise, comparison)),
      ...(unchanged.length > 1 ? [unchangedSentence(unchanged, comparison)] : []),
      ...overall,
    ];
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
  const total = found.reduce((sum, { flipped }) => sum + flipped.length, 0);
  return [
    styleText('bold', 'Tasks that flipped'),
    ...lines,
    ...(total > examples
      ? [styleText('dim', `  ${total - examples} more with both answers: --examples ${total}`)]
      : []),
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

function bothAnswers({ task, a, b }: FlippedTask, width: number): string[] {
  return (
    [
      ['A', a],
      ['B', b],
    ] as const
  ).flatMap(([side, place]) => {
    const start = `    ${plain(task)} #${place.repeat}  ${side} ${place.verdict}: `;
    const said = brief(place.why, Math.max(30, width - start.length));
    return [styleText('dim', start) + said, `      ${styleText('dim', plain(answerLink(place, task)))}`];
  });
}

function flakyTasks({ promises }: Comparison): string[] {
  const found = promises.flatMap(({ promise, repeated }) => {
    if (!repeated || repeated.flaky.length === 0) return [];
    const shown = repeated.flaky
      .slice(0, MOST_TASKS)
      .map(({ task, kept, of }) => `${plain(task)} ${count(kept)}/${of}`);
    const more = repeated.flaky.length - shown.length;
    return [
      `  ${styleText('bold', plain(promise))}  ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    ];
  });
  return found.length === 0 ? [] : [styleText('bold', 'Flaky in B: repeats disagree'), ...found, ''];
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
  const tasks = comparison.tasks.common.length;
  lines.push(
    tasks === 1
      ? 'Verdicts are about this task only.'
      : `Verdicts are about these ${tasks} tasks; the column "new tasks like these" is Student's t over tasks.`,
  );
  return [...lines.map(plain), ''];
}

const USAGE: readonly [keyof MeanUsage, string, (value: number) => string][] = [
  ['cost', 'cost', (value) => `$${value.toFixed(4)}`],
  ['inputTokens', 'input tokens', wholeText],
  ['outputTokens', 'output tokens', wholeText],
  ['latencyMs', 'seconds', (value) => (value / 1000).toFixed(1)],
  ['turns', 'turns', (value) => value.toFixed(1)],
  ['characters', 'characters', wholeText],
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
