/** Made on first use: it takes 10 ms to load what it knows. */
let segmenter: Intl.Segmenter | undefined;

/** What ends a sentence by the rules of Unicode: its terminators, dots, and line breaks. */
const ENDING = /[\p{Sentence_Terminal}.\u2024\ufe52\uff0e\n\r\u0085\u2028\u2029]/u;

/** A sentence with all that stands behind it up to the next. */
export interface SentenceSegment {
  readonly segment: string;
  /** Where it begins. */
  readonly index: number;
}

/** The sentences of a text by the rules of Unicode, which know no abbreviations. */
export function sentenceSegments(text: string): Iterable<SentenceSegment> {
  // The segmenter takes ten times as long as a search for what it could find.
  if (!ENDING.test(text.slice(0, -1))) return text === '' ? [] : [{ segment: text, index: 0 }];
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  return segmenter.segment(text);
}
