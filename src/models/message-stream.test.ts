import { expect, test } from 'vitest';
import { readMessageStream } from './message-stream.ts';

const START = { type: 'message_start', message: { model: 'm', usage: { input_tokens: 1 } } };
const BLOCK = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
const STOP = { type: 'message_stop' };

function delta(text: string, index = 0): object {
  return { type: 'content_block_delta', index, delta: { type: 'text_delta', text } };
}

async function read(events: readonly string[], pieceBytes = Infinity): Promise<unknown> {
  const names = ['event: any\n', '', 'event: content_block_delta\n'];
  const bytes = Buffer.from(events.map((data, at) => `${names[at % 3]}data: ${data}\n\n`).join(''));
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes)
      yield bytes.subarray(at, Math.min(bytes.length, at + pieceBytes));
  }
  return readMessageStream(body(), () => undefined);
}

const [start, block, stop] = [START, BLOCK, STOP].map((event) => JSON.stringify(event)) as [
  string,
  string,
  string,
];

test.each([
  ['as the API writes them', JSON.stringify(delta('Hé “x” 漢'))],
  ['padded', JSON.stringify(delta('Hé “x” 漢')).replace(/\}$/, '      }')],
  ['with blanks between', JSON.stringify(delta('Hé “x” 漢'), null, 1).replaceAll('\n', '')],
  [
    'with escapes',
    '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"H\\u00e9 “x” 漢"}}',
  ],
  [
    'in another order',
    '{"delta":{"text":"Hé “x” 漢","type":"text_delta"},"index":0,"type":"content_block_delta"}',
  ],
])('reads events of text %s, wherever the pieces end', async (_, event) => {
  const events = [start, block, event, JSON.stringify(delta('\n"q" \\')), event, stop];
  const text = 'Hé “x” 漢\n"q" \\Hé “x” 漢';
  const whole = { type: 'whole', message: { ...START.message, content: [{ type: 'text', text }] } };
  for (const pieceBytes of [Infinity, 1, 7, 64]) expect(await read(events, pieceBytes)).toEqual(whole);
});

test('passes over text of a block that never began', async () => {
  const events = [start, block, JSON.stringify(delta('lost', 3)), JSON.stringify(delta('kept')), stop];
  expect(await read(events)).toMatchObject({ message: { content: [{ type: 'text', text: 'kept' }] } });
});
