import { NO_FACTS, type SqlFacts, type SqlIndex } from './sql-facts.ts';
import { afterToken } from './sql-split.ts';

const NAME = String.raw`(?:["\`[]?[\w$]+["\`\]]?\s*\.\s*)?["\`[]?([\w$]+)["\`\]]?`;
const CREATE_TABLE = new RegExp(
  String.raw`^create\s+(?:or\s+replace\s+)?(?:(?:global|local|temp|temporary|unlogged|external)\s+)*table\s+(?:if\s+not\s+exists\s+)?${NAME}`,
  'i',
);
const CREATE_INDEX = new RegExp(
  String.raw`^create\s+((?:unique|fulltext|spatial|clustered|nonclustered|bitmap)\s+)*index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?(?:${NAME}\s+)?on\s+(?:only\s+)?${NAME}(?:\s*using\s+(\w+))?`,
  'i',
);
const ALTER_TABLE = new RegExp(String.raw`^alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?${NAME}`, 'i');
const EXTENSION = /^create\s+extension\s+(?:if\s+not\s+exists\s+)?"?([\w-]+)/i;

/** DDL facts of a statement that is no PostgreSQL, or not quite: MySQL, SQLite, SQL Server, sketches. */
export function tolerantFacts(statement: string): SqlFacts {
  const text = statement.trim();
  const head = text.slice(0, 600);
  const index = CREATE_INDEX.exec(head);
  if (index !== null) return { ...NO_FACTS, indexes: [createdIndex(index, text)] };
  const table = CREATE_TABLE.exec(head);
  if (table !== null) return createdTable(table[1] ?? '', text.slice(table[0].length));
  const altered = ALTER_TABLE.exec(head);
  if (altered !== null) return alteredTable(altered[1] ?? '', text.slice(altered[0].length));
  const extension = EXTENSION.exec(head);
  return extension === null ? NO_FACTS : { ...NO_FACTS, extensions: [extension[1] ?? ''] };
}

/** Kind of statement by its first words, such as `select` or `create index`. */
export function tolerantKind(statement: string): string {
  const words =
    /^\(*\s*(\w+)(?:\s+(?:or\s+replace\s+|unique\s+|temp(?:orary)?\s+|unlogged\s+|materialized\s+)*(\w+))?/i.exec(
      statement.slice(0, 200),
    );
  const [first, second] = [words?.[1]?.toLowerCase() ?? '', words?.[2]?.toLowerCase() ?? ''];
  return /^(?:create|alter|drop)$/.test(first) ? `${first} ${second}` : first;
}

function createdIndex(match: RegExpExecArray, text: string): SqlIndex {
  const isUnique = /unique/i.test(match[0].slice(0, match[0].search(/\bindex\b/i)));
  const list = bracketed(text.slice(match[0].length));
  return {
    name: match[2] ?? '',
    table: match[3] ?? '',
    columns: elements(list).map(columnOf),
    kind: isUnique ? 'unique-index' : 'index',
    method: (match[4] ?? '').toLowerCase(),
    isPartial: /\)\s*(?:include\s*\([^)]*\)\s*)?where\b/i.test(text),
  };
}

function createdTable(table: string, rest: string): SqlFacts {
  const parts = elements(bracketed(rest));
  const columns = parts
    .filter((part) => !IS_CONSTRAINT.test(part))
    .map((part) => ({ name: columnOf(part), type: '' }));
  return {
    ...NO_FACTS,
    tables: [{ name: table, columns: columns.filter(({ name }) => name !== '') }],
    indexes: parts.flatMap((part) => elementIndexes(part, table)),
  };
}

function alteredTable(table: string, rest: string): SqlFacts {
  const added = elements(rest).flatMap((part) => {
    const element = /^\s*add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?([^]*)$/i.exec(part)?.[1];
    return element === undefined ? [] : elementIndexes(element, table);
  });
  const enables = /\benable\s+row\s+level\s+security\b/i.test(rest);
  return {
    ...NO_FACTS,
    altered: [table],
    indexes: added,
    rowSecurity: enables ? [{ table, what: 'enabled' }] : [],
  };
}

const IS_CONSTRAINT =
  /^\s*(?:constraint|primary\s+key|unique|foreign\s+key|check|exclude|key|index|fulltext|spatial|like)\b/i;

function elementIndexes(part: string, table: string): SqlIndex[] {
  const index = { name: '', table, method: '', isPartial: false };
  if (!IS_CONSTRAINT.test(part)) {
    const columns = [columnOf(part)];
    if (/\bprimary\s+key\b/i.test(part)) return [{ ...index, columns, kind: 'primary-key' }];
    return /\bunique\b/i.test(part) ? [{ ...index, columns, kind: 'unique' }] : [];
  }
  const columns = elements(bracketed(part)).map(columnOf);
  if (/^\s*(?:constraint\s+\S+\s+)?primary\s+key/i.test(part))
    return [{ ...index, columns, kind: 'primary-key' }];
  if (/^\s*(?:constraint\s+\S+\s+)?unique/i.test(part)) return [{ ...index, columns, kind: 'unique' }];
  return /^\s*(?:key|index|fulltext|spatial)\b/i.test(part) ? [{ ...index, columns, kind: 'index' }] : [];
}

const columnOf = (element: string): string =>
  /^\s*["`[]?([A-Za-z_][\w$]*)["`\]]?(?=\s|$|,)/.exec(element)?.[1] ?? '(expression)';

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
