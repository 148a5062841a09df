import { describe, expect, it } from 'vitest';
import { ddlValid } from './ddl-valid.ts';
import { verdictOf } from './shared/testing.ts';

const fenced = (language: string, code: string): string =>
  `Run this:\n\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;

const SCHEMA = `
-- Grüße: offsets count characters
CREATE TABLE notes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  body text NOT NULL CHECK (char_length(body) < 4000)
);
CREATE INDEX CONCURRENTLY notes_body ON notes USING gin (body gin_trgm_ops) WHERE body <> '';
`;

it('ddl-valid is kept by DDL that PostgreSQL parses, in scripts and in migrations', async () => {
  const migration =
    'from alembic import op\n\n\ndef upgrade() -> None:\n    op.execute(\n        "CREATE UNIQUE INDEX notes_id "\n        "ON notes (lower(body))"\n    )';
  expect(
    (
      await verdictOf(
        ddlValid,
        fenced('sql', SCHEMA) +
          fenced('python', migration) +
          fenced('sql', '\\d notes\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;'),
      )
    ).verdict,
  ).toBe('kept');
});

it('ddl-valid is kept by a sketch with an ellipsis', async () => {
  expect(
    (await verdictOf(ddlValid, fenced('sql', 'CREATE TABLE notes (\n  id uuid PRIMARY KEY,\n  ...\n);')))
      .verdict,
  ).toBe('kept');
});

describe('ddl-valid is broken by', () => {
  it('a comma too many, and points at it', async () => {
    const verdict = await verdictOf(ddlValid, fenced('sql', SCHEMA.replace('4000)', '4000),')));
    expect(verdict.verdict).toBe('broken');
    expect(verdict.why).toBe('PostgreSQL: syntax error at or near ")".');
    expect(verdict.quotes).toHaveLength(1);
    expect(verdict.quotes[0]).toMatch(/^CREATE TABLE notes[^;]*\);?$/);
  });

  it.each([
    ['a keyword misspelt', fenced('sql', SCHEMA.replace('CREATE INDEX', 'CREATE INDX'))],
    ['a bracket left open', fenced('sql', SCHEMA.replace('gen_random_uuid()', 'gen_random_uuid('))],
    [
      'a foreign key that refers to nothing',
      fenced('sql', 'CREATE TABLE notes (\n  owner uuid,\n  FOREIGN KEY (owner) REFERENCES\n);'),
    ],
    [
      'DDL in a migration',
      fenced(
        'python',
        'def upgrade() -> None:\n    op.execute("ALTER TABLE notes ADD COLUM body text")\n    op.execute("SELECT 1")',
      ),
    ],
  ])('%s', async (_, answer) => {
    expect((await verdictOf(ddlValid, answer)).verdict).toBe('broken');
  });
});

describe('ddl-valid does not apply to', () => {
  it.each([
    ['queries', fenced('sql', 'SELECT FROM WHERE;')],
    [
      'another database',
      fenced('sql', 'CREATE TABLE notes (id INT AUTO_INCREMENT PRIMARY KEY) ENGINE=InnoDB;'),
    ],
    ['prose', 'Create a table for the notes.'],
  ])('%s', async (_, answer) => {
    expect((await verdictOf(ddlValid, answer)).verdict).toBe('not-applicable');
  });
});
