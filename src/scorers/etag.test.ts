import { describe, expect, it } from 'vitest';
import { etag } from './etag.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string) => (await verdictOf(etag, text)).verdict;
const READ =
  '```ts\napp.get("/v1/tags/:id", async (req, res) => {\n  const tag = await find(req.params.id);\n  res.json(tag);\n});\n```\n';

describe('etag', () => {
  it.each([
    [
      'a header in code',
      '```ts\nres.setHeader("ETag", version);\nif (req.headers["if-none-match"] === version) res.status(304).end();\nsend(res);\n```',
    ],
    ['a row of a contract', '| Endpoint | Success |\n|---|---|\n| `GET /v1/tags/{id}` | 200 with ETag |'],
    ['a sentence', 'Single tags carry an ETag made of `updated_at`.'],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${READ}\n${text}`)).toBe('kept');
  });

  it.each([
    ['a read without one', ''],
    ['a mere lifetime', 'Responses carry `Cache-Control: max-age=60`.'],
    ['one for later', 'An ETag could be added once you need it.'],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${READ}\n${text}`)).toBe('broken');
  });

  it.each([
    [
      'writes alone',
      '```ts\napp.post("/v1/tags", async (req, res) => {\n  const tag = await add(req.body);\n  res.status(201).json(tag);\n});\n```',
    ],
    [
      'a redirect',
      '```python\n@app.get("/{code}")\nasync def go(code: str) -> Response:\n    url = await find(code)\n    return RedirectResponse(url, status_code=302)\n```',
    ],
    ['GraphQL', '```graphql\ntype Query {\n  tags: [String!]!\n}\n```'],
  ])('is not applicable to %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
