import { expect, it } from 'vitest';
import fc from '../../test/properties.ts';
import { sentenceSegments } from './sentence-segments.ts';

it('finds the sentences that Unicode does, in any text', () => {
  const unicode = new Intl.Segmenter('en', { granularity: 'sentence' });
  const piece = fc.oneof(
    fc.constantFrom(
      'A word',
      'word',
      ' ',
      '. ',
      '.',
      '?',
      '!"',
      ') ',
      '…',
      '。',
      '\n',
      '\r',
      '\r\n',
      '\u2028',
      'é',
      '3.5',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const places = [...sentenceSegments(text)].map(({ segment, index }) => ({ segment, index }));
      expect(places).toEqual([...unicode.segment(text)].map(({ segment, index }) => ({ segment, index })));
    }),
    { numRuns: 3000 },
  );
});
