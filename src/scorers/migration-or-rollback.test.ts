import { describe, expect, it } from 'vitest';
import { migrationOrRollback } from './migration-or-rollback.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string): Promise<string> => (await verdictOf(migrationOrRollback, turn)).verdict;

describe('migration-or-rollback is kept', () => {
  it('by a rollback, and points at its sentence', async () => {
    const found = await verdictOf(migrationOrRollback, 'Deploy it. Rollback is the previous image.');
    expect(found.verdict).toBe('kept');
    expect(found.quotes).toEqual(['Rollback is the previous image.']);
  });

  it.each([
    ['ordered steps', '## Rollout\n\n1. Add the column.\n2. Deploy the writer.\n3. Drop the old column.'],
    ['a backfill', 'Backfill `cursor_key` in batches of 5,000 at night.'],
    ['a flag', 'Ship it behind a feature flag for one tenant first.'],
    [
      'a period for old clients',
      'Keep the `page` parameter until old clients are gone, with a Sunset header.',
    ],
    [
      'a script that can be undone',
      '```python\ndef upgrade() -> None:\n    op.add_column("t", c)\n\n\ndef downgrade() -> None:\n    op.drop_column("t", "c")\n```',
    ],
    ['a switch that takes it back', 'Start with one pod; the same setting turns it off again.'],
    ['a way back in Spanish', 'Para volver atrás basta borrar el índice nuevo.'],
    [
      'a way back in German',
      'Die Spalte bleibt, bis niemand mehr liest; so lässt sich alles rückgängig machen.',
    ],
    ['a check of live data', 'Check for duplicate addresses first, otherwise the index build fails.'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('migration-or-rollback is broken', () => {
  it.each([
    [
      'DDL under the title Migration',
      '## Migration\n\n```sql\nCREATE INDEX CONCURRENTLY i ON t (a);\nALTER TABLE t ADD COLUMN c int;\n```',
    ],
    [
      'a transaction that rolls back',
      'If the insert fails, the transaction rolls back and the retry starts anew.',
    ],
    ['a setting of the product', 'Users can turn mails off in their profile.'],
    ['a shutdown', 'On SIGTERM the worker finishes its job.'],
    ['an empty way back', '```python\ndef downgrade() -> None: pass\n```'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
