import { serialize } from 'node:v8';
import { expect, it } from 'vitest';
import fc from '../../test/properties.ts';
import { inOneByte } from './one-byte.ts';
import { parseAnswer } from './parse.ts';

/** How V8's own format tells strings of two bytes a character; blanks may stand before it. */
const TWO_BYTES = 'c'.charCodeAt(0);
const PADDING = 0;
const isWide = (text: string): boolean =>
  serialize(text)
    .subarray(2)
    .find((byte) => byte !== PADDING) === TWO_BYTES;

const texts = fc.string({ unit: fc.constantFrom('a', '\0', '\xff', '\u0100', '—', '😀', '\ud800') });

it('gives the same text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(inOneByte(text)).toBe(text);
    }),
  );
});

it('keeps code and sentences in one byte a character, whatever else the answer holds', () => {
  const answer = `Notes — in “quotes”, with an arrow →.

- Use a plain list item here.

| plain column | another one |
|---|---|
| plain cell in a row | another plain cell |

\`\`\`python
def plain_function(argument):
    return argument
\`\`\`
`;
  const turn = parseAnswer({ turns: [answer], user: ['Build it.'] }).turns[0]!;
  expect(turn.blocks.map(({ code }) => isWide(code))).toEqual([false]);
  expect(turn.prose.filter(({ text }) => isWide(text)).map(({ text }) => text)).toEqual([
    'Notes — in “quotes”, with an arrow →.',
  ]);
  expect(turn.prose.length).toBeGreaterThan(3);
});
