import fc from '../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { readServerEvents } from './server-events.ts';

/** The events of a text that comes in pieces of these lengths, the last one over and over. */
async function eventsOf(text: string, lengths: readonly number[] = [Infinity]): Promise<string[]> {
  const bytes = new TextEncoder().encode(text);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0, piece = 0; at < bytes.length; piece++) {
      const length = lengths[Math.min(piece, lengths.length - 1)] ?? Infinity;
      yield bytes.subarray(at, at + length);
      at += length;
    }
  }
  const found: string[] = [];
  await readServerEvents(pieces(), { read: (data) => found.push(data) });
  return found;
}

describe('the events of a stream', () => {
  test.each([
    ['data: a\n\ndata: b\n\n', ['a', 'b']],
    ['event: ping\ndata:a\n\n', ['a']],
    [': a comment\n\ndata: a\n\n', ['a']],
    ['data: a\ndata: b\n\n', ['a\nb']],
    ['data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['data: a\r\rdata: b\r\r\n', ['a', 'b']],
    ['data: never ended', []],
    ['\n\n\n', []],
  ])('reads %j', async (text, expected) => {
    expect(await eventsOf(text)).toEqual(expected);
  });

  test('reads the same wherever the network cuts, in the middle of a letter as well', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', 'ü', '数', '😀', ':'), maxLength: 20 });
    const end = fc.constantFrom('\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 20 }),
        end,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
        async (lines, newline, lengths) => {
          const text = lines.map((data) => `data: ${data}${newline}${newline}`).join('');
          expect(await eventsOf(text, lengths)).toEqual(lines);
        },
      ),
    );
  });

  test('gives up on a line that does not end', async () => {
    await expect(eventsOf(`data: ${'x'.repeat(17 * 1024 * 1024)}`, [64 * 1024 * 1024])).rejects.toThrow(
      RangeError,
    );
  });
});
