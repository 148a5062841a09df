import { describe, expect, it } from 'vitest';
import { verdictOf } from '../shared/testing.ts';
import { defined } from './testing.ts';

const scorer = await defined({
  'json-schema': {
    type: 'object',
    required: ['error'],
    properties: {
      error: { type: 'object', required: ['code', 'message'], properties: { code: { type: 'string' } } },
    },
  },
});
const json = (body: string, tag = 'json'): string => `The error:\n\n\`\`\`${tag}\n${body}\n\`\`\`\n`;
const FITTING = '{"error": {"code": "NOT_FOUND", "message": "No such order."}}';

describe('a json-schema', () => {
  it('is kept by one body that fits, and points at it', async () => {
    const found = await verdictOf(scorer, json('{"id": 1}') + json(FITTING));
    expect(found).toMatchObject({ verdict: 'kept', quotes: [FITTING] });
  });

  it.each([
    [
      'the status above it',
      json(`HTTP/1.1 404 Not Found\nContent-Type: application/json\n\n${FITTING}`, 'http'),
    ],
    [
      'comments',
      json(`// 404\n{\n  "error": {"code": "X", // see [1]\n    "message": "https://x.y // z"}\n}`),
    ],
    ['another body before it in the block', json(`{"id": 1}\n\n${FITTING}`)],
    ['no tag on the fence', json(FITTING, '')],
    ['a call of curl', json(`curl -d '${FITTING}' https://example.org/orders`, 'bash')],
  ])('reads a body with %s', async (_, text) => {
    expect((await verdictOf(scorer, text)).verdict).toBe('kept');
  });

  it.each([
    [
      'nested one level wrong',
      '{"code": "NOT_FOUND", "message": "No such order."}',
      /must have required property 'error'/,
    ],
    ['of the wrong type', FITTING.replace('"NOT_FOUND"', '404'), /\/error\/code must be string/],
    ['that is not JSON', "{'error': {...}}", /it is not JSON/],
    ['cut off', FITTING.slice(0, -4), /it is not JSON/],
  ])('is broken by a body %s, and says why', async (_, body, why) => {
    const found = await verdictOf(scorer, json(body));
    expect(found.verdict).toBe('broken');
    expect(found.evidence[0]?.why).toMatch(why);
    expect(found.quotes).toEqual([body]);
  });

  it('does not apply where no JSON is shown', async () => {
    expect((await verdictOf(scorer, 'Words and `{"error": 1}`.')).verdict).toBe('not-applicable');
    expect((await verdictOf(scorer, json('if [ -f a ]; then echo ${A}; fi', 'bash'))).verdict).toBe(
      'not-applicable',
    );
  });

  it('follows the draft that `$schema` names', async () => {
    const pair = await defined({
      'json-schema': {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'array',
        prefixItems: [{ type: 'number' }],
        items: false,
      },
    });
    expect((await verdictOf(pair, json('[1]'))).verdict).toBe('kept');
    expect((await verdictOf(pair, json('["a"]'))).verdict).toBe('broken');
  });

  it.each([
    ['that is none', { type: 'objekt' }],
    ['that stands elsewhere', { $ref: 'https://example.org/schema.json' }],
  ])('refuses a schema %s', async (_, schema) => {
    await expect(defined({ 'json-schema': schema })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('json-schema cannot use this schema'),
    });
  });

  it('takes little time on a long answer', async () => {
    const started = performance.now();
    await verdictOf(scorer, json('{"a": [\n'.repeat(20_000)));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
