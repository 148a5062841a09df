import { describe, expect, it } from 'vitest';
import { frontendGuide } from './frontend-guide.ts';
import { verdictOf } from './shared/testing.ts';

const ROUTE =
  '```python\n@router.get("/v1/orders")\nasync def orders(db: Db) -> list[Order]:\n    return await db.all()\n```';
const verdict = async (text: string): Promise<string> => (await verdictOf(frontendGuide, text)).verdict;

describe('frontend-guide is kept by', () => {
  it.each([
    [
      'a column of what the client should do',
      '| Status | Client should |\n|---|---|\n| 409 | show it at the field |',
    ],
    [
      'what clients do with the interface',
      'Clients subscribe with `channel("orders")` and handle `created`.',
    ],
    [
      'advice to those who write clients',
      '**For client developers:** on 429 wait `Retry-After` plus jitter.',
    ],
    [
      'a guide below what the client sees',
      '## What the client sees\n\nA body with `error` and `code`.\n\n## For the frontend\n\nDisable the button until the answer is there.',
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n\n${text}`)).toBe('kept');
  });
});

it('frontend-guide is broken by what the client sees', async () => {
  expect(await verdict(`${ROUTE}\n\n## What the client sees\n\n429 with \`Retry-After\` and a body.`)).toBe(
    'broken',
  );
});

const RECEIVER =
  '```ts\napp.post("/stripe/webhook", async (req, res) => {\n  if (!sameHmac(req)) return res.sendStatus(401);\n  await book(req.body);\n  res.sendStatus(200);\n});\n```';

it('frontend-guide does not apply to a webhook that a provider calls', async () => {
  expect(await verdict(RECEIVER)).toBe('not-applicable');
});

it('frontend-guide applies to webhooks that clients register', async () => {
  const removes =
    '```ts\napp.delete("/webhooks/:id", async (req, res) => {\n  await remove(req.params.id);\n  res.sendStatus(204);\n});\n```';
  expect(await verdict(`${RECEIVER}\n\n${removes}`)).toBe('broken');
});
