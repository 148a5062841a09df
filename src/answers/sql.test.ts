import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './answer.ts';
import { loadParsers } from './load.ts';
import { parseAnswer } from './parse.ts';
import { splitSql } from './sql-split.ts';
import { sqlOf } from './sql.ts';

const answer = (text: string): Answer => parseAnswer({ turns: [text], user: ['Build it.'] });
const block = (language: string, code: string): Answer => answer(`\`\`\`${language}\n${code}\n\`\`\``);
const textOf = (from: Answer, span: { turn: number; start: number; end: number } | undefined): string =>
  span === undefined ? '' : (from.turns[span.turn - 1]?.text.slice(span.start, span.end) ?? '');

beforeAll(loadParsers);

describe('the SQL of an answer', () => {
  it('tells tables, columns and every kind of index apart', () => {
    const found = sqlOf(
      block(
        'sql',
        `BEGIN;
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE app.users (
  id uuid PRIMARY KEY,
  email citext NOT NULL UNIQUE, -- a; b
  org int,
  UNIQUE (org, email),
  EXCLUDE USING gist (org WITH =)
);
CREATE UNIQUE INDEX CONCURRENTLY u ON users (lower(email));
CREATE INDEX ON users USING gin (org, email) WHERE org > 1;
ALTER TABLE users ENABLE ROW LEVEL SECURITY, ADD CONSTRAINT c UNIQUE (org);
CREATE POLICY p ON users FOR SELECT USING (true);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN x; END; $$;
COMMIT;`,
      ),
    );
    expect(found.unparsed).toEqual([]);
    expect(found.extensions.map(({ name }) => name)).toEqual(['citext']);
    expect(
      found.tables.map(({ name, columns }) => [
        name,
        columns.map((column) => `${column.name} ${column.type}`),
      ]),
    ).toEqual([['users', ['id uuid', 'email citext', 'org int4']]]);
    expect(
      found.indexes.map(({ kind, columns, method, isPartial }) => [kind, columns.join(), method, isPartial]),
    ).toEqual([
      ['primary-key', 'id', '', false],
      ['unique', 'email', '', false],
      ['unique', 'org,email', '', false],
      ['exclusion', '', 'gist', false],
      ['unique-index', '(expression)', 'btree', false],
      ['index', 'org,email', 'gin', true],
      ['unique', 'org', '', false],
    ]);
    expect(found.rowSecurity.map(({ table, what }) => [table, what])).toEqual([
      ['users', 'enabled'],
      ['users', 'policy'],
    ]);
  });

  it('has the place of each statement', () => {
    const from = answer('1. One\n\n   ```sql\n   -- first\n   SELECT 1;\n\n   SELECT 2\n   ```\n');
    expect(sqlOf(from).statements.map(({ span }) => textOf(from, span))).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it.each([
    [
      'CREATE TABLE `orders` (\n  id BIGINT AUTO_INCREMENT PRIMARY KEY,\n  user_id BIGINT,\n  email VARCHAR(10) UNIQUE,\n  KEY idx_user (user_id),\n  UNIQUE KEY (email, user_id)\n) ENGINE=InnoDB',
      ['orders'],
      ['primary-key id', 'unique email', 'index user_id', 'unique email,user_id'],
    ],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, ... ) STRICT', ['t'], ['primary-key id']],
    ['CREATE FULLTEXT INDEX ft ON posts (title, body)', [], ['index title,body']],
    ['CREATE INDEX idx_a ON t (a, ...) SOMETHING ODD', [], ['index a,(expression)']],
    ['ALTER TABLE t ADD INDEX idx_b (b), ADD COLUMN c INT UNSIGNED', [], ['index b']],
  ])('sees tables and indexes of other dialects and sketches: %s', (code, tables, indexes) => {
    const found = sqlOf(block('sql', code));
    expect(found.unparsed).toHaveLength(1);
    expect(found.tables.map(({ name }) => name)).toEqual(tables);
    expect(found.indexes.map(({ kind, columns }) => `${kind} ${columns.join()}`)).toEqual(indexes);
  });

  it('takes the parameter markers of all drivers, omissions and psql commands', () => {
    const code = String.raw`\timing on
SELECT * FROM t WHERE a = :a AND b = %s AND c = %(c)s AND d = ? AND e = @e AND f::text = $1;
SELECT id, ... FROM t WHERE …;
INSERT INTO t (a, b, ...) VALUES (<your value>, 1, ...)`;
    expect(sqlOf(block('sql', code)).unparsed.map(({ text }) => text)).toEqual([]);
  });

  it.each([
    [
      'python',
      'def f(db, name):\n    db.execute(f"SELECT * FROM t WHERE a = \'{name}\'")\n    return 1',
      'db.execute',
      ['f-string {name}'],
    ],
    [
      'python',
      'def f(db, name):\n    db.execute("SELECT * FROM t "\n        "WHERE a = " + name)\n    return 1',
      'db.execute',
      ['concatenation name'],
    ],
    [
      'python',
      'def f(db, name):\n    db.execute("SELECT * FROM t WHERE a = %s" % name)\n    return 1',
      'db.execute',
      ['percent %s'],
    ],
    [
      'python',
      'def f(db, name):\n    db.execute("SELECT * FROM t WHERE a = {}".format(name))\n    return 1',
      'db.execute',
      ['format {}'],
    ],
    [
      'python',
      'def f(db, name):\n    db.execute("SELECT * FROM t WHERE a = %s", (name,))\n    return 1',
      'db.execute',
      [],
    ],
    [
      'ts',
      'async function f(db: Db, id: string) {\n  return db.query(`SELECT * FROM t WHERE a = ${id}`);\n}',
      'db.query',
      ['template ${id}'],
    ],
    [
      'ts',
      'async function f(sql: Sql, id: string) {\n  return sql`SELECT * FROM t WHERE a = ${id}`;\n}',
      'sql',
      ['template ${id}'],
    ],
    [
      'js',
      "function f(db, id) {\n  return db.query('SELECT * FROM t WHERE a = ' + id);\n}",
      'db.query',
      ['concatenation id'],
    ],
    [
      'go',
      'func f(db *sql.DB, id string) {\n\tq := fmt.Sprintf("SELECT * FROM t WHERE a = \'%s\'", id)\n\tdb.Query(q)\n}',
      'fmt.Sprintf',
      ['percent %s'],
    ],
    [
      'go',
      'func f(db *sql.DB, id string) {\n\tdb.QueryRow(`SELECT * FROM t\n\t\tWHERE a = $1`, id)\n}',
      'db.QueryRow',
      [],
    ],
  ])(
    'is found in the strings of %s code with what the code puts in: %s',
    (language, code, callee, dynamic) => {
      const from = block(language, code);
      const [statement, ...more] = sqlOf(from).statements;
      expect(more).toEqual([]);
      expect(statement).toMatchObject({ source: 'code', kind: 'select', callee, error: undefined });
      expect(statement?.dynamic.map(({ how, text }) => `${how} ${text}`)).toEqual(dynamic);
      expect(statement?.dynamic.map(({ span }) => textOf(from, span))).toEqual(
        statement?.dynamic.map(({ text }) => text),
      );
      expect(textOf(from, statement?.span)).toMatch(/^SELECT \* FROM t/);
    },
  );

  it('is not seen in ordinary strings and docstrings', () => {
    const code =
      'def f(x):\n    """SELECT the user FROM the table."""\n    print("Select a file from the list")\n    raise E("update your profile")\n    return "delete from the list."';
    expect(sqlOf(block('python', code)).statements).toEqual([]);
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
          for (const { span } of sqlOf(from).statements) {
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(from.turns[0]?.text.length ?? 0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
