import type { Prose } from './answer.ts';
import { sentencesOf, type TextBlock } from './outline.ts';
import { textAndBounds } from './sentences.ts';

/** Sentences, list items, table rows and headings of one turn, in the order of the text. */
export function proseOf(texts: readonly TextBlock[], turn: number): Prose[] {
  return texts.flatMap((block) => {
    const { headings, quoted } = block;
    const kind = block.kind === 'paragraph' ? 'sentence' : block.kind;
    const runs = kind === 'sentence' ? sentencesOf(block) : [block.run];
    return runs.map((run): Prose => {
      const { text, start, end } = textAndBounds(run);
      return { text, kind, span: { turn, start, end }, headings, quoted };
    });
  });
}
