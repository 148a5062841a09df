import { describe, expect, it } from 'vitest';
import { verdictOf } from './shared/testing.ts';
import { tradeOffs } from './trade-offs.ts';

const verdict = async (turn: string): Promise<string> => (await verdictOf(tradeOffs, turn)).verdict;

describe('trade-offs is kept', () => {
  it('by two options with their costs, and points at the passage', async () => {
    const text =
      'A cursor is fast at any depth, but clients lose page numbers; OFFSET keeps them at the price of slow deep pages.';
    const found = await verdictOf(tradeOffs, text);
    expect(found.verdict).toBe('kept');
    expect(found.quotes[0]).toBe(text);
  });

  it.each([
    [
      'a table of pros and cons',
      '| Option | Pros | Cons |\n|---|---|---|\n| Cursor | fast | no page numbers |\n| OFFSET | simple | slow |',
    ],
    [
      'a table of decisions with alternatives',
      '| Decision | Why | Alternative |\n|---|---|---|\n| Refund in a job | the click returns at once | inside the request: simpler, but 3 s slow |',
    ],
    [
      'a trade-off by name',
      'The trade-off: a job makes the click quick, and the customer waits some seconds for the refund.',
    ],
    [
      'two ways in a list',
      'There are two ways:\n\n- Refund in the request: simple, but slow.\n- Refund in a job: quick, but the state must be polled.',
    ],
    [
      'a threshold for the other option',
      'Counts are live. A stored column would be another thing to drift; I would add it only once lists get slow.',
    ],
    [
      'options with their sides under labels, in Spanish',
      '**Cola.** A favor: nada se pierde. En contra: otro servicio.\n\n**Llamada directa.** A favor: sencilla. En contra: el cliente espera.',
    ],
    [
      'two ways in German',
      'Dafür gibt es zwei Wege. Polling ist einfach, kostet aber viele Anfragen. WebSockets sind schneller, brauchen dafür zusätzliche Infrastruktur.',
    ],
    [
      'the reverse of a choice',
      'You lose the oldest entries that way; the other way round memory grows until the process dies, but nothing is lost.',
    ],
    [
      'a thing that is not worth its price',
      'No read replica yet: it saves a few milliseconds and costs you stale reads.',
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('trade-offs is broken', () => {
  it.each([
    ['one option dismissed', 'A `SELECT` first would be a race, so the update carries the condition.'],
    ['reasons for one choice', 'I chose Celery since its processes suit CPU work.'],
    [
      'findings',
      '## Findings\n\n- The query is slow, but simple; instead use an index, at the cost of disk.',
    ],
    ['one option in German', 'Ich nehme Redis, weil es schnell ist, aber der Speicher ist begrenzt.'],
    ['no prose', '```sql\nSELECT 1;\n```'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});

describe('trade-offs, however it is worded,', () => {
  it.each([
    [
      'two ways in a row, each with its price',
      'We could let the browser poll, which needs no new infrastructure but sends many empty requests. A stream delivers at once and ties up one socket per tab.',
    ],
    [
      'a choice and what the other would have allowed',
      'I keep sessions in the database rather than in signed cookies: one lookup more on each request, but a session can be ended at once, which a cookie cannot do.',
    ],
    [
      'an exchange',
      'Soft deletes give us an undo in exchange for a filter in every query; a hard delete is simpler and final.',
    ],
    [
      'another that would also work',
      'Storing amounts as strings would also work, though every sum then needs a cast; integers add up natively and need a convention for the minor unit.',
    ],
    [
      'a table of properties',
      '| | Latency | Operations |\n|---|---|---|\n| Kafka | low | a cluster to run |\n| Queue table | medium | nothing new |',
    ],
    [
      'more and less of one thing, in German',
      'Ein größerer Batch senkt die Zahl der Aufrufe, dafür wartet der letzte Datensatz länger; ein kleiner ist sofort da, verursacht aber mehr Aufrufe.',
    ],
    [
      'a preference, in French',
      'J’ai préféré un verrou consultatif à une table de verrous : aucune ligne à nettoyer, mais le verrou disparaît avec la connexion.',
    ],
    [
      'two ways, in Portuguese',
      'Calcular na leitura evita dados duplicados, mas encarece cada consulta; guardar o total deixa a leitura barata, porém exige um gatilho.',
    ],
    [
      'bold labels',
      '**Upside of batching:** one round trip. **Downside:** one bad row rejects all of them. Row by row tells errors apart, and takes twenty times as long.',
    ],
    [
      'a setting that can be turned either way',
      'A shorter TTL shows price changes sooner and doubles the load on the catalogue; a longer one spares it, at the risk of old prices.',
    ],
  ])('is kept by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });

  it.each([
    ['options that are only listed', 'Counters can live in Redis, in Memcached or in a table. I use Redis.'],
    [
      'a constraint of the user',
      'You said that it must run without Redis, so the counters live in PostgreSQL.',
    ],
    ['a dismissal', 'I use a cursor instead of OFFSET, because pages must not skip rows.'],
    ['one property and its other side', 'The check is slow, but correct.'],
    ['what a status means', 'The endpoint answers 202 rather than 200, since the work is not finished yet.'],
    ['a replacement, in German', 'Statt eines Cronjobs läuft das über den vorhandenen Scheduler.'],
    ['before and after', 'The old query read all rows and was slow. The new one reads one page and is fast.'],
    ['two databases that are alike, in Spanish', 'Puedes usar MySQL o PostgreSQL; el código es el mismo.'],
    [
      'a limit with its reason',
      'Retries wait longer each time, so that a slow provider does not cost us requests, but never more than five times.',
    ],
  ])('is broken by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
