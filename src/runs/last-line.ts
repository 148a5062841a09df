import { open } from 'node:fs/promises';
import { parseJson } from '../input/json.ts';

/** Longer than any line that says how a run ended. */
const TAIL_BYTES = 64 * 1024;

/** The last line of a JSONL file, parsed; undefined if it is unfinished or long. */
export async function lastLine(path: string): Promise<unknown> {
  await using file = await open(path, 'r');
  const { size } = await file.stat();
  const start = Math.max(0, size - TAIL_BYTES);
  const tail = Buffer.alloc(size - start);
  await file.read(tail, 0, tail.length, start);
  const text = tail.toString('utf8');
  const lineBreak = text.lastIndexOf('\n', text.length - 2);
  return text.endsWith('\n') && lineBreak !== -1 ? parseJson(text.slice(lineBreak + 1)) : undefined;
}
