import { createReadStream } from 'node:fs';
import { type FileHandle } from 'node:fs/promises';

/** Where one line stands in a file, in bytes, without its line break. */
export interface LinePlace {
  readonly start: number;
  readonly length: number;
}

const BREAK = 0x0a;

/** The lines of a file with their places, one at a time; an unfinished last line is left out. */
export async function* linePlaces(path: string): AsyncGenerator<LinePlace & { readonly text: string }> {
  let held: Buffer[] = [];
  let start = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let to = chunk.indexOf(BREAK); to !== -1; to = chunk.indexOf(BREAK, from)) {
      held.push(chunk.subarray(from, to));
      const line = held.length === 1 ? held[0]! : Buffer.concat(held);
      yield { start, length: line.length, text: line.toString('utf8') };
      start += line.length + 1;
      held = [];
      from = to + 1;
    }
    held.push(chunk.subarray(from));
  }
}

/** Reads one line again. */
export async function readPlace(file: FileHandle, { start, length }: LinePlace): Promise<string> {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, start);
  return bytes.toString('utf8');
}
