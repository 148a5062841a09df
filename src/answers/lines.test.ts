import { expect, it } from 'vitest';
import fc from '../../test/properties.ts';
import { lineAt, lineEnd, lineOffsets } from './lines.ts';

const texts = fc.string({ unit: fc.constantFrom('a', '—', '😀', '\n', '\r', '\r\n', '\u2028') });

it('cuts a text into the lines of CommonMark, whatever ends them', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const starts = lineOffsets(text);
      const lines = starts.map((start, line) => text.slice(start, lineEnd(text, starts, line)));
      expect(lines).toEqual(text.split(/\r\n|\r|\n/));
    }),
  );
});

it('finds the line of each character', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const starts = lineOffsets(text);
      for (let at = 0; at <= text.length; at++) {
        const line = lineAt(starts, at);
        expect(starts[line]).toBeLessThanOrEqual(at);
        expect(starts[line + 1] ?? Infinity).toBeGreaterThan(at);
      }
    }),
  );
});
