import type { Code, InlineCode, Text } from '../../answers/markdown/nodes.ts';
import type { Piece } from './marks.tsx';

/** Text as it is shown; what was written as an escape or a character reference is a node of its own. */
export const textPiece = ({ value, start }: Text): Piece => ({ text: value, start });

/** Inline code without its backticks. */
export function inlineCodePiece({ value, start, end }: InlineCode, source: string): Piece {
  const found = source.slice(start, end).indexOf(value);
  return { text: value, start: found === -1 ? start : start + found };
}

/** A code block line by line, without the indentation of its list item. */
export function codePieces({ value, lineStarts }: Code): Piece[] {
  const lines = value.split('\n');
  return lines.map((line, index) => ({
    text: index < lines.length - 1 ? `${line}\n` : line,
    start: lineStarts[index] ?? 0,
  }));
}
