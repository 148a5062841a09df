import type { Answer } from '../../answers/answer.ts';
import { matches } from '../../answers/prefilter/match.ts';
import { isSameParagraph, isUnder, statementsOf, type Statement } from '../../answers/statements.ts';

/** A list item, or three sentences of a paragraph in a row: as far as a weighing reaches. */
export interface Passage {
  readonly text: string;
  readonly first: Statement;
  readonly last: Statement;
}

/** Statements, and questions that lay out options to the user, outside findings and tests. */
export function choicesIn(answer: Answer): readonly Statement[] {
  const asked = answer.turns.flatMap((turn) =>
    turn.questions.flatMap((question): Statement[] => {
      const block = turn.prose.find(
        ({ span }) => span.start <= question.span.start && span.end >= question.span.end,
      );
      return block === undefined ? [] : [{ text: question.text, span: question.span, block, turn }];
    }),
  );
  return [...statementsOf(answer), ...asked].filter((one) => !isUnder(one, /\b(?:findings?|tests?)\b/i));
}

/** "There are two ways to do it:" */
const ANNOUNCES =
  /\b(?:two|three|four|several|both|these|sensible|possible) (?:\w+ ){0,2}(?:ways|options|approaches|possibilities|choices|alternatives|strategies)\b.{0,60}[:：]\s*$/i;

export function passagesOf(statements: readonly Statement[]): Passage[] {
  const passages: Passage[] = [];
  for (const [at, first] of statements.entries()) {
    const group = [first];
    for (const next of statements.slice(at + 1, at + 4)) {
      const together =
        next.block === first.block || (group.length < 3 && isSameParagraph(group.at(-1) ?? first, next));
      if (!together) break;
      group.push(next);
    }
    if (matches(ANNOUNCES, first.text)) {
      for (const next of statements.slice(at + 1, at + 12))
        if (next.block.kind === 'item' && next.turn === first.turn) group.push(next);
        else break;
    }
    const isInside = at > 0 && first.block.kind === 'item' && statements[at - 1]?.block === first.block;
    if (!isInside)
      passages.push({ text: group.map(({ text }) => text).join(' '), first, last: group.at(-1) ?? first });
  }
  return passages;
}
