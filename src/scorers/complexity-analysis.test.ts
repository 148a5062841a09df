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
      'We read with `io.BytesIO(data)` and foo(n).\n\n```python\ndef f(data: bytes) -> None:\n    io.BytesIO(data)\n    O(data)\n```',
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
