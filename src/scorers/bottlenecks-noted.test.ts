import { describe, expect, it } from 'vitest';
import { bottlenecksNoted } from './bottlenecks-noted.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string): Promise<string> => (await verdictOf(bottlenecksNoted, turn)).verdict;

describe('bottlenecks-noted is kept', () => {
  it('by a named limit, and points at it', async () => {
    const found = await verdictOf(
      bottlenecksNoted,
      '## Limits\n\n- Sales of one product serialise on its stock row.',
    );
    expect(found.verdict).toBe('kept');
    expect(found.quotes).toEqual(['Sales of one product serialise on its stock row.']);
  });

  it.each([
    ['a size at which it ends', 'Beyond roughly 100 million rows I would partition by month.'],
    ['a capacity', 'One worker handles about 40 exports an hour.'],
    ['a resource', 'Packing is CPU-bound, so a burst of exports starves the other jobs.'],
    ['growth', 'If uploads grow, move the checks to a separate worker pool.'],
    ['another language', 'Der Engpass ist die Datenbank.'],
    ['a scarce thing that is taken', 'A slow virus scan ties up one worker for half a minute.'],
    ['the first limit', 'The first ceiling is the quota of the geocoder.'],
    [
      'a scarce thing that is taken, in German',
      'Ein langer Export hält eine Verbindung fest; bei zehn davon ist der Pool erschöpft.',
    ],
    ['the memory of many', 'Two million sessions would need 12 GB of memory.'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('bottlenecks-noted is broken', () => {
  it.each([
    ['a target', 'Target: p95 below 50 ms at 500 requests a second.'],
    ['a missing feature', 'Refunds in part are not implemented yet, and there is no limit on retries.'],
    ['a lock that protects', 'The row lock makes sure that the second click waits.'],
    ['a race', 'Two clicks at once are safe, because the second update matches no row.'],
    ['nothing', '```python\ndef f() -> None:\n    pass\n```'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
