import type { Answer, Prose, Span, Turn } from './answer.ts';
import { placeIn } from './places.ts';
import { matchTogether } from './prefilter/match.ts';
import { oncePer } from './once.ts';

/** One sentence of the assistant's own prose: of a paragraph, a list item or a table row; never a heading or a question. */
export interface Statement {
  readonly text: string;
  readonly span: Span;
  /** The paragraph sentence, item or row that it stands in. */
  readonly block: Prose;
  readonly turn: Turn;
}

/** All statements of an answer, in the order of the text; quotes and questions to the user are left out. */
export const statementsOf = oncePer((answer: Answer): readonly Statement[] => {
  const found = answer.turns.flatMap(ofTurn);
  matchTogether(found.map(({ text }) => text));
  return found;
});

function ofTurn(turn: Turn): Statement[] {
  const asked = new Set(turn.questions.map(({ span }) => span.start));
  return turn.prose.flatMap((block) => {
    if (block.quoted || block.kind === 'heading') return [];
    if (block.kind !== 'item')
      return asked.has(block.span.start) ? [] : [{ text: block.text, span: block.span, block, turn }];
    return sentencesIn(block.text).flatMap(({ text, at }) => {
      const span = placeIn(turn, block, text, at);
      return asked.has(span.start) && /[?？؟]/.test(text) ? [] : [{ text, span, block, turn }];
    });
  });
}

/** Splits at full stops before a blank and a capital, digit or mark; inline code is never split. */
function sentencesIn(text: string): { text: string; at: number }[] {
  const shielded = text.replace(/`[^`]*`/g, (code) => 'x'.repeat(code.length));
  const found: { text: string; at: number }[] = [];
  let from = 0;
  for (const match of shielded.matchAll(/[.!?](?=\s+[\p{Lu}\d`"“(*x])|[。！？]/gu)) {
    const end = match.index + 1;
    if (/\b(?:e\.g|i\.e|etc|vs|approx|cf|no|ca)\.$/i.test(shielded.slice(Math.max(0, end - 8), end)))
      continue;
    push(text.slice(from, end), from);
    from = end;
  }
  push(text.slice(from), from);
  return found;

  function push(part: string, at: number): void {
    const trimmed = part.trim();
    if (trimmed !== '') found.push({ text: trimmed, at: at + part.indexOf(trimmed) });
  }
}

/** True if a title of the sections around a statement, the nearest included, matches. */
export const isUnder = ({ block }: Statement, title: RegExp): boolean =>
  block.headings.some((heading) => title.test(heading));

/** True if two sentences stand in one paragraph of running text. */
export const isSameParagraph = (before: Statement, after: Statement): boolean =>
  before.turn === after.turn &&
  before.block.kind === 'sentence' &&
  after.block.kind === 'sentence' &&
  !/\n\s*\n|```|~~~/.test(before.turn.text.slice(before.span.end, after.span.start));
