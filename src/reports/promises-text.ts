import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';
import type { Catalogue } from '../promises/catalogue.ts';
import type { Coverage, MadePromise, StatementPlace } from '../promises/coverage.ts';
import { brief, plain } from './plain.ts';

/** How a coverage is shown. */
export interface CoverageTextOptions {
  /** Ids of the built-in scorers. */
  readonly scorers: ReadonlySet<string>;
  /** False where nothing judges the rubrics of the catalogue. */
  readonly hasJudge: boolean;
  /** Every statement in full; else the first two of each promise, shortened. */
  readonly verbose: boolean;
  /** Columns to fit the text to. */
  readonly width?: number;
}

const FEW = 2;
const LINE = 5;

/**
 * Promise coverage as text: for each agent the promises it makes and on which lines of its file, what scores them, and
 * the behaviour that no promise covers; last the percentages over all agents.
 */
export function renderCoverage(
  coverages: readonly Coverage[],
  catalogue: Catalogue,
  options: CoverageTextOptions,
): string {
  const { width = 100 } = options;
  const ids = catalogue.promises.map(({ id }) => id);
  const layout: Layout = { ...options, width, column: Math.max(...ids.map((id) => id.length)) + 2 };
  const made = new Set(coverages.flatMap(({ promises }) => promises.map(({ promise }) => promise.id)));
  const unmade = ids.filter((id) => !made.has(id));
  return [
    ...coverages.map((coverage) => renderAgent(coverage, layout)),
    ...(unmade.length > 0
      ? [styleText('dim', wrap(`Promised by none: ${unmade.join(', ')}`, width, 2).join('\n')), '']
      : []),
    totals(coverages, options),
  ].join('\n');
}

interface Layout extends CoverageTextOptions {
  readonly width: number;
  /** Width of the column of promise ids. */
  readonly column: number;
}

function renderAgent(coverage: Coverage, layout: Layout): string {
  const {
    scored = [],
    waiting = [],
    unscored = [],
  } = Object.groupBy(coverage.promises, ({ promise }) => standingOf(promise, layout));
  const uncovered = coverage.behaviour.filter(({ promises }) => promises.length === 0);
  return [
    `${styleText('bold', plain(coverage.agent))}  ${styleText('dim', plain(coverage.path))}`,
    ...section(styleText('green', 'Promised and scored'), scored, (made) => promiseLines(made, layout)),
    ...section(styleText('yellow', 'Promised, and needs a judge'), waiting, (made) =>
      promiseLines(made, layout),
    ),
    ...section(styleText('yellow', 'Promised, and nothing scores it'), unscored, (made) =>
      promiseLines(made, layout),
    ),
    ...section(styleText('red', 'Behaviour that no promise covers'), uncovered, (statement) =>
      statementLines(statement, layout, 2).map((line) => `  ${line}`),
    ),
    '',
  ].join('\n');
}

function section<T>(title: string, items: readonly T[], render: (item: T) => string[]): string[] {
  return items.length === 0 ? [] : [`  ${title} (${items.length})`, ...items.flatMap(render)];
}

function promiseLines({ promise, statements }: MadePromise, layout: Layout): string[] {
  const shown = layout.verbose ? statements : statements.slice(0, FEW);
  const rest = statements.slice(shown.length);
  const indent = 4 + layout.column;
  const lines = shown.flatMap((statement) => statementLines(statement, layout, indent));
  if (rest.length > 0) lines.push(styleText('dim', `${' '.repeat(LINE)}  also ${lineNumbers(rest)}`));
  const scorer = scorerName(promise.scorer);
  const standing = standingOf(promise, layout);
  if (scorer !== undefined && standing !== 'waiting' && (scorer !== promise.id || standing !== 'scored')) {
    const note =
      standing === 'scored' ? `scored by ${scorer}` : `names the scorer ${scorer}, which does not exist`;
    lines.push(styleText('dim', `${' '.repeat(LINE)}  ${plain(note)}`));
  }
  return lines.map((line, index) => `    ${(index === 0 ? promise.id : '').padEnd(layout.column)}${line}`);
}

/** One statement with its line number before it, fitted to the width that is left after `indent` columns. */
function statementLines(
  { text, line }: StatementPlace,
  { verbose, width }: Layout,
  indent: number,
): string[] {
  const room = Math.max(20, width - indent - LINE - 2);
  const texts = verbose ? wrap(plain(text), room, 0) : [fitted(text, room)];
  return texts.map(
    (part, index) => `${styleText('dim', (index === 0 ? String(line) : '').padStart(LINE))}  ${part}`,
  );
}

/** Text cut to a number of columns; wide characters take two. */
function fitted(text: string, width: number): string {
  for (let length = width; length > 1; length--) {
    const cut = brief(text, length);
    if (stringWidth(cut) <= width) return cut;
  }
  return '…';
}

/** Breaks text between words, and inside words that are wider than a line; lines but the first are indented. */
function wrap(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((word) => broken(word, width - indent))) {
    const line = lines.at(-1);
    if (line === undefined) lines.push(word);
    else if (stringWidth(line) + 1 + stringWidth(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${' '.repeat(indent)}${word}`);
  }
  return lines;
}

function broken(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const half = Math.max(1, Math.floor(width / 2));
  const characters = [...word];
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += half) parts.push(characters.slice(at, at + half).join(''));
  return parts;
}

function lineNumbers(statements: readonly StatementPlace[]): string {
  const numbers = [...new Set(statements.map(({ line }) => line))];
  return `${numbers.length === 1 ? 'line' : 'lines'} ${numbers.join(', ')}`;
}

/** `waiting` is a rubric where there is no judge. */
function standingOf(
  { scorer }: MadePromise['promise'],
  { scorers, hasJudge }: Pick<CoverageTextOptions, 'scorers' | 'hasJudge'>,
): 'scored' | 'waiting' | 'unscored' {
  if (typeof scorer === 'object') return scorer.kind === 'rubric' && !hasJudge ? 'waiting' : 'scored';
  return scorer !== undefined && scorers.has(scorer) ? 'scored' : 'unscored';
}

function scorerName(scorer: MadePromise['promise']['scorer']): string | undefined {
  return typeof scorer === 'object' ? scorer.kind : scorer;
}

function totals(coverages: readonly Coverage[], options: CoverageTextOptions): string {
  const sum = (count: (coverage: Coverage) => number): number =>
    coverages.reduce((total, coverage) => total + count(coverage), 0);
  const statements = sum(({ counts }) => counts.statements);
  const covered = sum(({ counts }) => counts.coveredStatements);
  const promises = sum((coverage) => coverage.promises.length);
  const scored = sum(
    (coverage) => coverage.promises.filter(({ promise }) => standingOf(promise, options) === 'scored').length,
  );
  const behaviour = `Covered: ${share(covered, statements)} of stated behaviour (${covered} of ${statements} statements).`;
  return `${behaviour} Scored: ${share(scored, promises)} of promises made (${scored} of ${promises}).`;
}

function share(part: number, of: number): string {
  return of === 0 ? '–' : `${Math.round((100 * part) / of)} %`;
}
