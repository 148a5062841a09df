import type { Span, Turn } from '../../answers/answer.ts';
import { spanInBlock } from '../../answers/code-blocks.ts';
import type { KindOf } from '../../promises/scorer-kinds.ts';
import type { Evidence, Scorer } from '../scorer.ts';
import { offeredBlocks } from '../../answers/offered.ts';
import { evidenceAt } from '../shared/verdicts.ts';
import { onceFound, verdictOnFinding } from './finding.ts';
import { inTurns, turnsOf } from './turns.ts';
import { searchWithinTime } from './within-time.ts';

const MOST_EVIDENCE = 10;

/** Looks for a pattern in whole turns, in each code block, or in each sentence, item, row and heading of the prose. */
export function regexScorer(id: string, { pattern, in: where, turn, means }: KindOf<'regex'>): Scorer {
  // `^` and `$` stand for the ends of a line, as in any search of a text.
  const everywhere = new RegExp(pattern.source, `${pattern.flags}gm`);
  const named = `/${pattern.source}/i`;
  const place =
    where === 'answer' ? 'The answer' : where === 'code' ? "The answer's code" : "The answer's prose";
  return {
    id,
    version: 1,
    ...onceFound(means),
    score(answer) {
      const pieces = turnsOf(answer, turn).flatMap((one) => piecesOf(one, where));
      const found = searchWithinTime(pattern, () =>
        search(pieces, everywhere, `${place} has what ${named} looks for.`),
      );
      return verdictOnFinding(found, means, `${place} has nothing that ${named} matches${inTurns(turn)}.`);
    },
  };
}

/** A text that is searched by itself, and where a part of it stands. */
interface Piece {
  readonly text: string;
  span(start: number, end: number): Span;
}

function piecesOf(turn: Turn, where: KindOf<'regex'>['in']): Piece[] {
  switch (where) {
    case 'answer':
      return [{ text: turn.text, span: (start, end) => ({ turn: turn.number, start, end }) }];
    case 'code':
      return offeredBlocks(turn).map((block) => ({
        text: block.code,
        span: (start, end) => spanInBlock(block, start, end),
      }));
    case 'prose':
      return turn.prose.map(({ text, span }) => ({ text, span: () => span }));
  }
}

function search(pieces: readonly Piece[], pattern: RegExp, why: string): Evidence[] {
  const found: Evidence[] = [];
  for (const { text, span } of pieces) {
    for (const { index, 0: match } of text.matchAll(pattern)) {
      found.push(evidenceAt(span(index, index + match.length), why));
      if (found.length === MOST_EVIDENCE) return found;
    }
  }
  return found;
}
