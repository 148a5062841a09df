/** A line longer than this is no event of a model server. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Hears of the events of a stream, in their order. */
export interface EventReader {
  /** Takes the data of one event. */
  read(data: string): void;
  /**
   * Takes whole events of the commonest kind where one may begin, without their being cut out of the text.
   * @returns where the next one begins; `at` if there is none of that kind.
   */
  skim?(text: string, at: number): number;
}

/**
 * Reads a `text/event-stream` to its end. Names, ids and comments are left out.
 * @throws {RangeError} if a line does not end; whatever the reader and the body throw.
 */
export async function readServerEvents(body: AsyncIterable<Uint8Array>, reader: EventReader): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string | undefined;
  for await (const piece of body) {
    const text = rest + decoder.decode(piece, { stream: true });
    // A carriage return at the end may be half of a line break.
    const lineEnd = text.includes('\r') ? /\r\n|\n|\r(?!$)/g : /\n/g;
    let at = 0;
    for (;;) {
      if (data === undefined) at = reader.skim?.(text, at) ?? at;
      lineEnd.lastIndex = at;
      const end = lineEnd.exec(text);
      if (!end) break;
      const line = text.slice(at, end.index);
      at = lineEnd.lastIndex;
      if (line === '') {
        if (data !== undefined) reader.read(data);
        data = undefined;
      } else if (line.startsWith('data:')) {
        const value = line.slice(line[5] === ' ' ? 6 : 5);
        data = data === undefined ? value : `${data}\n${value}`;
      }
    }
    rest = text.slice(at);
    if (rest.length > LONGEST_LINE) throw new RangeError('a line of the answer does not end');
  }
}
