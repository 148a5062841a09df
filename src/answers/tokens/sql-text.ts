import type { StringPart } from './tokens.ts';

/** Stands for a hole in the text of a built string. */
export const HOLE = '\u0000';

/** The text of a built string with `HOLE` for each expression. */
export const textOf = (parts: readonly StringPart[]): string =>
  parts.map((part) => (part.kind === 'text' ? part.text : HOLE)).join('');

const START = /^(?:\s|\(|;|--[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/|\\n)*/;
const STATEMENT =
  /^(?:select|insert\s+(?:ignore\s+|or\s+\w+\s+)?into|replace\s+into|update|delete\s+from|merge\s+into|with\s+(?:recursive\s+)?[\w"`\0]+\s*(?:\([^)]{0,200}\)\s*)?as|call|exec(?:ute)?|explain|values\s*\(|copy|table)\b/i;
const ADMINISTRATION =
  /^(?:create|alter|drop|truncate|grant|revoke|comment\s+on|set\s+(?:local|session|role|transaction)?|reset|listen|notify|vacuum|analyze|lock\s+table|refresh|begin|commit|rollback|savepoint|attach|pragma|do\s+\$)\b/i;
/** Words and marks that English sentences beginning with "select" or "update" lack. */
const MARKS = /\b(?:from|where|set|values|returning|join|limit|order\s+by|group\s+by|union)\b/i;
const MARKED =
  /[=*]|\$\d|%s|\(|,|\?|:\w|\bfrom\s+[\w"`.\0]+\s*(?:$|\b(?:where|join|order|limit|as|for|group)\b)/i;

export type SqlKind = 'statement' | 'administration';

/** What a string is: a query or change of rows, a command that defines or configures, or no SQL (undefined). */
export function sqlKind(text: string): SqlKind | undefined {
  const body = text.slice(START.exec(text)?.[0].length ?? 0);
  const head = body.slice(0, 2000);
  const verb = STATEMENT.exec(head)?.[0];
  if (verb !== undefined) return looksLikeStatement(verb, head) ? 'statement' : undefined;
  const command = ADMINISTRATION.exec(head)?.[0];
  if (
    command === undefined ||
    !/^[A-Z]+\b/.test(command) ===
      !/\b(?:table|index|extension|policy|function|trigger|schema|type|view|role)\b/i.test(head.slice(0, 80))
  )
    return undefined;
  return /^[A-Z]+$/.test(head.trim()) && head.trim().length > 12 ? undefined : 'administration';
}

function looksLikeStatement(verb: string, body: string): boolean {
  const word = verb.split(/\s/, 1)[0] ?? '';
  const rest = body.slice(verb.length);
  if (!/^[\s\0(*'"`]/.test(rest)) return false;
  const isShouted = word === word.toUpperCase();
  if (/^select$/i.test(word)) {
    if (/^\s+(?:\d+\s*(?:as\b|;|$)|[\w.]+\s*\()/i.test(rest)) return true;
    return /\bfrom\b/i.test(rest)
      ? isShouted || MARKED.test(rest)
      : isShouted && /^\s*(?:distinct\s+)?[\w."`*\0]+(?:\s*(?:,|::|as\b)|\s*$)/i.test(rest);
  }
  if (/^update$/i.test(word)) return /^\s+(?:only\s+)?[\w."`\0]+(?:\s+(?:as\s+)?\w+)?\s+set\b/i.test(rest);
  if (/^(?:call|exec|execute|copy|table|explain)$/i.test(word))
    return isShouted && /^\s+[\w."(\0]+/.test(rest);
  if (/^delete$/i.test(word)) return isShouted || MARKED.test(rest) || /^\s+[\w."`\0]+\s*;?\s*$/.test(rest);
  return isShouted || MARKS.test(rest) || MARKED.test(rest);
}

/** In characters: what a string is shows at its beginning. */
const HEAD = 300;

const FRAGMENT =
  /^\s*(?:\(?\s*)(?:WHERE|AND|OR|ORDER\s+BY|GROUP\s+BY|HAVING|LIMIT|OFFSET|VALUES|RETURNING|(?:LEFT\s+|INNER\s+)?JOIN|UNION|ON\s+CONFLICT|FROM|SET)\s+\S/;
const LOWER_FRAGMENT = /^\s+(?:where|and|or|order by|group by|having|limit|offset|values)\s+[\w."`(\0]+/;

/** True for a piece of a statement that other pieces are joined to: `" AND status = …"`. */
export const isSqlFragment = (text: string): boolean =>
  FRAGMENT.test(text.slice(0, HEAD)) || LOWER_FRAGMENT.test(text.slice(0, HEAD));

const CONDITION =
  /^\s*\(?\s*[\w."`\0]+(?:\([\w."`\0, ]*\))?\s*(?:=|<>|!=|<=?|>=?|~\*?|@>|(?:not\s+)?(?:i?like|in|between)\b|is\b)/i;

/** True for a bare condition such as `name = ?`, as ORMs and query builders take it. */
export const isCondition = (text: string): boolean => CONDITION.test(text.slice(0, HEAD));

/** What an expression in the SQL stands for: the name of a bound parameter, a value, or a piece of the statement. */
export type HolePlace = 'placeholder' | 'value' | 'structure';

/** Judges a hole by the SQL around it. `before` and `after` may hold further `HOLE`s. */
export function holePlace(before: string, after: string): HolePlace {
  const left = before.replace(/--[^\n]*/g, '').replace(/\\(['"])/g, '$1');
  if (/(?:\$|@[A-Za-z_]*|%\(|\?|(?<!:):[A-Za-z_]*)$/.test(left)) return 'placeholder';
  if (isOdd(left.split("'").length - 1)) return 'value';
  if (/^\s*(?:\.|\()/.test(after) && !/\bvalues\s*$/i.test(left)) return 'structure';
  if (/(?:=|<>|!=|<|>)\s*$/.test(left)) return 'value';
  if (
    /\b(?:like|ilike|limit|offset|between|top|then|else|any|all|values|in|interval|notify\s+\w+\s*,)\s*\(?\s*$/i.test(
      left,
    )
  )
    return 'value';
  if (/\b(?:in|values|any)\s*\((?:[^()]|\([^()]*\))*$/i.test(left.slice(-400))) return 'value';
  return 'structure';
}

const isOdd = (count: number): boolean => count % 2 === 1;
