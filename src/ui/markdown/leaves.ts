import type { Code, InlineCode, Text } from 'mdast';
import { lineEnd } from '../../answers/lines.ts';
import { offsets } from '../../answers/nodes.ts';
import type { Piece } from './marks.tsx';

/** Text of a node as it stands in the source; where escapes make it differ, each character is found again in order. */
export function textPieces(node: Text, source: string): Piece[] {
  const { start, end } = offsets(node);
  if (node.value.length === end - start) return [{ text: source.slice(start, end), start }];
  const pieces: Piece[] = [];
  let at = start;
  let text = '';
  let from = start;
  for (const unit of node.value) {
    const found = source.slice(at, Math.min(end, at + LONGEST_ESCAPE)).indexOf(unit);
    // Character references are not found: they stand where the text before them ends.
    const place = found === -1 ? at : at + found;
    if (place !== from + text.length) {
      if (text !== '') pieces.push({ text, start: from });
      text = '';
      from = place;
    }
    text += unit;
    at = Math.min(end, place + unit.length);
  }
  return [...pieces, { text, start: from }];
}

/** Characters that may stand for one: the longest named reference has 33. */
const LONGEST_ESCAPE = 40;

/** Inline code without its backticks. */
export function inlineCodePieces(node: InlineCode, source: string): Piece[] {
  const { start, end } = offsets(node);
  const found = source.slice(start, end).indexOf(node.value);
  return [{ text: node.value, start: found === -1 ? start : start + found }];
}

/** A code block line by line: each is the end of its line in the source, without the indentation of its list item. */
export function codePieces(node: Code, source: string, lines: readonly number[]): Piece[] {
  const fenced = /^[`~]/.test(source.slice(offsets(node).start, offsets(node).start + 1));
  const first = (node.position?.start.line ?? 1) - 1 + (fenced ? 1 : 0);
  const values = node.value.split(/\r\n|\r|\n/);
  return values.map((value, index) => {
    const line = first + index;
    const end = lineEnd(source, lines, line);
    const start = Math.max(lines[line] ?? 0, end - value.length);
    const text = source.slice(start, end);
    return { text: index < values.length - 1 ? `${text}\n` : text, start };
  });
}
