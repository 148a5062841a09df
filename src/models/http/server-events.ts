/** A line longer than this is no event of a model server. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The data of the events of a `text/event-stream`, those of each piece at once: a promise for each would cost more than
 * reading it. Names, ids and comments are left out.
 * @throws {RangeError} if a line does not end.
 */
export async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string | undefined;
  for await (const piece of body) {
    const text = rest + decoder.decode(piece, { stream: true });
    const lines = text.split(text.includes('\r') ? /\r\n|\n|\r(?!$)/ : '\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new RangeError('a line of the answer does not end');
    const events: string[] = [];
    for (const line of lines) {
      if (line === '') {
        if (data !== undefined) events.push(data);
        data = undefined;
      } else if (line.startsWith('data:')) {
        const value = line.slice(line[5] === ' ' ? 6 : 5);
        data = data === undefined ? value : `${data}\n${value}`;
      }
    }
    if (events.length > 0) yield events;
  }
}
