import { describe, expect, it } from 'vitest';
import { requestId } from './request-id.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string) => (await verdictOf(requestId, text)).verdict;
const ROUTE =
  '```python\n@app.get("/v1/tags")\nasync def list_tags(tags: Tags) -> list[Tag]:\n    rows = await tags.all()\n    return [Tag.of(row) for row in rows]\n```\n';

describe('request-id', () => {
  it.each([
    [
      'a header that a middleware sets',
      '```ts\napp.use((req, res, next) => {\n  res.setHeader("X-Request-Id", req.headers["x-request-id"] ?? randomUUID());\n  next();\n});\n```',
    ],
    ['a field of a body', '```json\n{ "error": { "code": "X", "request_id": "1" } }\n```'],
    ['tracing headers', 'Each call passes `traceparent` on to the workers.'],
    ['a sentence', 'Every response carries its correlation ID, and so does every log line.'],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('kept');
  });

  it.each([
    ['ids of rows', 'The `event_id` and the order id are logged.'],
    ['one for some later day', 'You could add a request ID later.'],
    ['its absence', 'There is no request id yet.'],
    [
      'a test that sends one',
      '```python\ndef test_it(client):\n    client.get("/v1/tags", headers={"X-Request-ID": "1"})\n```',
    ],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('broken');
  });

  it('is not applicable to a schema', async () => {
    expect(await verdict('```sql\nCREATE TABLE logs (\n  request_id uuid PRIMARY KEY\n);\n```')).toBe(
      'not-applicable',
    );
  });
});
