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
    ['what is made so, and why', 'A month is replaced whole, since distinct customers do not add up.'],
    ['the reason before it', 'The link is a secret in an SMS, so it is stored hashed.'],
    [
      'an issue that is settled',
      'OIDC or SAML? OIDC is simple, and a few older directories do not speak it. SAML costs XML signatures. Both customers do OIDC, hence OIDC.',
    ],
    [
      'a question that begins with why',
      '**Why counting before and not after.** Measuring would bill each client to the field. The database has then done the work already.',
    ],
    [
      'an issue in bold',
      '**Where to compute the features.** In the warehouse the query can be shared, but it costs a scan a day. In pandas the two would drift apart. The warehouse.',
    ],
    [
      'an option that is taken by its number',
      '1. **Polling.** Simple and safe, but the map jumps.\n2. **A socket.** Scales well, needs a token.\n\nI take 2, with 1 as the fallback.',
    ],
    [
      'an option in Portuguese',
      '**A.** A favor: simples. Contra: lento.\n\n**B.** A favor: rápido. Contra: mais um serviço.\n\nRecomendo **B**.',
    ],
    [
      'a rule after what would happen',
      '**1. The claim belongs to the user.** Anyone may write it and read the rest. Never base access on it.',
    ],
    [
      'a comment beside the code',
      '```py\n# rows are locked in order, so that two overlapping picks cannot deadlock\ndef lock(ids: list[int]) -> None:\n    take(sorted(ids))\n```',
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
    ['what the code of the user does', 'Today the rows are read one by one, so the report is slow.'],
    [
      'what it concludes',
      'From the code I conclude that the passwords are kept as they are, since they are compared.',
    ],
    [
      'why a fault occurs',
      '**Why a request hangs.** The handler waits for a connection. The others wait as well.',
    ],
    ['a number after no options', 'I take 2 minutes for the build.'],
    [
      'a comment on what the line does',
      '```py\n# add the rows of the table\ndef total(rows: list[int]) -> int:\n    return sum(rows)\n```',
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
