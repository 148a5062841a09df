import { describe, expect, it } from 'vitest';
import { completeCode } from './complete-code.ts';
import { verdictOf } from './shared/testing.ts';

const CODE = '```go\nfunc Total(lines []Line) int {\n\treturn sum(lines)\n}\n```';
const verdict = async (text: string): Promise<string> => (await verdictOf(completeCode, text)).verdict;

describe('complete-code is broken by', () => {
  it.each([
    [
      'a block that is an extract',
      '```go\n// router.go (extract)\nfunc Routes(r *Router) {\n\tr.Get("/", home)\n}\n```',
    ],
    ['a sentence that says what is not written', `${CODE}\n\nNot written out here: creating orders.`],
    ['a list of what is still missing', `${CODE}\n\nStill missing: creating orders, changing members.`],
    ['handlers that are left out', `${CODE}\n\nThe other handlers are omitted, they look alike.`],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

describe('complete-code is kept in spite of', () => {
  it.each([
    ['what was left out of the design', `${CODE}\n\nI left it out because you did not list those fields.`],
    ['features that are out of scope', `${CODE}\n\nLeft out: typing indicators, attachments, search.`],
    ['what is missing in a request', `${CODE}\n\nMissing or bad token: 401. Not found: 404.`],
    ['fields that a query leaves out', `${CODE}\n\nDeleted rows are left out by the index.`],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});
