import { firstMatch } from '../../answers/prefilter/match.ts';
import type { Answer, CodeBlock, CodeRole } from '../../answers/answer.ts';
import { spanInBlock } from '../../answers/code-blocks.ts';
import { isPutOff, remarksOn, type Mention } from '../../answers/mentions.ts';
import { offeredBlocks } from '../../answers/offered.ts';
import { oncePer } from '../../answers/once.ts';
import { isProgramming, programOf, withBlankComments } from '../../answers/tokens/program.ts';
import type { Evidence } from '../scorer.ts';
import { evidenceAt } from './verdicts.ts';

/** What shows that an answer has something. */
export interface Sign {
  /** What is to be seen there. */
  readonly why: string;
  /** In code, comments aside. */
  readonly code?: RegExp;
  /** Of the blocks that `code` is looked for in; implementation, data and shell by default. */
  readonly roles?: readonly CodeRole[];
  /** In a sentence, item or table row. */
  readonly text?: RegExp;
  /** Whether the clause says that it is so; by default whatever is not put off, imagined or denied. */
  readonly isSaid?: (clause: string) => boolean;
}

/** Where an answer shows a sign: the first place of each block, and the sentences. */
export function signsOf(answer: Answer, { why, code, roles, text, isSaid }: Sign): Evidence[] {
  const found = [
    ...(code === undefined ? [] : codePlaces(answer, code, roles)),
    ...(text === undefined ? [] : remarksOn(answer, text, isSaid ?? ((clause) => !isPutOff(clause)))),
  ];
  return found.map(({ span }) => evidenceAt(span, why));
}

const ROLES: readonly CodeRole[] = ['implementation', 'data', 'shell'];

/** The first match in each offered block; comments say what might be, and do not count. */
export function codePlaces(
  answer: Answer,
  pattern: RegExp,
  roles: readonly CodeRole[] = ROLES,
  accept: (block: CodeBlock) => boolean = () => true,
): Mention[] {
  return answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block): Mention[] => {
      if (!roles.includes(block.role) || !accept(block)) return [];
      const match = firstMatch(pattern, withoutComments(block));
      return match === null
        ? []
        : [{ text: match[0], span: spanInBlock(block, match.index, match.index + match[0].length) }];
    }),
  );
}

/** The code of a block with its comments made blank, so that offsets stay. */
export const withoutComments = oncePer((block: CodeBlock): string => {
  if (isProgramming(block.language)) return withBlankComments(programOf(block));
  const comments =
    block.language === 'sql' || block.language === 'diff' ? /--[^\n]*/g : /^[ \t]*(?:#|--|\/\/)[^\n]*/gm;
  return block.code.replace(comments, (comment) => ' '.repeat(comment.length));
});
