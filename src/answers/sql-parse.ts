import { parseSync } from 'libpg-query';
import { isTooDeep } from './nesting.ts';

/** A node of PostgreSQL's parse tree: one key, the node's type, as `{ IndexStmt: { ... } }`. */
export type SqlTree = Readonly<Record<string, unknown>>;

const LONGEST = 100_000;

/** What the PostgreSQL parser makes of one statement. */
export type SqlParse = { readonly tree: SqlTree } | { readonly error: string };

/**
 * Parses one statement; markers of drivers (`:id`, `%s`, `?`), omissions and psql commands are replaced, one character
 * for one, where the statement does not parse as it stands. Needs `loadParsers()` first.
 */
export function parseSql(text: string): SqlParse {
  if (text.length > LONGEST || isTooDeep(text)) return { error: 'too long or nested too deeply' };
  const first = tryParse(text);
  if ('tree' in first) return first;
  const attempts = [
    withoutMarkers(text),
    withoutMarkers(withoutOmissions(text)),
    withoutMarkers(withoutClauses(text)),
  ];
  for (const attempt of attempts) {
    if (attempt === text) continue;
    const parsed = tryParse(attempt);
    if ('tree' in parsed) return parsed;
  }
  return first;
}

function tryParse(text: string): SqlParse {
  try {
    const { stmts = [] } = parseSync(text) as { stmts?: readonly { stmt?: SqlTree }[] };
    const tree = stmts[0]?.stmt;
    return tree === undefined ? { error: 'empty statement' } : { tree };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('not initialized')) throw error;
    return { error: message };
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
