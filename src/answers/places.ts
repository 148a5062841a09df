import type { Prose, Span, Turn } from './answer.ts';

/**
 * The place of `matched`, which stands at `at` in the plain text of `prose`. The source holds the same characters and marks
 * between them, so it never stands earlier there; where marks stand within, the place of the whole prose.
 */
export function placeIn(turn: Turn, prose: Prose, matched: string, at: number): Span {
  const { start, end } = prose.span;
  const source = turn.text.slice(start, end);
  const found = source.indexOf(matched, at);
  return found === -1
    ? prose.span
    : { turn: turn.number, start: start + found, end: start + found + matched.length };
}

/** True if the prose is, or holds, a question to the user: what it names is asked about, not offered. */
export const isAsked = (prose: Prose, turn: Turn): boolean =>
  turn.questions.some(({ span }) => span.start < prose.span.end && span.end > prose.span.start);
