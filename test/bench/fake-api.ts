// A Messages API that does nothing but answer, in a process of its own: `node fake-api.ts <latency ms>` prints its port.
import { createServer } from 'node:http';

const latency = Number(process.argv[2] ?? 0);
const SENTENCE = 'Every endpoint answers errors in one JSON format, and lists are paginated. ';
const TEXT = SENTENCE.repeat(40);
const usage = {
  input_tokens: 500,
  output_tokens: 750,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
const message = {
  id: 'msg_bench',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-4-5',
  content: [],
  usage,
};

const whole = JSON.stringify({
  ...message,
  content: [{ type: 'text', text: TEXT }],
  stop_reason: 'end_turn',
  stop_sequence: null,
});
const events: { readonly type: string }[] = [
  { type: 'message_start', message: { ...message, stop_reason: null } } as { type: string },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as { type: string },
  ...(TEXT.match(/.{1,20}/gs) ?? []).map((text) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text },
  })),
  { type: 'content_block_stop', index: 0 } as { type: string },
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage } as {
    type: string;
  },
  { type: 'message_stop' },
];
const streamed = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');

let requests = 0;
let firstAt = 0;
const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify({ requests, firstAt }));
    requests = 0;
    firstAt = 0;
    return;
  }
  requests++;
  firstAt ||= Date.now();
  let isStream = false;
  request.on('data', (chunk: Buffer) => (isStream ||= chunk.includes('"stream":true')));
  request.on('end', () => {
    const answer = (): void => {
      response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
      response.end(isStream ? streamed : whole);
    };
    if (latency > 0) setTimeout(answer, latency);
    else answer();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : ''}\n`);
});
