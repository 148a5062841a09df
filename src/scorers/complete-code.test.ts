import { describe, expect, it } from 'vitest';
import { completeCode } from './complete-code.ts';
import { verdictOf } from './shared/testing.ts';

const CODE = '```go\nfunc Total(lines []Line) int {\n\treturn sum(lines)\n}\n```';
const verdict = async (text: string, user?: string[]): Promise<string> =>
  (await verdictOf(completeCode, text, user)).verdict;
const PROTO =
  '```protobuf\nservice Stock {\n  rpc Reserve(Line) returns (Reply);\n  rpc Watch(Sku) returns (stream Level);\n}\n```';
const RESERVE =
  '```go\nfunc (s *Server) Reserve(ctx context.Context, r *Line) (*Reply, error) {\n\treturn s.store.Take(ctx, r)\n}\n```';

describe('complete-code is broken by', () => {
  it.each([
    [
      'a block that is an extract',
      '```go\n// router.go (extract)\nfunc Routes(r *Router) {\n\tr.Get("/", home)\n}\n```',
    ],
    ['a sentence that says what is not written', `${CODE}\n\nNot written out here: creating orders.`],
    ['a list of what is still missing', `${CODE}\n\nStill missing: creating orders, changing members.`],
    ['an operation of the service that is in no code', `${PROTO}\n\n${RESERVE}`],
    [
      'a query of the schema that is in no code',
      `\`\`\`graphql\ntype Query {\n  "the price"\n  queryCost(document: String!): Int!\n}\n\`\`\`\n\n${CODE}`,
    ],
    [
      'tests that are stubs',
      `${CODE}\n\n\`\`\`ts\ndescribe('total', () => {\n  it.todo('adds up');\n  it.todo('is zero without lines');\n});\n\`\`\``,
    ],
    [
      'a part that a plan announces',
      `## Plan\n\n1. The endpoint adds up.\n2. A reconciler asks for what has changed.\n\n${CODE}`,
    ],
    ['handlers that are left out', `${CODE}\n\nThe other handlers are omitted, they look alike.`],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

it('complete-code is broken by a part of the task that is said not to be there', async () => {
  const text = `${CODE}\n\n## Not included\n\nNo explanation yet, and no sync to Salesforce.`;
  expect(await verdict(text, ['Sales sees the total in Salesforce.'])).toBe('broken');
  expect(await verdict(text, ['Add up the lines.'])).toBe('kept');
});

describe('complete-code is kept in spite of', () => {
  it.each([
    ['a contract alone', `${PROTO}\n\n${CODE}`],
    [
      'a part of the plan by another name',
      `## Plan\n\n1. A sweeper frees what has run out.\n\n${CODE}\n\n\`\`\`go\nfunc (s *Store) Sweep(ctx context.Context) error {\n\treturn s.free(ctx)\n}\n\`\`\``,
    ],
    ['what beside the task is not there', `${CODE}\n\nNot in here yet: refunds, several shops.`],
    ['what was left out of the design', `${CODE}\n\nI left it out because you did not list those fields.`],
    ['features that are out of scope', `${CODE}\n\nLeft out: typing indicators, attachments, search.`],
    ['what is missing in a request', `${CODE}\n\nMissing or bad token: 401. Not found: 404.`],
    ['fields that a query leaves out', `${CODE}\n\nDeleted rows are left out by the index.`],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});
