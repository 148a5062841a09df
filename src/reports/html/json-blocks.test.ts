import fc from '../../../test/properties.ts';
import { expect, test } from 'vitest';
import { jsonBlocks } from './json-blocks.ts';

test('puts together to what JSON.stringify writes, whatever the value is', () => {
  fc.assert(
    fc.property(fc.anything({ withDate: true, withNullPrototype: true }), (value) => {
      const all = [...jsonBlocks({ value, list: [value, { value }] })].join('');
      expect(all).toBe(JSON.stringify({ value, list: [value, { value }] }));
    }),
  );
});

test('holds no more than a block and one entry of a list at a time', () => {
  const blocks = [...jsonBlocks({ trials: Array.from({ length: 100_000 }, (_, at) => `trial ${at}`) })];
  expect(blocks.length).toBeGreaterThan(1);
  for (const block of blocks) expect(block.length).toBeLessThan(525_000);
});
