import { sentenceSegments } from './sentence-segments.ts';
import type { TextRun } from './text-runs.ts';

/** Abbreviations that end no sentence, whatever follows. */
const ABBREVIATION =
  /(?:^|[\s(“"'[])(?:e\.g|i\.e|vs|cf|ca|approx|resp|incl|excl|mr|mrs|ms|dr|st|z\. ?b|d\. ?h|u\. ?a|bzw|ggf|p\. ?ej|par ex)\.\s*$/i;
/** Abbreviations before a number. */
const NUMBERED = /(?:^|[\s(])(?:no|nr|fig|sec|ch|pp?|max|min)\.\s*$/i;

/** Splits running text into its sentences; breaks at hard line breaks, never inside inline code. */
export function sentences(run: TextRun): readonly TextRun[] {
  const found: TextRun[] = [];
  let start = 0;
  const text = shieldCode(run.text);
  for (const { segment, index } of sentenceSegments(text)) {
    const end = index + segment.length;
    if (end < text.length && !segment.endsWith('\n') && isUnfinished(text, segment, end)) continue;
    const sentence = run.slice(start, end);
    if (sentence.text !== '') found.push(sentence);
    start = end;
  }
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
