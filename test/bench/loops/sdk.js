// What one writes oneself: p-limit, the SDK, a JSONL file. `node sdk.js <trials> <file>`
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import Anthropic from '@anthropic-ai/sdk';
import pLimit from 'p-limit';

const [trials = '1', path = ''] = process.argv.slice(2);
const client = new Anthropic();
const file = createWriteStream(path);
const limit = pLimit(50);
const ask = async (trial) => {
  const answer = await client.messages.create({
    model: 'claude-haiku-4-5',
    max_tokens: 4096,
    system: 'You are terse.',
    messages: [{ role: 'user', content: `Task ${trial}` }],
  });
  const text = answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  file.write(`${JSON.stringify({ trial, text, usage: answer.usage, kept: /paginated/.test(text) })}\n`);
};
await Promise.all(Array.from({ length: Number(trials) }, (_, trial) => limit(() => ask(trial))));
file.end();
await finished(file);
