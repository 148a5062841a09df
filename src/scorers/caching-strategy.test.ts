import { describe, expect, it } from 'vitest';
import { cachingStrategy } from './caching-strategy.ts';
import { verdictOf } from './shared/testing.ts';

const score = (text: string) => verdictOf(cachingStrategy, text);
const verdict = async (text: string) => (await score(text)).verdict;
const ROUTE =
  '```python\n@app.get("/v1/tags")\nasync def list_tags(tags: Tags) -> list[Tag]:\n    rows = await tags.all()\n    return [Tag.of(row) for row in rows]\n```\n';

describe('caching-strategy', () => {
  it.each([
    ['all three in one sentence', 'Tags are cached in Redis for 60 s and deleted from it on every write.'],
    [
      'all three under one heading',
      '## Caching\n\n- What: the list of tags\n- TTL: 5 minutes\n- Invalidation: the worker drops the key when a tag changes',
    ],
    [
      'code that does all three',
      'The list is cached.\n\n```python\nasync def tags_of(user: str) -> list[Tag]:\n    await redis.set(f"tags:{user}", data, ex=60)\n    return data\n\n\nasync def rename(user: str) -> None:\n    await redis.delete(f"tags:{user}")\n```',
    ],
    ['a reasoned decision against it', '**Caching:** none, since terms vary too much for hits.'],
    ['entries that never change', 'Links are cached in process for an hour; they are immutable.'],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('kept');
  });

  it('is broken by a cache whose entries nothing removes, and says what is missing', async () => {
    const found = await score(`${ROUTE}\nThe list of tags is cached for 60 seconds.`);
    expect([found.verdict, found.why]).toEqual([
      'broken',
      'Caching is spoken of, but not what makes an entry invalid.',
    ]);
  });

  it.each([
    ['silence', ''],
    ['a cache without a lifetime', 'Tags are cached and the entry is deleted when one changes.'],
    [
      'the plan cache of the database',
      'The plan cache is reset after 5 minutes, and prepared statements are dropped on change.',
    ],
    ['a bare no', 'No caching.'],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('broken');
  });

  it('is not applicable to a module', async () => {
    expect(
      await verdict(
        '```python\n@lru_cache(maxsize=10)\ndef rate(code: str) -> int:\n    x = ord(code)\n    return x\n```',
      ),
    ).toBe('not-applicable');
  });
});
