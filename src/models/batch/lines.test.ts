import fc from '../../../test/properties.ts';
import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

async function linesIn(bytes: Uint8Array, cuts: readonly number[], longest?: number): Promise<string[]> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((x, y) => x - y);
  async function* body(): AsyncGenerator<Uint8Array> {
    for (const [index, place] of places.entries()) yield bytes.subarray(place, places[index + 1] ?? place);
  }
  return Array.fromAsync(linesOf(body(), longest));
}

test('lines come out whole wherever the body was cut, even inside a character', async () => {
  const line = fc
    .string({ unit: fc.constantFrom('a', 'é', '漢', '🙂', '\u2028', '\r', '"') })
    .filter((text) => text !== '');
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.boolean(), fc.array(fc.nat()), async (lines, isClosed, cuts) => {
      const text = lines.join('\n') + (isClosed && lines.length > 0 ? '\n' : '');
      expect(await linesIn(Buffer.from(text), cuts)).toEqual(lines);
    }),
  );
});

test('a line that is too long comes out empty, and those around it whole', async () => {
  const text = `first\n${'x'.repeat(40)}\nlast\n`;
  expect(await linesIn(Buffer.from(text), [3, 20, 30], 10)).toEqual(['first', '', 'last']);
});
