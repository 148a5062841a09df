import { describe, expect, it } from 'vitest';
import { complexityAnalysis } from './complexity-analysis.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string): Promise<string> => (await verdictOf(complexityAnalysis, turn)).verdict;
const CODE =
  '```python\ndef latest(rows: list[Row]) -> dict[int, Row]:\n    return {row.device: row for row in sorted(rows)}\n```';

describe('complexity-analysis is kept', () => {
  it('by notation with what it is about, and points at the sentence', async () => {
    const found = await verdictOf(
      complexityAnalysis,
      `${CODE}\n\nFine. Sorting is O(n log n) in the number of readings.`,
    );
    expect(found.verdict).toBe('kept');
    expect(found.quotes).toEqual(['Sorting is O(n log n) in the number of readings.']);
  });

  it.each([
    ['a table row', `${CODE}\n\n| Step | Cost |\n|---|---|\n| look-up | O(1) |`],
    ['words', `The dedupe runs in linear time and constant memory.\n\n${CODE}`],
    [
      'a comment',
      '```go\n// latest is O(n) time and O(k) space for k devices\nfunc latest(rows []Row) map[int]Row {\n\treturn fold(rows)\n}\n```',
    ],
    ['Θ', `The merge costs Θ(n + m) comparisons.\n\n${CODE}`],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('complexity-analysis is broken', () => {
  it.each([
    ['no analysis', `It is fast.\n\n${CODE}`],
    [
      'a call that looks like notation',
      'We read with `io.BytesIO(data)` and foo(n).\n\n```python\ndef f(data: bytes) -> list[int]:\n    io.BytesIO(data)\n    O(data)\n    return sorted(data, key=abs)\n```',
    ],
    ['notation that is about nothing', `${CODE}\n\nO(n)`],
    ['a safe comparison of secrets', `Compare the signatures in constant time.\n\n${CODE}`],
    ['constants of the code', `The limit is constant.\n\n${CODE}`],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});

it('complexity-analysis does not apply without code, algorithm or query', async () => {
  expect(await verdict('Who may cancel an order?')).toBe('not-applicable');
});

describe('complexity-analysis in words', () => {
  it.each([
    ['what memory does not depend on', "Memory use doesn't depend on the size of the file."],
    ['what holds whatever the size', 'It reads at most 20 entries per author, whatever the size of `posts`.'],
    ['what the cost depends on', 'The cost depends on how many people are followed, not on what they wrote.'],
    ['a number of queries that stays', 'That is a constant number of queries per level.'],
    ['two growths', 'Receipts are one row per member, not a row per message and member.'],
    ['a product', 'Each tick still visits every client.'],
    ['what only some cost', 'A map from symbol to clients makes a tick cost only those who watch it.'],
    ['what multiplies in French', 'La table multiplie les lignes par le nombre de champs.'],
    ['one word', 'Selecting the winners is linear; sorting is shorter to read.'],
    ['notation as code', 'Sorting would be `O(n log n)`.'],
    [
      'two growths in a table',
      '| Algorithm | Memory |\n|---|---|\n| Counter | 2 counters |\n| Log | one entry per request |',
    ],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${text}\n\n${CODE}`)).toBe('kept');
  });

  it.each([
    ['an estimate for one size', '1000 entries of about 70 bytes are some 70 KB.'],
    ['a cap', 'The newest 5,000 users keep the cost bounded.'],
    ['what the old code does', 'The query reads every row and gets slower as the table grows.'],
    ['what an estimate hangs on', 'I expect 5 to 50 ms, depending on how many matches must be sorted.'],
    ['limits', 'Each user may send 20 messages per minute, and 5 messages per second.'],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${text}\n\n${CODE}`)).toBe('broken');
  });
});

describe('complexity-analysis is broken, where nothing is said of it, by', () => {
  it.each([
    [
      'a loop over what the caller sends',
      '```go\nfunc (s *Store) Reserve(ctx context.Context, lines []Line) error {\n\tfor _, l := range lines {\n\t\tif err := s.take(ctx, l); err != nil {\n\t\t\treturn err\n\t\t}\n\t}\n\treturn nil\n}\n```',
    ],
    [
      'a walk of a tree',
      '```ts\nexport function cost(node: Node): number {\n  let sum = 1;\n  for (const child of node.children) sum += cost(child);\n  return sum;\n}\n```',
    ],
    [
      'a count',
      '```python\nasync def run(conn: Connection, key: str) -> int:\n    return await conn.fetchval("SELECT count(*) FROM seats WHERE event_id = $1", key)\n```',
    ],
    [
      'a batch of records in Ruby',
      '```ruby\nclass Tick\n  def perform\n    User.where(active: true).in_batches(of: 500) { |batch| Mail.enqueue(batch) }\n  end\nend\n```',
    ],
    [
      'a policy with a query',
      '```sql\nCREATE POLICY p ON docs FOR SELECT USING (org_id IN (SELECT org_id FROM members));\n```\n\n```python\ndef ids(client: Client) -> set[str]:\n    return client.ids("docs")\n```',
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

describe('complexity-analysis does not apply to code that works on one thing', () => {
  it.each([
    [
      'the newest of a few',
      '```python\nasync def run(conn: Connection, key: str) -> int:\n    return await conn.fetchval("UPDATE codes SET tries = tries + 1 WHERE id = (SELECT id FROM codes WHERE email = $1 ORDER BY made_at DESC LIMIT 1) RETURNING tries", key)\n```',
    ],
    [
      'sizes and errors',
      '```python\ndef thumbs(image: Image) -> None:\n    for size in SIZES:\n        image.thumbnail((size, size))\n    for e in exc.errors():\n        log.info(e)\n```',
    ],
    [
      'due work, one by one',
      '```python\ndef sweep(rows: list[Row]) -> None:\n    for row in rows:\n        requeue(row.id)\n```',
    ],
    ['a look-up by key', '```sql\nSELECT id, total FROM orders WHERE id = $1;\n```'],
    [
      'a batch of work that is taken',
      '```sql\nSELECT id FROM jobs WHERE due < $1 ORDER BY due LIMIT 100 FOR UPDATE SKIP LOCKED;\n```',
    ],
    [
      'an algorithm that signs',
      'Pin the algorithm when you decode the JWT.\n\n```python\ndef claims(token: str) -> dict:\n    return jwt.decode(token, KEY, algorithms=["HS256"])\n```',
    ],
  ])('by %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
