import { describe, expect, it } from 'vitest';
import { idempotency } from './idempotency.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string) => (await verdictOf(idempotency, text)).verdict;
const post = (path: string, ...body: string[]) =>
  `\`\`\`python\n@app.post("${path}", status_code=201)\nasync def act(body: Body, pool: Pool) -> dict:\n${body.map((line) => `    ${line}`).join('\n')}\n    return {"done": True}\n\`\`\`\n`;

describe('idempotency', () => {
  it.each([
    [
      'a key that the client sends',
      post('/v1/orders', 'key = request.headers["Idempotency-Key"]', 'await save(key, body)'),
    ],
    [
      'an insert that ignores repeats',
      post(
        '/webhooks/mail',
        'await pool.execute("INSERT INTO events VALUES ($1) ON CONFLICT DO NOTHING", body.id)',
      ),
    ],
    [
      'a unique key of the client',
      `${post('/v1/messages', 'await save(body)')}\n\`\`\`sql\nCREATE TABLE messages (\n  client_id uuid,\n  UNIQUE (sender_id, client_id)\n);\n\`\`\``,
    ],
    [
      'a sentence',
      `${post('/v1/orders', 'await save(body)')}\nThe order number is the primary key, so a repeated request changes nothing.`,
    ],
    [
      'an upsert of Prisma',
      '```ts\napp.post("/v1/orders", async (req, res) => {\n  await prisma.order.upsert({ where: { ref: req.body.ref }, create: req.body, update: {} });\n  res.sendStatus(201);\n});\n```',
    ],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });

  it.each([
    [
      'a plain insert',
      post('/v1/orders', 'await pool.execute("INSERT INTO orders VALUES ($1)", body.total)'),
    ],
    [
      'a unique e-mail that is refused',
      post('/v1/users', 'if await taken(body.email): raise HTTPException(409)', 'await save(body)'),
    ],
    [
      'a key that is left for later',
      `${post('/v1/orders', 'await save(body)')}\nIdempotency keys could be added later.`,
    ],
    [
      'a job that starts over',
      '```python\n@app.task(acks_late=True)\ndef bill(order_id: str) -> None:\n    charge(order_id)\n    mail(order_id)\n```',
    ],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });

  it.each([
    [
      'a read',
      '```python\n@app.get("/v1/orders")\nasync def orders(pool: Pool) -> list[Order]:\n    rows = await pool.fetch(ALL)\n    return rows\n```',
    ],
    ['a login', post('/login', 'user = await check(body)', 'note(user)')],
    ['a prediction by POST', post('/v1/predict', 'scores = await model.run(body)', 'note(scores)')],
    [
      'a replacement',
      '```ts\napp.put("/v1/orders/:id", async (req, res) => {\n  await replace(req.params.id, req.body);\n  res.sendStatus(204);\n});\n```',
    ],
  ])('is not applicable to %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
