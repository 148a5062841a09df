import { describe, expect, it } from 'vitest';
import { verdictOf } from './shared/testing.ts';
import { testsIncluded } from './tests-included.ts';

const PYTHON_TEST = `Saved.

\`\`\`python
# tests/test_links.py
async def test_unknown_code_is_404(client):
    assert (await client.get("/nope")).status_code == 404
\`\`\`
`;

describe('tests-included is kept by', () => {
  it('test code, and points at the first test', async () => {
    const verdict = await verdictOf(testsIncluded, PYTHON_TEST);
    expect(verdict.verdict).toBe('kept');
    expect(verdict.quotes).toEqual(['async def test_unknown_code_is_404(client):']);
  });

  it.each([
    [
      'typescript',
      "describe('orders', () => {\n  it('pages', async () => {\n    expect(1).toBe(1);\n  });\n});",
    ],
    [
      'go',
      'func TestResolve(t *testing.T) {\n\tif got := Resolve("x"); got != "" {\n\t\tt.Fatal(got)\n\t}\n}',
    ],
    ['java', '@Test\nvoid pages() {\n  assertEquals(1, 1);\n}'],
    ['', 'def test_import():\n    assert parse("") == []'],
  ])('test code in "%s"', async (tag, code) => {
    expect((await verdictOf(testsIncluded, `~~~${tag}\n${code}\n~~~\n`)).verdict).toBe('kept');
  });

  it.each([
    [
      'a list under a heading',
      '## Tests\n\n- wrong password: 401\n- expired token: 401\n- 11th attempt: 429 with `Retry-After`\n',
    ],
    [
      'a table',
      '## Test plan\n\n| Case | Expected |\n|---|---|\n| same event twice | one row |\n| unknown invoice | 404 |\n| body changed by one byte | 401 |\n',
    ],
    [
      'a sentence with a label',
      'Test: 50 parallel sends give 50 numbers; the same id twice gives one message; a non-member gets 404.\n',
    ],
    [
      'steps to verify with their outcome',
      '## How to verify\n\n1. Kill the worker half-way: the row becomes `done`.\n2. Send the same file twice: one row.\n3. Subscribe to the inbox of another user: refused.\n',
    ],
    [
      'a list in German',
      '## Testfälle\n\n- leerer Name: 422\n- Name mit 81 Zeichen: 422\n- fremde ID: 403\n',
    ],
    [
      'a list in German below a line in the passive',
      '**Was getestet werden muss**\n\n- gleiche Bestellung zweimal: eine Rechnung\n- abgelaufener Gutschein: 422\n- fremdes Konto: 404\n',
    ],
    [
      'checks in Spanish with their outcome',
      '## Cómo comprobarlo\n\n- un `POST` sin firma devuelve 401\n- el mismo pedido dos veces deja una sola factura\n- tras borrar la cuenta, `orders` sigue igual\n',
    ],
    [
      'inputs to try after a colon',
      'Try it with: an empty file, a name of 300 characters, and a row whose date is missing.\n',
    ],
  ])('%s', async (_, answer) => {
    expect((await verdictOf(testsIncluded, answer)).verdict).toBe('kept');
  });
});

describe('tests-included is broken by', () => {
  it.each([
    ['two cases only', '## Tests\n\n- wrong password: 401\n- expired token: 401\n'],
    [
      'a load test',
      "## Verify\n\nRun k6 at 200 rps for 10 minutes, then at 400.\n\n```js\nimport http from 'k6/http';\nexport default () => http.get(url);\n```\n",
    ],
    ['a promise of tests', 'I can add unit tests, integration tests and contract tests if you like.\n'],
    [
      'a table of failures',
      '## What happens when\n\n| Failure | Outcome |\n|---|---|\n| Redis down | the row stays `pending` |\n| worker killed | redelivered after 5 minutes |\n| S3 down | retried 5 times |\n',
    ],
    [
      'steps that look at plans',
      '## Verify\n\n1. Run `EXPLAIN` and look for an index scan.\n2. Compare p95 of a day before and after.\n3. Watch `pg_stat_statements`.\n',
    ],
    [
      'a cost table under a bold line with "check"',
      '**Monthly cost (check current prices):**\n\n| Item | $ |\n|---|---|\n| 9 tasks | 280 |\n| balancer | 404 |\n| reads | 250 |\n',
    ],
  ])('%s', async (_, answer) => {
    expect((await verdictOf(testsIncluded, answer)).verdict).toBe('broken');
  });

  it('a test that the user posted', async () => {
    const posted =
      'Why does it fail?\n\n```python\ndef test_total():\n    total = add(1, 2)\n    assert total == 4\n```';
    const answer =
      'This one:\n\n```python\ndef test_total():\n    total = add(1, 2)\n    assert total == 4\n```\n\nIt expects the wrong sum.';
    expect((await verdictOf(testsIncluded, answer, [posted])).verdict).toBe('broken');
  });

  it('an empty answer', async () => {
    expect((await verdictOf(testsIncluded, '')).verdict).toBe('broken');
  });
});
