import { type FileHandle, open } from 'node:fs/promises';

/** Where one line stands in a file, in bytes, without its line break. */
export interface LinePlace {
  readonly start: number;
  readonly length: number;
}

/** Most bytes that are read at once, unless one line has more. */
const SPAN_BYTES = 1 << 20;

/** The lines at these places, which stand in the order of the file: neighbours are read at once. */
export async function* readPlaces(path: string, places: readonly LinePlace[]): AsyncGenerator<string> {
  await using file = await open(path);
  for (let at = 0; at < places.length;) {
    const { start } = places[at]!;
    const most = start + SPAN_BYTES;
    let next = at + 1;
    while (next < places.length && endOf(places[next]!) <= most) next++;
    const bytes = Buffer.alloc(endOf(places[next - 1]!) - start);
    await file.read(bytes, 0, bytes.length, start);
    for (; at < next; at++) {
      const place = places[at]!;
      yield bytes.toString('utf8', place.start - start, endOf(place) - start);
    }
  }
}

const endOf = ({ start, length }: LinePlace): number => start + length;

/** Reads one line again. */
export async function readPlace(file: FileHandle, { start, length }: LinePlace): Promise<string> {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, start);
  return bytes.toString('utf8');
}
