import type { ComponentChildren } from 'preact';
import { visible } from '../parts/visible.tsx';

/** A place of a text to be marked, by UTF-16 offsets into it. */
export interface TextMark {
  readonly start: number;
  readonly end: number;
  readonly verdict: 'kept' | 'broken' | 'na' | 'unscored';
  /** What it is evidence of, for the pointer. */
  readonly title: string;
  /** Of the verdict that the reader looks at: which of its places, from 1 on. */
  readonly place: number | undefined;
}

/** A stretch of shown text and where it begins in the source. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** Shows stretches of a source text with its marks in their places. */
export function markedText(pieces: readonly Piece[], marks: readonly TextMark[]): ComponentChildren {
  return pieces.map((piece) => markedPiece(piece, marks));
}

function markedPiece({ text, start }: Piece, marks: readonly TextMark[]): ComponentChildren {
  const end = start + text.length;
  const here = marks.filter((mark) => mark.start < end && mark.end > start);
  if (here.length === 0) return visible(text);
  const cuts = new Set([start, end]);
  for (const mark of here) {
    cuts.add(Math.max(start, mark.start));
    cuts.add(Math.min(end, mark.end));
  }
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).map((to, index) => {
    const from = places[index] ?? start;
    const shown = visible(text.slice(from - start, to - start));
    const over = here.filter((mark) => mark.start < to && mark.end > from);
    const mark = over.find(({ place }) => place !== undefined) ?? over[0];
    if (!mark) return shown;
    return (
      <mark
        key={from}
        class={`evidence evidence-${mark.verdict}${mark.place === undefined ? '' : ' evidence-active'}`}
        data-place={mark.place}
        title={mark.title}
      >
        {shown}
      </mark>
    );
  });
}
