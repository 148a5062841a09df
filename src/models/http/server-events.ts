/** A line longer than this is no event of a model server. */
const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The data of each event of a `text/event-stream`, as it comes; names, ids and comments are left out.
 * @throws {RangeError} if a line does not end.
 */
export async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string | undefined;
  for await (const piece of body) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new RangeError('a line of the answer does not end');
    for (const line of lines) {
      if (line === '') {
        if (data !== undefined) yield data;
        data = undefined;
      } else if (line.startsWith('data:')) {
        const value = line.startsWith('data: ') ? line.slice(6) : line.slice(5);
        data = data === undefined ? value : `${data}\n${value}`;
      }
    }
  }
}
