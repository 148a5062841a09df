import { describe, expect, it } from 'vitest';
import { verdictOf } from './shared/testing.ts';
import { versionedApi } from './versioned-api.ts';

const score = (text: string) => verdictOf(versionedApi, text);
const verdict = async (text: string) => (await score(text)).verdict;
const route = (path: string) =>
  `\`\`\`python\n@app.get("${path}")\nasync def list_tags(tags: Tags) -> list[Tag]:\n    rows = await tags.all()\n    return [Tag.of(row) for row in rows]\n\`\`\`\n`;

describe('versioned-api is kept by', () => {
  it('a path with a version', async () => {
    const { verdict: found, quotes } = await score(route('/v1/tags'));
    expect([found, quotes]).toEqual(['kept', ['@app.get("/v1/tags"']]);
  });

  it.each([
    [
      'the prefix of a router',
      `${route('/tags')}\n\`\`\`python\napp.include_router(router, prefix="/api/v2")\napp.state.ready = True\nrun(app)\n\`\`\``,
    ],
    [
      'one endpoint of a table',
      `${route('/{code}')}\n| Method | Path |\n|---|---|\n| POST | \`/v1/links\` |`,
    ],
    [
      'a Go route',
      '```go\nfunc routes(mux *http.ServeMux) {\n\tmux.HandleFunc("POST /v1/links", create)\n\tmux.HandleFunc("GET /{code}", redirect)\n}\n```',
    ],
    ['a header', `${route('/tags')}\nClients select the version of the API by the \`API-Version\` header.`],
    ['a media type', `${route('/tags')}\nSend \`Accept: application/vnd.shop.v1+json\`.`],
    [
      'a rule for how a GraphQL schema evolves',
      '```graphql\ntype Query {\n  tags: [String!]!\n}\n```\n\nFields of the schema are marked `@deprecated` for two releases before they go.',
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

describe('versioned-api is broken by', () => {
  it.each([
    ['a path without a version', route('/tags')],
    [
      'the version of a model',
      `${route('/rank')}\nThe model version is part of the cache key; models are versioned in S3.`,
    ],
    [
      "a third party's versioned URL",
      `${route('/pay')}\nThe client calls \`https://api.payments.io/v1/charges\`.`,
    ],
    ['the remark that it lacks one', `${route('/tags')}\nNo version in the path yet.`],
    ['a versioned path for some later day', `${route('/tags')}\nLater you could add \`GET /v2/tags\`.`],
    [
      'a Kubernetes manifest',
      `${route('/tags')}\n\`\`\`yaml\napiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 3\n\`\`\``,
    ],
    ['GraphQL without any rule', '```graphql\ntype Query {\n  tags: [String!]!\n}\n```'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

describe('versioned-api is not applicable to', () => {
  it.each([
    ['a schema', '```sql\nCREATE TABLE a (\n  id int PRIMARY KEY\n);\n```'],
    [
      'a middleware without a path',
      '```python\nclass Quota(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n        return await call_next(request)\n```',
    ],
    [
      'an endpoint that is only imagined',
      'If you put it behind HTTP, `POST /v1/imports` would be the place.',
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });
});
