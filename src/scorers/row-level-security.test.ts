import { describe, expect, it } from 'vitest';
import { rowLevelSecurity } from './row-level-security.ts';
import { verdictOf } from './shared/testing.ts';

const sql = (code: string): string => `The schema:\n\n\`\`\`sql\n${code.trim()}\n\`\`\`\n`;
const ON_SUPABASE = ['Notes for our app on Supabase.'];

const TABLES = `
create table public.notes (
    id uuid primary key,
    owner uuid not null references auth.users
);
create table if not exists "tags" (id uuid primary key);
alter table notes enable row level security;
ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;
create policy "own notes" on notes for select using ((select auth.uid()) = owner);
`;

describe('row-level-security is kept', () => {
  it('if every table has it enabled', async () => {
    const verdict = await verdictOf(rowLevelSecurity, sql(TABLES), ON_SUPABASE);
    expect(verdict.verdict).toBe('kept');
    expect(verdict.quotes[0]).toBe('alter table notes enable row level security');
  });

  it('if the prose says why a table needs none', async () => {
    const answer = `${sql('create table private_log (id bigint primary key);')}\nRLS is not needed here: only the service role reaches this table.`;
    expect((await verdictOf(rowLevelSecurity, answer, ON_SUPABASE)).verdict).toBe('kept');
  });

  it('for tables in schemas that browsers cannot reach', async () => {
    expect(
      (
        await verdictOf(
          rowLevelSecurity,
          sql(`${TABLES}\ncreate table private.jobs (id bigint);`),
          ON_SUPABASE,
        )
      ).verdict,
    ).toBe('kept');
  });
});

describe('row-level-security is broken by', () => {
  it('one table that was forgotten, and points at it', async () => {
    const verdict = await verdictOf(
      rowLevelSecurity,
      sql(TABLES.replace('ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;', '')),
      ON_SUPABASE,
    );
    expect(verdict.verdict).toBe('broken');
    expect(verdict.why).toBe('Row-level security is not enabled on `tags`.');
    expect(verdict.quotes).toEqual(['create table if not exists "tags"']);
  });

  it.each([
    ['a statement in a comment', TABLES.replace('ALTER TABLE public.tags', '-- ALTER TABLE public.tags')],
    [
      'a policy on a table where it is off',
      TABLES.replace('alter table notes enable row level security;', ''),
    ],
    ['another table than the one created', TABLES.replace('public.tags ENABLE', 'public.tag ENABLE')],
  ])('%s', async (_, code) => {
    expect((await verdictOf(rowLevelSecurity, sql(code), ON_SUPABASE)).verdict).toBe('broken');
  });
});

it('row-level-security does not apply off Supabase, or without a table', async () => {
  expect(
    (
      await verdictOf(rowLevelSecurity, sql('create table notes (id bigint primary key);'), [
        'A schema for PostgreSQL.',
      ])
    ).verdict,
  ).toBe('not-applicable');
  expect(
    (await verdictOf(rowLevelSecurity, sql('create index on notes (owner);'), ON_SUPABASE)).verdict,
  ).toBe('not-applicable');
});
