import { describe, expect, it } from 'vitest';
import { apiDocumented } from './api-documented.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string) => (await verdictOf(apiDocumented, text)).verdict;
const code = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`;
const ROUTE = code(
  'python',
  'class TagIn(BaseModel):\n    name: str\n\n\n@app.post("/v1/tags", status_code=201)\nasync def add_tag(body: TagIn, tags: Tags) -> Tag:\n    row = await tags.add(body.name)\n    return Tag.of(row)',
);

describe('api-documented is kept by', () => {
  it('OpenAPI, which comes first in the evidence', async () => {
    const document = code(
      'yaml',
      'openapi: 3.1.0\npaths:\n  /v1/tags:\n    post:\n      responses:\n        "201": { description: added }',
    );
    const { verdict: found, quotes } = await verdictOf(
      apiDocumented,
      `${ROUTE}\nThe request body is:\n\n${code('json', '{ "name": "red" }')}\n${document}`,
    );
    expect([found, quotes[0]]).toEqual(['kept', document.trim()]);
  });

  it.each([
    [
      'paths without a head',
      code(
        'yaml',
        '/v1/tags:\n  post:\n    summary: add\n    responses:\n      "201":\n        description: added',
      ),
    ],
    [
      'OpenAPI as JSON',
      code(
        'json',
        '{\n  "openapi": "3.0.3",\n  "paths": {\n    "/v1/tags": { "post": { "responses": { "201": { "description": "added" } } } }\n  }\n}',
      ),
    ],
    [
      'GraphQL SDL in a template string',
      code(
        'ts',
        'const typeDefs = `#graphql\n  type Query {\n    tags(first: Int = 20): [String!]!\n  }\n`;\nstart(typeDefs);',
      ),
    ],
    ['an exchange', `Over the limit:\n\n${code('', 'HTTP/1.1 429 Too Many Requests\nRetry-After: 12')}`],
    ['a call with a body', code('bash', 'curl -X POST localhost:8000/v1/tags \\\n  -d \'{"name": "red"}\'')],
    ['a JSON response', `A new tag gives 201 and\n\n${code('json', '{ "id": 7, "name": "red" }')}`],
    [
      'bodies in a table',
      '| Endpoint | Body | Success |\n|---|---|---|\n| `POST /v1/tags` | `{"name", "colour"?}` | 201 |\n',
    ],
    [
      'examples in the models',
      code(
        'python',
        'class TagOut(BaseModel):\n    model_config = ConfigDict(json_schema_extra={"example": {"id": 7, "name": "red"}})\n    id: int',
      ),
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('kept');
  });
});

describe('api-documented is broken by', () => {
  it.each([
    ['code alone', ''],
    [
      'a list of endpoints without an example',
      '| Endpoint | Purpose |\n|---|---|\n| `POST /v1/tags` | add one |\n| `GET /v1/tags/{id}` | read one |\n',
    ],
    ['a table of statuses', '| Status | When |\n|---|---|\n| 201 | added |\n| 409 | the name is in use |\n'],
    [
      'requests in tests',
      code(
        'python',
        'def test_add(client):\n    r = client.post("/v1/tags", json={"name": "red"})\n    assert r.json() == {"id": 1, "name": "red"}',
      ),
    ],
    [
      'settings as JSON',
      code('json', '{ "name": "tags", "version": "1.0.0", "dependencies": { "fastify": "5" } }'),
    ],
    [
      'a log line as JSON',
      `Each request is logged:\n\n${code('json', '{ "level": "info", "msg": "added", "request_id": "1" }')}`,
    ],
    ['a load test', code('bash', 'oha -z 60s -c 64 http://localhost:8000/v1/tags')],
    ['a Kubernetes manifest', code('yaml', 'apiVersion: v1\nkind: Service\nspec:\n  ports:\n    - port: 80')],
    ['an operation of GraphQL without its schema', code('graphql', 'query {\n  tags { name }\n}')],
  ])('%s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('broken');
  });
});

describe('api-documented is not applicable to', () => {
  it.each([
    ['a schema of tables', code('sql', 'CREATE TABLE tags (\n  id bigint PRIMARY KEY\n);')],
    ['a module that prints JSON', `It returns\n\n${code('json', '{ "good": 3, "bad": 1 }')}`],
    ['an empty answer', ''],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
