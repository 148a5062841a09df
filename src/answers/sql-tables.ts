import { afterToken } from './sql-split.ts';

/** A table that DDL of any dialect creates. */
export interface SqlTable {
  /** Without its schema. */
  readonly name: string;
  /** Names of its columns. */
  readonly columns: readonly string[];
}

const CREATE_TABLE =
  /^create\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|unlogged|external|foreign)\s+)*table\s+(?:if\s+not\s+exists\s+)?(?:["`[]?[\w$]+["`\]]?\s*\.\s*)?["`[]?([\w$]+)["`\]]?/i;

/** The table that a statement creates, be it PostgreSQL, MySQL, SQLite, SQL Server or a sketch. */
export function createdTable(statement: string): SqlTable | undefined {
  const text = statement.trim();
  const head = CREATE_TABLE.exec(text.slice(0, 600));
  if (head === null) return undefined;
  const rest = text.slice(head[0].length).trimStart();
  const columns = HAS_COLUMNS.test(rest) ? elements(bracketed(rest)).flatMap(columnOf) : [];
  return { name: head[1] ?? '', columns };
}

/** Brackets after `AS` or `PARTITION OF` hold something else. */
const HAS_COLUMNS = /^(?:(?!\b(?:as|of)\b)[^(])*\(/i;

/** MySQL's `KEY by_user (user_id)` is an index, `key varchar(10)` a column. */
const IS_CONSTRAINT =
  /^\s*(?:(?:constraint|primary\s+key|unique|foreign\s+key|check|exclude|index|fulltext|spatial|like)\b|key\s*(?:[\w"`]+\s*)?\((?!\d))/i;

function columnOf(element: string): string[] {
  const name = /^\s*["`[]?([A-Za-z_][\w$]*)["`\]]?(?=\s|$|,)/.exec(element)?.[1];
  return name === undefined || IS_CONSTRAINT.test(element) ? [] : [name];
}

/** The inside of the first brackets. */
function bracketed(text: string): string {
  const open = text.indexOf('(');
  if (open === -1) return '';
  let depth = 0;
  for (let at = open; at < text.length; at = afterToken(text, at)) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return text.slice(open + 1, at);
  }
  return text.slice(open + 1);
}

/** Splits at the commas outside brackets, without comments. */
function elements(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let part = '';
  for (let at = 0; at < text.length;) {
    const end = Math.max(at + 1, afterToken(text, at));
    const token = text.slice(at, end);
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth <= 0) {
      found.push(part);
      part = '';
    } else if (!token.startsWith('--') && !token.startsWith('/*')) part += token;
    at = end;
  }
  if (part.trim() !== '') found.push(part);
  return found;
}
