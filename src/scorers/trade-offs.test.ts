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
