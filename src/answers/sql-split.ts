/** A statement of a SQL script, without the semicolon; offsets are into the script. */
export interface SqlPiece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Cuts a script at its semicolons, but not in strings, quoted names, dollar quotes, comments and bodies of `BEGIN ATOMIC`. */
export function splitSql(script: string): SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let start = 0;
  for (let at = 0; at < script.length;) {
    if (script[at] === ';') {
      add(pieces, script, start, at);
      start = at + 1;
      at++;
    } else at = afterToken(script, at);
  }
  add(pieces, script, start, script.length);
  return pieces;
}

function add(pieces: SqlPiece[], script: string, from: number, to: number): void {
  const start = afterBlanksAndComments(script, from, to);
  const text = script.slice(start, to).trimEnd();
  if (text !== '') pieces.push({ start, end: start + text.length, text });
}

function afterBlanksAndComments(script: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    if (/\s/.test(script[at] ?? '')) at++;
    else if (script.startsWith('--', at) || script.startsWith('/*', at))
      at = Math.min(afterToken(script, at), to);
    else break;
  }
  return at;
}

/** Offset after the string, comment or character that begins at `at`. */
export function afterToken(sql: string, at: number): number {
  const unit = sql[at];
  if (unit === "'" || unit === '"' || unit === '`') return afterQuote(sql, at, unit);
  if (unit === '-' && sql[at + 1] === '-') return endOr(sql.indexOf('\n', at), sql.length);
  if (unit === '/' && sql[at + 1] === '*') return endOr(sql.indexOf('*/', at + 2), sql.length - 2) + 2;
  if (unit === '$') {
    const tag = /^\$(?:[A-Za-z_]\w{0,60})?\$/.exec(sql.slice(at, at + 64))?.[0];
    if (tag !== undefined)
      return endOr(sql.indexOf(tag, at + tag.length), sql.length - tag.length) + tag.length;
  }
  return at + 1;
}

const endOr = (found: number, otherwise: number): number => (found === -1 ? otherwise : found);

function afterQuote(sql: string, at: number, quote: string): number {
  for (let end = at + 1; end < sql.length; end++) {
    if (sql[end] !== quote) continue;
    if (sql[end + 1] !== quote) return end + 1;
    end++;
  }
  return sql.length;
}
