import fc from '../../test/properties.ts';
import { expect, test } from 'vitest';
import { cutLines } from './cut-lines.ts';

const note = (left: number): string => `cut: ${left}`;

test('a text that fits is left alone, and one that does not is cut between lines and says so', () => {
  expect(cutLines(['one', 'two'], { characters: 7 }, note)).toBe('one\ntwo');
  expect(cutLines(['one', 'two', 'three', 'four'], { characters: 12 }, note)).toBe('one\ncut: 3');
});

test('a cut text keeps within its limit of characters or bytes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 30 }),
      fc.integer({ min: 10, max: 80 }),
      (lines, most) => {
        expect(cutLines(lines, { characters: most }, note).length).toBeLessThanOrEqual(most);
        expect(Buffer.byteLength(cutLines(lines, { bytes: most }, note))).toBeLessThanOrEqual(most);
      },
    ),
  );
});
