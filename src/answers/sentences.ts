import type { TextRun } from './text-runs.ts';

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Abbreviations that end no sentence, whatever follows. */
const ABBREVIATION =
  /(?:^|[\s(“"'[])(?:e\.g|i\.e|vs|cf|ca|approx|resp|incl|excl|mr|mrs|ms|dr|st|z\. ?b|d\. ?h|u\. ?a|bzw|ggf|p\. ?ej|par ex)\.\s*$/i;
/** Abbreviations before a number. */
const NUMBERED = /(?:^|[\s(])(?:no|nr|fig|sec|ch|pp?|max|min)\.\s*$/i;

/** What ends a sentence by the rules of Unicode: its terminators, dots, and hard line breaks. */
const ENDING = /[\p{Sentence_Terminal}.\u2024\ufe52\uff0e\u0085\n]/u;

/** Splits running text into its sentences; breaks at hard line breaks, never inside inline code. */
export function sentences(run: TextRun): readonly TextRun[] {
  const found: TextRun[] = [];
  let start = 0;
  const text = shieldCode(run.text);
  // The segmenter takes ten times as long as a search for what it could find.
  if (!ENDING.test(text.slice(0, -1))) return run.text.trim() === '' ? [] : [run.slice(0, run.text.length)];
  for (const { segment, index } of SEGMENTER.segment(text)) {
    const end = index + segment.length;
    if (end < text.length && !segment.endsWith('\n') && isUnfinished(text, segment, end)) continue;
    const sentence = run.slice(start, end);
    if (sentence.text !== '') found.push(sentence);
    start = end;
  }
  const rest = run.slice(start, run.text.length);
  if (rest.text !== '') found.push(rest);
  return found;
}

function isUnfinished(text: string, segment: string, end: number): boolean {
  return (
    ABBREVIATION.test(segment.slice(-12)) ||
    (NUMBERED.test(segment.slice(-8)) && /^\d/.test(text[end] ?? '')) ||
    isListNumber(segment) ||
    /^[)\]”"’]/.test(text[end] ?? '')
  );
}

const isListNumber = (segment: string): boolean => /^\s*\(?\d{1,2}[.)]\s*$/.test(segment);

/** Replaces the inside of inline code by letters, one for one, so that `a. B?` ends no sentence. */
function shieldCode(text: string): string {
  return text.replace(/`+[^`]*`+/g, (code) => 'x'.repeat(code.length));
}

/** A sentence's text and place, for callers that need no run. */
export function textAndBounds(run: TextRun): { text: string; start: number; end: number } {
  return { text: run.text.replaceAll('\n', ' '), ...run.bounds };
}
