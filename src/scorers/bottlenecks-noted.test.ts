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

describe('bottlenecks-noted, however it is worded,', () => {
  it.each([
    [
      'what becomes slow with growth',
      'Each message is compared with all rules, so evaluation becomes the slow part once customers define more than a few hundred of them.',
    ],
    [
      'one thing that all depend on',
      'Everything goes through this one Redis node; if it is down, no request is admitted.',
    ],
    [
      'memory by size',
      'The whole result is held in memory, so memory grows with the number of rows in the report.',
    ],
    [
      'a rate at which it ends',
      'At some 3,000 inserts a second the disk of the primary is the end of this design.',
    ],
    ['a lock that all want', 'All sales of a concert update the same row, so they run one after the other.'],
    [
      'a scan by size',
      'Without a full-text index the search reads the table from end to end; with ten million rows that takes seconds.',
    ],
    ['keeping up', 'When imports arrive faster than the worker can process them, the backlog builds up.'],
    ['a limit in German', 'Ab etwa 500 Anfragen pro Sekunde reicht eine Instanz nicht mehr aus.'],
    ['growth in German', 'Mit wachsender Tabelle wird diese Abfrage immer langsamer.'],
    [
      'a limit in French',
      'Au-delà de 200 écritures par seconde, le verrou sur cette ligne devient le point lent.',
    ],
    ['a limit in Spanish', 'Con más de mil usuarios a la vez, las conexiones a la base se acaban.'],
    ['a limit in Portuguese', 'Acima de 300 pedidos por segundo, o banco não dá conta.'],
  ])('is kept by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });

  it.each([
    ['a missing feature', 'Not included: e-mail notifications, an admin page and a search for old orders.'],
    ['a page size', 'A page holds at most 100 rows.'],
    ['a constraint of the user', 'The job must finish within 10 minutes, as you wrote.'],
    ['a rate limit as a feature', 'Each client may send 60 requests a minute; the next one gets 429.'],
    ['an upper bound of the input', 'Names of more than 80 characters are refused with 422.'],
    ['speed without a limit', 'The index makes this lookup fast.'],
    [
      'correctness under concurrency',
      'If two workers take the same job, the second finds it locked and takes the next one.',
    ],
    ['retries', 'A failed call is tried again after 2, 4 and 8 seconds.'],
    ['a missing feature in German', 'Nicht enthalten sind Rückerstattungen und ein Export.'],
    ['a page size in French', 'Une page contient au plus 50 lignes.'],
    ['an expiry', 'A link is valid for 15 minutes and works once.'],
  ])('is broken by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
