import fc from '../../test/properties.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './answer.ts';
import { parseAnswer } from './parse.ts';
import { loadSqlParser, sqlError } from './sql-parse.ts';
import { splitSql } from './sql-split.ts';
import { sqlOf } from './sql.ts';

const answer = (text: string): Answer => parseAnswer({ turns: [text], user: ['Build it.'] });
const block = (language: string, code: string): Answer => answer(`\`\`\`${language}\n${code}\n\`\`\``);
const textOf = (from: Answer, span: { turn: number; start: number; end: number } | undefined): string =>
  span === undefined ? '' : (from.turns[span.turn - 1]?.text.slice(span.start, span.end) ?? '');

beforeAll(loadSqlParser);

describe('the SQL of an answer', () => {
  it('tells what kind its statements are of, and the tables with their columns', () => {
    const found = sqlOf(
      block(
        'sql',
        `BEGIN;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE app.users (
  id uuid PRIMARY KEY,
  email citext NOT NULL UNIQUE, -- a; b
  key text,
  CHECK (length(key) > 1),
  UNIQUE (key, email)
);
CREATE UNIQUE INDEX CONCURRENTLY u ON users (lower(email));
CREATE TABLE users_1 PARTITION OF users FOR VALUES IN (1);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN x; END; $$;
COMMIT;`,
      ),
    );
    expect(found.map(({ kind }) => kind)).toEqual([
      'begin',
      'create extension',
      'create table',
      'create index',
      'create table',
      'create function',
      'commit',
    ]);
    expect(found.flatMap(({ table }) => table ?? [])).toEqual([
      { name: 'users', columns: ['id', 'email', 'key'] },
      { name: 'users_1', columns: [] },
    ]);
    expect(found.map(({ text }) => sqlError(text)).filter((error) => error !== undefined)).toEqual([]);
  });

  it('has the place of each statement', () => {
    const from = answer('1. One\n\n   ```sql\n   -- first\n   SELECT 1;\n\n   SELECT 2\n   ```\n');
    expect(sqlOf(from).map(({ span }) => textOf(from, span))).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it.each([
    [
      'CREATE TABLE `orders` (\n  id BIGINT AUTO_INCREMENT PRIMARY KEY,\n  `key` VARCHAR(10) UNIQUE,\n  KEY idx_user (user_id),\n  UNIQUE KEY (`key`)\n) ENGINE=InnoDB',
      { name: 'orders', columns: ['id', 'key'] },
    ],
    [
      'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, ... ) STRICT',
      { name: 't', columns: ['id', 'a'] },
    ],
    ['CREATE TABLE s.t ON CLUSTER c (site UInt32) ENGINE = MergeTree', { name: 't', columns: ['site'] }],
    ['CREATE TABLE t AS SELECT f(a) FROM b', { name: 't', columns: [] }],
    ['ALTER TABLE t ADD INDEX idx_b (b), ADD COLUMN c INT UNSIGNED', undefined],
  ])('sees the tables of other dialects and sketches: %s', (code, table) => {
    expect(sqlOf(block('sql', code)).map((statement) => statement.table)).toEqual([table]);
  });

  it('takes the parameter markers of all drivers, omissions and psql commands', () => {
    const code = String.raw`\timing on
SELECT * FROM t WHERE a = :a AND b = %s AND c = %(c)s AND d = ? AND e = @e AND f::text = $1;
SELECT id, ... FROM t WHERE …;
INSERT INTO t (a, b, ...) VALUES (<your value>, 1, ...)`;
    expect(sqlOf(block('sql', code)).map(({ text }) => sqlError(text))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    [
      'python',
      'def f(db, name):\n    db.execute(f"SELECT * FROM t WHERE a = \'{name}\'")\n    return 1',
      true,
    ],
    [
      'python',
      'def f(db, name):\n    db.execute("SELECT * FROM t "\n        "WHERE a = " + name)\n    return 1',
      true,
    ],
    ['python', 'def f(db, name):\n    db.execute("SELECT * FROM t WHERE a = %s" % name)\n    return 1', true],
    [
      'python',
      'def f(db, name):\n    db.execute("SELECT * FROM t WHERE a = {}".format(name))\n    return 1',
      true,
    ],
    [
      'python',
      'def f(db, name):\n    db.execute("SELECT * FROM t WHERE a = %s", (name,))\n    return 1',
      false,
    ],
    [
      'ts',
      'async function f(db: Db, id: string) {\n  return db.query(`SELECT * FROM t WHERE a = ${id}`);\n}',
      true,
    ],
    [
      'ts',
      'async function f(sql: Sql, id: string) {\n  return sql`SELECT * FROM t WHERE a = ${id}`;\n}',
      true,
    ],
    ['js', "function f(db, id) {\n  return db.query('SELECT * FROM t WHERE a = ' + id);\n}", true],
    [
      'go',
      'func f(db *sql.DB, id string) {\n\tq := fmt.Sprintf("SELECT * FROM t WHERE a = \'%s\'", id)\n\tdb.Query(q)\n}',
      true,
    ],
    [
      'go',
      'func f(db *sql.DB, id string) {\n\tdb.QueryRow(`SELECT * FROM t\n\t\tWHERE a = $1`, id)\n}',
      false,
    ],
  ])('is found in the strings of %s code, built or not: %s', (language, code, isBuilt) => {
    const from = block(language, code);
    const [statement, ...more] = sqlOf(from);
    expect(more).toEqual([]);
    expect(statement).toMatchObject({ source: 'code', kind: 'select', isBuilt });
    expect(sqlError(statement?.text ?? '')).toBeUndefined();
    expect(textOf(from, statement?.span)).toMatch(/^SELECT \* FROM t/);
  });

  it('is not seen in ordinary strings and docstrings', () => {
    const code =
      'def f(x):\n    """SELECT the user FROM the table."""\n    print("Select a file from the list")\n    raise E("update your profile")\n    return "delete from the list."';
    expect(sqlOf(block('python', code))).toEqual([]);
  });

  it('is cut only at semicolons outside strings, comments and dollar quotes', () => {
    const script = `SELECT ';', "a;b" -- c;\n, 1 /* ; */; DO $x$ a; $$ b; $$ $x$;; SELECT 'it''s;'`;
    expect(splitSql(script).map(({ text }) => text)).toEqual([
      `SELECT ';', "a;b" -- c;\n, 1 /* ; */`,
      'DO $x$ a; $$ b; $$ $x$',
      `SELECT 'it''s;'`,
    ]);
  });

  it('never throws, and all statements have places inside the answer', () => {
    const piece = fc.constantFrom(
      'SELECT ',
      'CREATE TABLE t (',
      'CREATE INDEX i ON t (a)',
      ';',
      "'",
      '"',
      '`',
      '$$',
      '$a$',
      '--',
      '/*',
      '*/',
      '(',
      ')',
      ',',
      '\n',
      '...',
      '…',
      ':a',
      '%s',
      '${x}',
      'é',
      '😀',
      '\ud800',
      '\0',
      'PRIMARY KEY',
      'ALTER TABLE t ADD ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 }),
        fc.constantFrom('sql', 'python', 'ts', 'go'),
        (pieces, language) => {
          const quote = language === 'sql' ? '' : language === 'python' ? '"""' : '`';
          const from = block(language, `x = 1\ny = f(${quote}${pieces.join('')}${quote})\nz = 2`);
          for (const { span } of sqlOf(from)) {
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(from.turns[0]?.text.length ?? 0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
