import { firstMatch, matches } from './prefilter/match.ts';
import type { Answer, CodeRole, Span } from './answer.ts';
import { spanInBlock } from './code-blocks.ts';
import { offeredBlocks } from './offered.ts';
import { placeIn } from './places.ts';
import { statementsOf, type Statement } from './statements.ts';

/** A place at which an answer speaks of something. */
export interface Mention {
  readonly span: Span;
  /** The matched words. */
  readonly text: string;
}

/** A mention in a sentence of its own prose. */
export interface Remark extends Mention {
  readonly statement: Statement;
}

const PUT_OFF =
  /\b(?:not (?:included|shown|implemented|covered|written|built|part|needed|necessary|required)|isn['’]t (?:included|shown|implemented|covered|needed|necessary)|(?:left|leave|leaves|leaving) (?:it |this |that |them |these )?out|out of scope|skip(?:ped)? (?:it|this|that|for now)|not yet|later|could|might|consider(?:ing)?|next steps?|to-?do|still open|nice to have|optional(?:ly)?|if (?:you|it|this|that|they|more|needed|necessary|required|the)|once you|would|without|lacks?|missing|there (?:is|are) no|has no|have no|needs? no|don['’]t need|do not need)\b|\bif\b.{0,120}\binstead\b/i;

/** True if a sentence puts the matter off, only imagines it, or says that it is not there. */
export const isPutOff = (text: string): boolean => matches(PUT_OFF, text);

/** Sentences, items and rows in which the answer speaks of `pattern` as a thing that is there, or that is to be done now. */
export function remarksOn(
  answer: Answer,
  pattern: RegExp,
  isAboutNow: (text: string) => boolean = (text) => !isPutOff(text),
): Remark[] {
  return statementsOf(answer).flatMap((statement): Remark[] => {
    const match = firstMatch(pattern, statement.text);
    if (match === null || !isAboutNow(clauseAround(statement.text, match.index))) return [];
    return [{ statement, text: match[0], span: placeOf(statement, match) }];
  });
}

const placeOf = (statement: Statement, match: RegExpExecArray): Span =>
  placeIn(statement.turn, { ...statement.block, span: statement.span }, match[0], match.index);

/** The part of a sentence, between semicolons and full stops, that holds the offset. */
function clauseAround(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf('; ', at), text.lastIndexOf('. ', at), text.lastIndexOf(' | ', at));
  const stop = /; |\. | \| /.exec(text.slice(at))?.index;
  return text.slice(start + 1, stop === undefined ? text.length : at + stop);
}

const CODE_ROLES: readonly CodeRole[] = ['implementation', 'data', 'shell', 'illustration'];

/** Places in the offered code blocks that match, the first of each block; tests count only if they are asked for. */
export function codeMentions(
  answer: Answer,
  pattern: RegExp,
  roles: readonly CodeRole[] = CODE_ROLES,
): Mention[] {
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block): Mention[] => {
      const match = roles.includes(block.role) ? firstMatch(pattern, block.code) : null;
      return match === null
        ? []
        : [{ text: match[0], span: spanInBlock(block, match.index, match.index + match[0].length) }];
    }),
  );
}
