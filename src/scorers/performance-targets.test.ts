import { describe, expect, it } from 'vitest';
import { performanceTargets } from './performance-targets.ts';
import { verdictOf } from './shared/testing.ts';

const CODE =
  '```python\ndef read(path: Path) -> Iterator[Row]:\n    with path.open() as lines:\n        yield from map(parse, lines)\n```';
const USER = ['It takes 4 seconds, we need under 200 ms.'];
const verdict = async (text: string): Promise<string> =>
  (await verdictOf(performanceTargets, text, USER)).verdict;

describe('performance-targets is kept by', () => {
  it.each([
    ['an alert on the response time', 'Alert when p95 exceeds 150 ms for five minutes.'],
    ["the user's number taken up", 'If the plan shows this above 200 ms, send it to me.'],
    ['a comparison with it', 'Measure it from a real client against your 200 ms.'],
  ])('%s', async (_, text) => {
    expect(await verdict(`${CODE}\n\n${text}`)).toBe('kept');
  });
});

describe('performance-targets is broken by', () => {
  it.each([
    ['an estimate', 'Expect about 150,000 rows per second.'],
    ['what should come of it', 'Listing them should drop from seconds to about 20-50 ms.'],
    ['what it takes today', 'That is your 4-second case again.'],
    ['a time-out of the same length', 'The statement timeout is under 200 ms.'],
    ['an alert on something else', 'Alert on rows that are pending for over 300 s.'],
  ])('%s', async (_, text) => {
    expect(await verdict(`${CODE}\n\n${text}`)).toBe('broken');
  });

  it('a query without a word on its time', async () => {
    expect(await verdict('```sql\nSELECT id FROM orders ORDER BY id LIMIT 20;\n```')).toBe('broken');
  });
});

it('performance-targets does not apply where nothing runs', async () => {
  expect(await verdict('```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\n```')).toBe('not-applicable');
});
