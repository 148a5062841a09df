import { createReadStream } from 'node:fs';
import { type FileHandle } from 'node:fs/promises';
import { LineCutter } from './line-cutter.ts';

/** Where one line stands in a file, in bytes, without its line break. */
export interface LinePlace {
  readonly start: number;
  readonly length: number;
}

/** The lines of a file with their places, one at a time; an unfinished last line is left out. */
export async function* linePlaces(path: string): AsyncGenerator<LinePlace & { readonly text: string }> {
  const cutter = new LineCutter();
  let start = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    for (const line of cutter.cut(chunk)) {
      yield { start, length: line.length, text: line.toString('utf8') };
      start += line.length + 1;
    }
  }
}

/** Reads one line again. */
export async function readPlace(file: FileHandle, { start, length }: LinePlace): Promise<string> {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, start);
  return bytes.toString('utf8');
}
