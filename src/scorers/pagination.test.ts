import { describe, expect, it } from 'vitest';
import { pagination } from './pagination.ts';
import { verdictOf } from './shared/testing.ts';

const score = (text: string) => verdictOf(pagination, text);
const verdict = async (text: string) => (await score(text)).verdict;
const route = (parameters: string) =>
  `\`\`\`python\n@app.get("/v1/orders")\nasync def orders(pool: Pool${parameters}) -> list[Order]:\n    rows = await pool.fetch(SQL)\n    return [Order(**row) for row in rows]\n\`\`\`\n`;
const sdl = (field: string) =>
  `\`\`\`graphql\ntype Query {\n  ${field}\n}\n\ntype Order {\n  id: ID!\n}\n\`\`\`\n`;

describe('pagination', () => {
  it.each([
    ['a cursor', route(', cursor: str | None = None, limit: int = 20')],
    ['an offset', route(', offset: int = 0, limit: int = 20')],
    [
      'a query string in a contract',
      '| Endpoint | What |\n|---|---|\n| `GET /v1/orders?cursor=&limit=` | newest first |',
    ],
    [
      'a paginator of Django',
      '```python\nclass OrderView(ListAPIView):\n    pagination_class = CursorPagination\n\nurlpatterns = [path("orders/", OrderView.as_view())]\n\n@app.get("/orders")\ndef orders(request):\n    return paginate(Order.objects.all())\n```',
    ],
    ['arguments of GraphQL', sdl('orders(first: Int = 20, after: String): [Order!]!')],
    ['a connection of GraphQL', sdl('orders(first: Int): OrderConnection!')],
    ['a rule for all lists', `${route('')}\nAll list endpoints are paginated by cursor, 20 to a page.`],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });

  it('is broken by one list among several, and names it', async () => {
    const text = `${route(', page: int = 1')}\n\`\`\`python\n@app.get("/v1/customers")\nasync def customers(pool: Pool) -> list[Customer]:\n    rows = await pool.fetch(SQL)\n    return rows\n\`\`\``;
    const found = await score(text);
    expect([found.verdict, found.why]).toEqual([
      'broken',
      '`GET /v1/customers` returns a list without a way to the next page.',
    ]);
  });

  it.each([
    ['a list as a whole', route('')],
    ['a limit without a next page', route(', limit: int = 20')],
    ['a list of GraphQL as a whole', sdl('orders: [Order!]!')],
    [
      'a contract without it',
      '| Endpoint | What |\n|---|---|\n| `GET /v1/orders` | all of them, before and after the sale |',
    ],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });

  it.each([
    [
      'a single resource',
      '```python\n@app.get("/v1/orders/{order_id}")\nasync def order(order_id: int, pool: Pool) -> Order:\n    row = await pool.fetchrow(SQL)\n    return Order(**row)\n```',
    ],
    [
      'a status',
      '```ts\napp.get("/v1/status", async (req, res) => {\n  const up = await check();\n  res.json({ up });\n});\n```',
    ],
    [
      'writes',
      '```ts\napp.post("/v1/orders", async (req, res) => {\n  const order = await add(req.body);\n  res.json(order);\n});\n```',
    ],
  ])('is not applicable to %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
