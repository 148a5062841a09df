// A Messages API that does nothing but answer, in a process of its own: `node fake-api.ts <latency ms> [answers.json]` prints
// its port. The same request gets the same answer.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , latencyMs = '0', answers] = process.argv;
const latency = Number(latencyMs);
const SENTENCE = 'Every endpoint answers errors in one JSON format, and lists are paginated. ';
const texts =
  answers === undefined ? [SENTENCE.repeat(40)] : (JSON.parse(readFileSync(answers, 'utf8')) as string[]);
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

const replies = texts.map((text) => ({ whole: wholeMessage(text), streamed: streamedMessage(text) }));

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
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    isStream ||= chunk.includes('"stream":true');
    size += chunk.length;
  });
  request.on('end', () => {
    const reply = replies[size % replies.length];
    const answer = (): void => {
      response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
      response.end(isStream ? reply?.streamed : reply?.whole);
    };
    if (latency > 0) setTimeout(answer, latency);
    else answer();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : ''}\n`);
});

function wholeMessage(text: string): string {
  return JSON.stringify({
    ...message,
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
  });
}

function streamedMessage(text: string): string {
  const pieces = text.match(/.{1,20}/gs) ?? [];
  const events: { readonly type: string; readonly [key: string]: unknown }[] = [
    { type: 'message_start', message: { ...message, stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...pieces.map((piece) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: piece },
    })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}
