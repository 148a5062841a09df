/** How long a text may be: characters (UTF-16 units, as GitHub counts) or bytes of UTF-8. */
export type Limit = { readonly characters: number } | { readonly bytes: number };

/** Lines as one text, cut between two of them so that the text with a last line about the cut keeps within the limit. */
export function cutLines(lines: readonly string[], most: Limit, cutNote: (left: number) => string): string {
  const size = (text: string): number => ('bytes' in most ? Buffer.byteLength(text) : text.length);
  const limit = 'bytes' in most ? most.bytes : most.characters;
  const whole = lines.join('\n');
  if (size(whole) <= limit) return whole;
  const room = limit - size(cutNote(lines.length));
  let used = 0;
  let fitting = 0;
  for (const line of lines) {
    used += size(line) + 1;
    if (used > room) break;
    fitting++;
  }
  const note = cutNote(lines.length - fitting);
  return [...lines.slice(0, fitting), note].join('\n');
}
