/** No answer is nearly as long; what is longer is not kept in memory. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The lines of a body, one at a time. Only a line feed ends a line (JSON text may hold U+2028 in the raw, at which
 * `node:readline` would cut); a line beyond 64 MB comes as ''.
 */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  longest: number = LONGEST_LINE,
): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= longest) parts.push(Buffer.from(part));
    else parts = [];
  };
  const line = (): string => {
    const text = length <= longest ? Buffer.concat(parts).toString('utf8') : '';
    parts = [];
    length = 0;
    return text;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, from)) {
      take(chunk.subarray(from, end));
      yield line();
      from = end + 1;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) yield line();
}
