import { expect, it } from 'vitest';
import { parseAnswer } from './parse.ts';
import { isAntiExample } from './anti-example.ts';

function judged(lead: string, code = 'rows = db.execute(query)\nfor row in rows:\n    show(row)'): boolean {
  const [turn] = parseAnswer({
    turns: [`${lead}\n\n\`\`\`python\n${code}\n\`\`\`\n`],
    user: ['Review it.'],
  }).turns;
  const block = turn?.blocks[0];
  if (turn === undefined || block === undefined) throw new Error('The text holds no block.');
  return isAntiExample(block, turn);
}

it.each([
  ['This is the vulnerable version:'],
  ['Your current code does this:'],
  ['Instead of:'],
  ['Never write something like this:'],
  ['### Before'],
  ['#### ❌ The vulnerable code'],
])('takes a block for a warning after "%s"', (lead) => {
  expect(judged(lead)).toBe(true);
});

it.each([
  ['Replace your current code by this:'],
  ['Check for existing duplicates before you migrate, and run:'],
  ['The worker never counts a record twice:'],
  ['## Before production'],
  ['## Existing passwords'],
  ['This is the safe version, not vulnerable any more:'],
])('takes a block for an offer after "%s"', (lead) => {
  expect(judged(lead)).toBe(false);
});

it('reads the label in the first comment, unless the block turns to the good version', () => {
  expect(judged('See:', '# BAD: value in the text\ndb.execute(f"... {name}")')).toBe(true);
  expect(judged('See:', '# Never blocks a redirect.\ncount(code)')).toBe(false);
  expect(judged('See:', '# before\nold(name)\n\n# after\nnew(name)')).toBe(false);
});
