import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../answers/markdown/markdown.ts';
import type { Node } from '../../answers/markdown/nodes.ts';
import { codePieces, inlineCodePiece, textPiece } from './leaves.ts';
import type { Piece } from './marks.tsx';

/** Every leaf of a text that shows words, with where they begin in it. */
function piecesOf(text: string): Piece[] {
  const { root } = parseMarkdown(text);
  const found: Piece[] = [];
  const walk = (node: Node): void => {
    if (node.type === 'text') found.push(textPiece(node));
    else if (node.type === 'inlineCode') found.push(inlineCodePiece(node, text));
    else if (node.type === 'code') found.push(...codePieces(node));
    else if ('children' in node) node.children.forEach(walk);
  };
  walk(root);
  return found;
}

describe('the words of an answer', () => {
  it('are told with where they stand in its source', () => {
    const text = 'A *b* `c d` [e](f)\n\n- g\n\n  ```py\n  h = 1\n    i\n  ```\n\n    j\n';
    const pieces = piecesOf(text);
    expect(
      pieces
        .map((piece) => piece.text)
        .join(' ')
        .split(/\s+/)
        .join(' '),
    ).toBe('A b c d e g h = 1 i j');
    for (const { text: words, start } of pieces)
      expect(text.slice(start, start + words.trimEnd().length)).toBe(words.trimEnd());
  });

  it('are found again behind escapes and character references', () => {
    const text = String.raw`one \* two &amp; three &copy; four \_five`;
    const pieces = piecesOf(text);
    expect(pieces.map((piece) => piece.text).join('')).toBe('one * two & three © four _five');
    const five = pieces.find((piece) => piece.text.includes('five'));
    expect(text.slice(five?.start).startsWith(five?.text ?? '?')).toBe(true);
  });

  it('keep their places in quotes and tables', () => {
    const text = '> quoted\n> words\n\n| a | b |\n|---|---|\n| one `x` | two |\n';
    for (const { text: words, start } of piecesOf(text)) {
      const [first = ''] = words.split('\n');
      expect(text.slice(start, start + first.length)).toBe(first);
    }
  });
});
