import { expect, it } from 'vitest';
import fc from '../../test/properties.ts';
import { wholeText } from './words.ts';

it('parts thousands as English does', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.double({ min: -1e15, max: 1e15, noNaN: true })), (value) => {
      // English has a minus before nothing.
      expect(wholeText(value)).toBe((Math.round(value) + 0).toLocaleString('en'));
    }),
  );
});
