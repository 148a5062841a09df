import { describe, expect, it } from 'vitest';
import { decisionRecords } from './decision-records.ts';
import { verdictOf } from './shared/testing.ts';

const CODE =
  '```ts\nexport async function orders(db: Db): Promise<Order[]> {\n  const rows = await db.many("SELECT id FROM orders");\n  return rows.map(toOrder);\n}\n```';
const verdict = async (text: string): Promise<string> =>
  (await verdictOf(decisionRecords, `${text}\n\n${CODE}`)).verdict;

describe('decision-records is kept by', () => {
  it.each([
    [
      'a choice against another with its reason',
      'Use a worker pool rather than a goroutine a row, because each holds a connection.',
    ],
    ['what a thing is not', 'Duplicates answer 200, not 409: for the provider the delivery succeeded.'],
    ['a choice that a colon explains', 'I use plain middleware: the base class adds overhead on streams.'],
    [
      'what the other way would bring',
      'The uniqueness rule lives in the database. A `SELECT` before the `UPDATE` would let two requests through.',
    ],
    [
      'an item that begins with what was decided',
      "- **A rejected request doesn't count.** With counting, a client that retries would stay locked out.",
    ],
    ['a type with its reason', '`unitPrice` is a string because floats cannot hold every decimal.'],
    [
      'decisions that a sentence announces',
      'Three decisions shape the code:\n\n- One table for both.\n- Real PATCH semantics.',
    ],
    [
      'options of which one stands out',
      '| Option | For | Against |\n|---|---|---|\n| **One queue** | simple | slower |\n| Two queues | faster | harder to run |',
    ],
    [
      'a verdict for each option',
      '| Algorithm | Verdict |\n|---|---|\n| Fixed window | too loose |\n| Log | best |',
    ],
    [
      'a choice in Spanish',
      'Prefiero una tabla en lugar de Redis, porque los datos no se pierden con un reinicio.',
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

describe('decision-records is broken by', () => {
  it.each([
    [
      'what the code does',
      'The endpoint returns 404 if the order does not exist, so clients see what happened.',
    ],
    ['a choice without a reason', 'I used FastAPI and PostgreSQL. The route answers 201, not 200.'],
    ['the reason of a fault', 'The query is slow because the table has no index on `created_at`.'],
    ['a vulnerability', 'The login is injectable because the name goes into the text of the query.'],
    ['why it asks', 'Chat can mean many things, so before I design a schema I would rather know the limits.'],
    [
      'what is wrong with the code',
      'This endpoint must not stay in the service: anyone can read the tokens.',
    ],
    [
      'choices that are put to the user',
      'A few choices are yours, before I write more:\n\n- The page size.\n- The time zone.',
    ],
    [
      'the steps to run it',
      'Keep the secret in the environment. Run the tests first, because they are quick.',
    ],
    [
      'a table of statuses',
      '| Status | When |\n|---|---|\n| 404 | no such order |\n| 409 | it has been shipped |',
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});
