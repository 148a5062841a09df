import { describe, expect, it } from 'vitest';
import { verdictOf } from '../shared/testing.ts';
import { defined } from './testing.ts';

const scorer = await defined({ section: { title: '^(?:rollback|back-?out)\\b' } });
const verdict = async (text: string): Promise<string> => (await verdictOf(scorer, text)).verdict;

describe('a section', () => {
  it.each([
    ['a heading', '## Rollback\n\nDrop the column.\n'],
    ['a numbered heading', '### 4. Rollback plan\n\n1. Drop the column.\n'],
    ['a bold line', '**Back-out:**\n\n- Drop the column.\n'],
    ['a heading over code', '## Rollback\n\n```sql\nALTER TABLE a DROP COLUMN b;\n```\n'],
    ['a heading over filled sub-headings', '## Rollback\n\n### Data\n\nNothing to undo.\n'],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });

  it.each([
    ['an empty heading', '## Rollback\n\n## Tests\n\nAll pass.\n'],
    ['a heading over empty headings', '## Rollback\n\n### Data\n\n### Code\n'],
    ['a sentence that mentions it', 'Rollback is easy.\n'],
    ['a heading about something else', '## No rollback needed\n\nReally.\n'],
    ['an empty answer', ''],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });

  it('points at the section and tells an empty one from a missing one', async () => {
    const text = 'Intro.\n\n## Rollback\n\nDrop the column.\n\n## Tests\n\nAll pass.\n';
    const found = await verdictOf(scorer, text);
    expect(found.quotes[0]).toMatch(/^## Rollback\n\nDrop the column\./);
    expect(found.quotes[0]).not.toContain('Tests');
    expect((await verdictOf(scorer, '## Rollback\n')).why).toBe(
      'The section "Rollback" has nothing under its heading.',
    );
    expect((await verdictOf(scorer, '## Plan\n\nGo.\n')).why).toMatch(/^No section has a title/);
  });
});
