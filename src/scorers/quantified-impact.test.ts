import { describe, expect, it } from 'vitest';
import { quantifiedImpact } from './quantified-impact.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string, user = 'Deep pages take 4 seconds.'): Promise<string> =>
  (await verdictOf(quantifiedImpact, turn, [user])).verdict;

describe('quantified-impact is kept', () => {
  it('by an estimate, and points at its sentence', async () => {
    const found = await verdictOf(quantifiedImpact, 'The index fits. I expect 5 to 20 ms a page.');
    expect(found.verdict).toBe('kept');
    expect(found.quotes).toEqual(['I expect 5 to 20 ms a page.']);
  });

  it.each([
    ['a count of work', 'The page takes 1 query instead of 51.'],
    ['a size', 'The index needs about 3 GB of disk.'],
    ['a rate', 'One worker packs roughly 40 exports an hour.'],
    ['words for numbers', 'Each page costs a low single-digit number of milliseconds.'],
    ['a few of a small unit', 'The check costs a few microseconds per row.'],
    ['a size beside the limits', '# Sizing and limits\n\nTwo million keys take about 300 MB.'],
    ['a table', '| Rows | Latency |\n|---|---|\n| 90 million | 8 ms |'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('quantified-impact is broken', () => {
  it.each([
    ["the user's number only", 'Today a deep page takes about 4 seconds.'],
    ['a target', 'Target: p95 under 50 ms.'],
    ['a limit', 'Rate limit: 60 requests a minute per user.'],
    ['a lifetime', 'Use a 15-minute token.'],
    ['an alert', 'Alert on p95 above 80 ms for 5 minutes.'],
    ['encoded text', 'A path such as `%41%20OR` is decoded once, which costs nothing.'],
    ['words only', 'It is much faster.'],
    ['status codes', '| Status | When |\n|---|---|\n| 200 | done |\n| 404 rows | none |'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
