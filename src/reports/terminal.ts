import { styleText } from 'node:util';
import { counted } from '../counted.ts';
import { renderMatrix } from './matrix-text.ts';
import { judgingRemarks } from './judging.ts';
import { brief, plain } from './plain.ts';
import { costText, runRemarks } from './usage-words.ts';
import type { Example, Report } from './report.ts';

/** How a report is fitted to the terminal. */
export interface TerminalOptions {
  /** Columns at hand. */
  readonly width: number;
  /** How many broken promises to show. */
  readonly examples: number;
  /** Show rates with the scorers' measured errors taken out. */
  readonly corrected?: boolean | undefined;
}

/** A run as text for a terminal: the table, the most telling broken promises, what could not be judged. */
export function renderTerminal(
  report: Report,
  { width, examples, corrected = false }: TerminalOptions,
): string {
  return [
    heading(report),
    ...renderMatrix(report, { width, corrected }),
    ...brokenExamples(report, examples, width),
    ...flakyTasks(report),
    ...remarks(report),
  ].join('\n');
}

function heading(report: Report): string {
  const { run, agents } = report;
  const repeats = run.repeats > 1 ? ` × ${run.repeats} repeats` : '';
  const size = `${counted(agents.length, 'agent')} × ${counted(run.tasks, 'task')}${repeats}`;
  return `${styleText('bold', plain(run.suite))}  ${size}, model ${plain(run.provider)}, ${costText(report)}\n`;
}

/** Where repeats of one task disagree, worst first: such a task tells chance from the prompt's fault. */
function flakyTasks({ cells }: Report, most = 10): string[] {
  const flaky = cells.flatMap((cell) =>
    (cell.repeated?.flaky ?? []).map(({ task, kept, applicable }) => ({ cell, task, kept, applicable })),
  );
  if (flaky.length === 0) return [];
  const evenness = ({ kept, applicable }: { kept: number; applicable: number }): number =>
    Math.abs(kept / applicable - 0.5);
  const shown = flaky.sort((a, b) => evenness(a) - evenness(b)).slice(0, most);
  const more = flaky.length > most ? `  and ${flaky.length - most} more` : undefined;
  return [
    styleText('bold', 'Flaky: repeats of one task disagree'),
    ...shown.map(
      ({ cell, task, kept, applicable }) =>
        `  ${plain(cell.agent)} · ${plain(cell.promise)} · ${plain(task)}: ${kept} of ${applicable} kept`,
    ),
    ...(more === undefined ? [] : [more]),
    '',
  ];
}

function brokenExamples(report: Report, most: number, width: number): string[] {
  const shown = spread(report.examples, most);
  if (shown.length === 0) return [];
  return [
    styleText('bold', 'Broken promises that tell most'),
    ...shown.map((example) => renderExample(example, width)),
    '',
  ];
}

/** The examples to show, worst first, spread so that no agent and no promise crowds out the others. */
export function spread(examples: readonly Example[], most: number): Example[] {
  const left = [...examples];
  const shown: Example[] = [];
  const seen = (key: 'agent' | 'promise', example: Example): number =>
    shown.filter((other) => other[key] === example[key]).length;
  while (shown.length < most && left.length > 0) {
    const rank = (example: Example): number => seen('agent', example) + seen('promise', example);
    const fewest = Math.min(...left.map(rank));
    const [next] = left.splice(
      left.findIndex((example) => rank(example) === fewest),
      1,
    );
    if (next) shown.push(next);
  }
  return shown;
}

/** The line of a quote that tells most: the first that is not blank and not a code fence. */
function tellingLine(quote: string): string {
  const lines = quote.split('\n').map((line) => line.trim());
  return lines.find((line) => line !== '' && !/^(?:`{3,}|~{3,})/.test(line)) ?? quote;
}

function renderExample({ agent, promise, task, repeat, why, evidence }: Example, width: number): string {
  const trial = `${plain(agent)} · ${plain(task)}${repeat > 1 ? ` #${repeat}` : ''}`;
  const lines = [
    `  ${styleText('red', '✗')} ${styleText('bold', plain(promise))}  ${trial}`,
    `    ${brief(why, 300)}`,
  ];
  for (const { turn, line, quote, why: reason } of evidence.slice(0, 2)) {
    const place = `turn ${turn}, line ${line}`;
    lines.push(
      styleText('dim', `    ${place}: `) + brief(tellingLine(quote), Math.max(20, width - place.length - 8)),
    );
    if (reason !== why) lines.push(styleText('dim', `      ${brief(reason, Math.max(20, width - 8))}`));
  }
  return lines.join('\n');
}

function remarks(report: Report): string[] {
  const lines = runRemarks(report);
  const { trials } = report.run;
  if (trials.truncated > 0)
    lines.push(
      `Cut off: ${counted(trials.truncated, 'answer')} reached the token limit; raise params.maxTokens.`,
    );
  for (const error of report.errors)
    lines.push(
      `No answer (${plain(error.kind)}) in ${counted(error.count, 'trial')}: ${brief(error.message, 300)}`,
    );
  lines.push(...judgingRemarks(report));
  for (const agent of report.agents.filter((agent) => agent.unscoredPromises.length > 0)) {
    lines.push(
      styleText(
        'dim',
        `${plain(agent.id)} also promises, and nothing scores: ${agent.unscoredPromises.map(plain).join(', ')}`,
      ),
    );
  }
  return lines;
}
