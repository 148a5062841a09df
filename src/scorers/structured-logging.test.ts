import { describe, expect, it } from 'vitest';
import { structuredLogging } from './structured-logging.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string) => (await verdictOf(structuredLogging, text)).verdict;
const python = (...lines: string[]) => `\`\`\`python\n${lines.join('\n')}\n\`\`\`\n`;
const route = (log: string) =>
  python(
    '@app.post("/v1/tags", status_code=201)',
    'async def add(body: TagIn, request: Request) -> Tag:',
    '    tag = await save(body)',
    `    ${log}`,
    '    return tag',
  );

describe('structured-logging', () => {
  it.each([
    [
      'fields of a log call',
      route('log.info("tag added", extra={"tag_id": tag.id, "request_id": request.state.request_id})'),
    ],
    [
      'fields that name no request: that is a promise of its own',
      route('log.info("tag added", extra={"tag_id": tag.id})'),
    ],
    [
      'structlog with a bound context',
      python('structlog.contextvars.bind_contextvars(request_id=rid)', 'log = structlog.get_logger()') +
        route('log.info("tag_added", tag_id=tag.id)'),
    ],
    [
      'pino with an id for each request',
      '```ts\nconst app = fastify({ logger: pino(), genReqId: () => randomUUID() });\napp.post("/v1/tags", async (req) => save(req.body));\napp.listen({ port: 3000 });\n```',
    ],
    [
      'slog of Go',
      '```go\nfunc add(w http.ResponseWriter, r *http.Request) {\n\tslog.Info("tag added", "tag_id", id, "trace_id", traceID(r))\n\tw.WriteHeader(201)\n}\n```',
    ],
    [
      'a sentence about all logs',
      `${route('log.info("added", extra={"tag": tag.id})')}\nAll logs are JSON and carry the correlation ID of the request.`,
    ],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });

  it.each([
    ['a formatted sentence', route('log.info(f"tag {tag.id} added in {request_id}")')],
    ['print', route('print("added", tag.id)')],
    ['no log at all', route('await notify(tag)')],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });

  it.each([
    [
      'a module that is only imported',
      python('def total(rows: list[int]) -> int:', '    log.info("adding")', '    return sum(rows)'),
    ],
    ['DDL', '```sql\nCREATE TABLE a (\n  id int PRIMARY KEY\n);\n```'],
  ])('is not applicable to %s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
