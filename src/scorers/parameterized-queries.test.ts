import { describe, expect, it } from 'vitest';
import { parameterizedQueries } from './parameterized-queries.ts';
import { verdictOf } from './shared/testing.ts';

const inBlock = (language: string, code: string): string =>
  `Here is the repository.\n\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;

async function judged(language: string, code: string): Promise<string> {
  return (await verdictOf(parameterizedQueries, inBlock(language, code))).verdict;
}

describe('parameterized-queries is broken by one query among others', () => {
  it('that puts a value into an f-string, and points at it', async () => {
    const answer = inBlock(
      'python',
      `
async def load(pool, user_id, name):
    row = await pool.fetchrow("SELECT id FROM users WHERE id = $1", user_id)
    return await pool.fetch(f"SELECT id FROM users WHERE name = '{name}'")
`,
    );
    const verdict = await verdictOf(parameterizedQueries, answer);
    expect(verdict.verdict).toBe('broken');
    expect(verdict.quotes).toEqual([`f"SELECT id FROM users WHERE name = '{name}'"`]);
    expect(verdict.why).toContain('`name`');
  });

  it.each([
    [
      'python',
      `def get(cur, name):\n    cur.execute("SELECT id FROM users WHERE name = '%s'" % name)\n    return cur.fetchone()`,
    ],
    [
      'python',
      `def get(cur, name):\n    return cur.execute("SELECT id FROM users WHERE name = '{}'".format(name))`,
    ],
    [
      'python',
      `def get(cur, ids):\n    joined = ",".join(ids)\n    return cur.execute(f"SELECT id FROM users WHERE id IN ({joined})")`,
    ],
    [
      'python',
      `def get(cur, q, limit):\n    sql = "SELECT id FROM users WHERE name = %s"\n    sql += f" LIMIT {limit}"\n    return cur.execute(sql, (q,))`,
    ],
    [
      'python',
      `@router.get("/users")\nasync def find(pool: Pool, sort: str = "name") -> list:\n    return await pool.fetch(f"SELECT id FROM users ORDER BY {sort} LIMIT $1", 10)`,
    ],
    [
      'python',
      `def find(session, name):\n    return session.query(User).filter(text(f"name = '{name}'")).all()`,
    ],
    [
      'typescript',
      `app.get('/users', async (req, res) => {\n  const { sort } = req.query;\n  res.json(await pool.query(\`SELECT * FROM users WHERE a = $1 ORDER BY \${sort}\`, [1]));\n});`,
    ],
    [
      'typescript',
      `export async function get(id: string) {\n  return prisma.$queryRawUnsafe(\`SELECT * FROM users WHERE id = '\${id}'\`);\n}`,
    ],
    [
      'go',
      `func Get(db *sql.DB, id string) error {\n\tq := fmt.Sprintf("SELECT id FROM users WHERE id = '%s'", id)\n\treturn db.QueryRow(q).Err()\n}`,
    ],
    [
      'java',
      `User find(String name) {\n  String sql = "SELECT * FROM users WHERE name = '" + name + "'";\n  return jdbc.queryForObject(sql, mapper);\n}`,
    ],
    [
      'php',
      `function find($pdo) {\n  return $pdo->query("SELECT * FROM users WHERE name = '$_GET[name]'");\n}`,
    ],
    ['ruby', `def find\n  User.where("name = '#{params[:name]}'")\nend`],
  ])('in %s: %s', async (language, code) => {
    expect(await judged(language, code)).toBe('broken');
  });
});

describe('parameterized-queries is kept where the text is built only from', () => {
  it.each([
    [
      'placeholders',
      'python',
      `def get(cur, ids):\n    marks = ", ".join("?" for _ in ids)\n    return cur.execute(f"SELECT id FROM users WHERE id IN ({marks})", ids)`,
    ],
    [
      'numbered placeholders',
      'typescript',
      `export function get(ids: string[]) {\n  const marks = ids.map((_, i) => \`$\${i + 1}\`).join(', ');\n  return pool.query(\`SELECT * FROM users WHERE id IN (\${marks})\`, ids);\n}`,
    ],
    [
      'an allow-list',
      'python',
      `ALLOWED = {"name", "id"}\n\ndef find(db, sort: str):\n    if sort not in ALLOWED:\n        raise ValueError(sort)\n    return db.fetch(f"SELECT id FROM users ORDER BY {sort}")`,
    ],
    [
      'fixed words',
      'python',
      `def find(db, newest: bool):\n    order = "desc" if newest else "asc"\n    return db.fetch(f"SELECT id FROM users ORDER BY id {order}")`,
    ],
    [
      'bound conditions',
      'python',
      `def find(db, status):\n    clauses, params = [], []\n    if status:\n        params.append(status)\n        clauses.append(f"status = \${len(params)}")\n    where = " AND ".join(clauses)\n    return db.fetch(f"SELECT id FROM users WHERE {where}", *params)`,
    ],
    [
      'a binding tag',
      'typescript',
      `export const get = async (id: string) => {\n  return await sql\`SELECT * FROM users WHERE id = \${id}\`;\n};`,
    ],
    [
      'quoted identifiers',
      'python',
      `def count(cur, table, day):\n    return cur.execute(sql.SQL("SELECT count(*) FROM {} WHERE day = %s").format(sql.Identifier(table)), (day,))`,
    ],
    [
      'constants of the code',
      'go',
      `const columns = "id, name"\n\nfunc Get(db *sql.DB, id string) error {\n\treturn db.QueryRow("SELECT "+columns+" FROM users WHERE id = $1", id).Err()\n}`,
    ],
  ])('%s', async (_, language, code) => {
    expect(await judged(language, code)).toBe('kept');
  });

  it('bound queries, whatever the answer warns of', async () => {
    const bad =
      'The vulnerable version you have now:\n\n```python\ndef get(db, name):\n    return db.execute(f"SELECT id FROM users WHERE name = \'{name}\'")\n```\n\n';
    const good =
      'Use this:\n\n```python\ndef get(db, name):\n    return db.execute(text("SELECT id FROM users WHERE name = :n"), {"n": name})\n```\n';
    expect((await verdictOf(parameterizedQueries, bad + good)).verdict).toBe('kept');
  });
});

it('parameterized-queries does not apply to SQL scripts, migrations and ORM expressions', async () => {
  const answer = `${inBlock('sql', "SELECT id FROM users WHERE name = 'ann';")}
${inBlock('python', 'from alembic import op\n\ndef upgrade() -> None:\n    op.execute("CREATE INDEX users_name ON users (name)")')}
${inBlock('python', 'def find(session, name):\n    logger.info(f"select user {name}")\n    return session.scalars(select(User).where(User.name == name)).all()')}`;
  expect((await verdictOf(parameterizedQueries, answer)).verdict).toBe('not-applicable');
});
