import { describe, expect, it } from 'vitest';
import { graphqlValid } from './graphql-valid.ts';
import { verdictOf } from './shared/testing.ts';

const sdl = (text: string, tag = 'graphql') => `\`\`\`${tag}\n${text}\n\`\`\`\n`;
const verdict = async (text: string, user?: string[]) => (await verdictOf(graphqlValid, text, user)).verdict;
const SCHEMA =
  'scalar DateTime\n\ntype Query {\n  posts(first: Int = 20, after: String): [Post!]!\n}\n\ntype Post {\n  id: ID!\n  title: String!\n  postedAt: DateTime!\n}';

describe('graphql-valid is kept by', () => {
  it.each([
    ['a schema', sdl(SCHEMA)],
    ['types spread over two blocks', sdl('type Query {\n  me: User\n}') + sdl('type User {\n  id: ID!\n}')],
    [
      'a schema in a template string with a hole',
      sdl(
        'const typeDefs = /* GraphQL */ `\n  ${scalars}\n  type Query {\n    ping: Boolean!\n  }\n`;\nserve(typeDefs);',
        'ts',
      ),
    ],
    [
      'an extension of a root that exists',
      sdl('extend type Query {\n  post(id: ID!): Post\n}\n\ntype Post {\n  id: ID!\n}'),
    ],
    ["a gateway's directives", sdl(SCHEMA.replace('type Post {', 'type Post @key(fields: "id") {'))],
    [
      'a type that is shown again later',
      sdl(SCHEMA) + sdl('type Post {\n  id: ID!\n  title: String!\n  postedAt: DateTime!\n  likes: Int!\n}'),
    ],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

describe('graphql-valid is broken by', () => {
  it('a type that is defined nowhere, and points at it', async () => {
    const found = await verdictOf(graphqlValid, sdl(SCHEMA.replace('scalar DateTime\n\n', '')));
    expect([found.verdict, found.why, found.quotes]).toEqual([
      'broken',
      'The GraphQL schema is not valid: Unknown type "DateTime".',
      ['DateTime'],
    ]);
  });

  it.each([
    ['a brace that is missing', sdl(SCHEMA.replace('[Post!]!\n}', '[Post!]!\n'))],
    ['a field that is defined twice', sdl(SCHEMA.replace('title: String!', 'id: String!'))],
    ['an output type as an argument', sdl(SCHEMA.replace('after: String', 'after: Post'))],
    [
      'an interface that is not implemented',
      sdl(
        `${SCHEMA.replace('type Post {', 'type Post implements Node {')}\n\ninterface Node {\n  key: ID!\n}`,
      ),
    ],
    ['a required type without its name', sdl(SCHEMA.replace('title: String!', 'title: !'))],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

describe('graphql-valid is not applicable to', () => {
  it.each([
    ['an operation', sdl('query {\n  posts { title }\n}')],
    ['an answer without GraphQL', '```ts\ntype Query = { id: string };\n```'],
    ['an empty answer', ''],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('not-applicable');
  });

  it("the user's own schema", async () => {
    expect(await verdict(sdl(SCHEMA), [`Ours is:\n\n${SCHEMA}`])).toBe('not-applicable');
  });
});
