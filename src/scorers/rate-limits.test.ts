import { describe, expect, it } from 'vitest';
import { rateLimits } from './rate-limits.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string, params: Record<string, unknown> = {}) =>
  (await verdictOf(rateLimits, text, ['Build it.'], params)).verdict;
const ROUTE =
  '```python\n@app.post("/v1/tags", status_code=201)\nasync def add(body: TagIn, tags: Tags) -> Tag:\n    row = await tags.add(body)\n    return Tag.of(row)\n```\n';

describe('rate-limits', () => {
  it.each([
    ['a number a window and for whom', '**Rate limit:** 10 requests an hour per user.'],
    [
      'a table of tiers',
      '## Rate limits\n\n| Endpoint | Free | Pro |\n|---|---|---|\n| `POST /v1/tags` | 10/min per key | 100/min per key |',
    ],
    [
      'a decorator',
      '```python\nlimiter = Limiter(key_func=get_remote_address)\n\n\n@limiter.limit("5/minute")\ndef guarded(request: Request) -> None:\n    check(request)\n    note(request)\n```',
    ],
    [
      'settings of Express',
      '```ts\napp.use(rateLimit({ windowMs: 60_000, max: 100, keyGenerator: (req) => req.ip }));\napp.use(express.json());\nstart(app);\n```',
    ],
    ['a recommendation in numbers', 'Limit this route to 5 changes an hour per user.'],
    [
      'numbers in German',
      '## Rate Limits\n\nHöchstens 60 Aufrufe pro Minute je Nutzer, also pro Nutzer gezählt.',
    ],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('kept');
  });

  it.each([
    ['none', ''],
    ['one without numbers', 'Rate limit this route per user.'],
    ['one that says not for whom', 'The route is limited to 100 requests a minute.'],
    ['one that is left open', 'Still open: a limit of 10 per minute per user.'],
    [
      'the load that it bears',
      'It serves 200 requests a second per user of the cluster, as the load test shows.',
    ],
    ['a duration', 'Uploads of 20 MB take up to 3 s per user, at most 300 MB in memory.'],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('broken');
  });

  it('asks for tiers only if the catalogue does', async () => {
    const one = `${ROUTE}\n**Rate limit:** 10 requests an hour per user.`;
    const tiers = `${ROUTE}\n**Rate limit:** 10 requests an hour per user on free, 100 an hour on pro.`;
    expect([await verdict(one, { tiers: true }), await verdict(tiers, { tiers: true })]).toEqual([
      'broken',
      'kept',
    ]);
  });

  it('is not applicable to a schema', async () => {
    expect(await verdict('```sql\nCREATE TABLE limits (\n  per_minute int NOT NULL\n);\n```')).toBe(
      'not-applicable',
    );
  });
});
