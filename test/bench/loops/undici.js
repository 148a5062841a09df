// The least that any client could do: undici.request, JSON, a JSONL file. `node undici.js <trials> <file>`
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { Agent, request } from 'undici';

const [trials = '1', path = ''] = process.argv.slice(2);
const dispatcher = new Agent({ connections: 50 });
const file = createWriteStream(path);
const headers = { 'content-type': 'application/json', 'x-api-key': 'x', 'anthropic-version': '2023-06-01' };
let next = 0;
const work = async () => {
  for (let trial = next++; trial < Number(trials); trial = next++) {
    const body = JSON.stringify({
      model: 'claude-haiku-4-5',
      max_tokens: 4096,
      system: 'You are terse.',
      messages: [{ role: 'user', content: `Task ${trial}` }],
    });
    const url = `${process.env['ANTHROPIC_BASE_URL'] ?? ''}/v1/messages`;
    const { body: answered } = await request(url, { method: 'POST', body, headers, dispatcher });
    const answer = await answered.json();
    const text = answer.content.map((block) => block.text).join('');
    file.write(`${JSON.stringify({ trial, text, usage: answer.usage, kept: /paginated/.test(text) })}\n`);
  }
};
await Promise.all(Array.from({ length: 50 }, work));
file.end();
await finished(file);
await dispatcher.close();
