import { loadModule, parseSync } from 'libpg-query';
import { isTooDeep } from './nesting.ts';
import { leaveWebAssemblyPlain } from './web-assembly.ts';

const LONGEST = 100_000;

let loading: Promise<void> | undefined;

/** Loads PostgreSQL's parser (WebAssembly), once. */
export function loadSqlParser(): Promise<void> {
  leaveWebAssemblyPlain();
  loading ??= loadModule();
  return loading;
}

/**
 * Why PostgreSQL does not take a statement, undefined if it does; markers of drivers (`:id`, `%s`, `?`), omissions and psql
 * commands are replaced, one character for one, where the statement does not parse as it stands. Needs `loadSqlParser()` first.
 */
export function sqlError(text: string): string | undefined {
  if (text.length > LONGEST || isTooDeep(text)) return 'too long or nested too deeply';
  const error = errorIn(text);
  if (error === undefined) return undefined;
  const attempts = [
    withoutMarkers(text),
    withoutMarkers(withoutOmissions(text)),
    withoutMarkers(withoutClauses(text)),
  ];
  const isTaken = attempts.some((attempt) => attempt !== text && errorIn(attempt) === undefined);
  return isTaken ? undefined : error;
}

function errorIn(text: string): string | undefined {
  try {
    const { stmts = [] } = parseSync(text) as { stmts?: readonly unknown[] };
    return stmts.length === 0 ? 'empty statement' : undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('not initialized')) throw error;
    return message;
  }
}

const pad = (text: string, length: number): string => text.padEnd(length);

/** Markers for parameters of all drivers become `$1`. */
function withoutMarkers(text: string): string {
  return text
    .replace(/^[ \t]*\\.*$/gm, (line) => ' '.repeat(line.length))
    .replace(/%\(\w+\)s|%s|%d/g, (marker) => pad('$1', marker.length))
    .replace(
      /(^|[^:\w])(:[A-Za-z_]\w*)/g,
      (_, before: string, marker: string) => before + pad('$1', marker.length),
    )
    .replace(/\$x+|@\w+/g, (marker) => pad('$1', marker.length))
    .replace(/\{\{?\w*\}?\}/g, (marker) => 'x'.repeat(marker.length))
    .replace(/<[a-z][\w -]{0,60}>/gi, (marker) => `x${' '.repeat(marker.length - 1)}`)
    .replaceAll('?', '0');
}

function withoutOmissions(text: string): string {
  return text
    .replace(/,\s*(?:\.{3}|…)|(?:\.{3}|…)\s*,/g, (omission) => omission.replace(/[^\n]/g, ' '))
    .replace(/\.{3}|…/g, (omission) => pad('x', omission.length));
}

/** Code may put in a whole clause, where a name would not fit. */
const withoutClauses = (text: string): string =>
  text.replace(/(?<![\w.$"'])x{3,}(?![\w."'])/g, (clause) => ' '.repeat(clause.length));
