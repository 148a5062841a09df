import type { Answer, Span } from '../../answers/answer.ts';

/** Shorter quotes are found by chance. */
const SHORTEST = 4;

/**
 * Where an answer has a quote, blanks and line breaks aside; the turn that is named first, else any other. Undefined for
 * what is not there and for quotes too short to prove anything.
 */
export function findQuote({ turns }: Answer, turn: number, quote: string): Span | undefined {
  const wanted = squeezed(quote).text;
  if (wanted.length < SHORTEST) return undefined;
  const ordered = [...turns].sort((a, b) => Number(b.number === turn) - Number(a.number === turn));
  for (const { number, text } of ordered) {
    const { text: without, places } = squeezed(text);
    const at = without.indexOf(wanted);
    if (at === -1) continue;
    return { turn: number, start: places[at] ?? 0, end: (places[at + wanted.length - 1] ?? 0) + 1 };
  }
  return undefined;
}

/** A text without its blanks, and the place of each character that is left. */
function squeezed(text: string): { text: string; places: number[] } {
  const places: number[] = [];
  let left = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text[at] ?? '';
    if (/\s/.test(unit)) continue;
    left += unit;
    places.push(at);
  }
  return { text: left, places };
}
