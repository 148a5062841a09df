import type { CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { significantLinesOf } from '../answers/roles.ts';
import type { Scorer, Verdict } from './scorer.ts';
import { isAntiExample } from '../answers/anti-example.ts';
import { explanationsIn } from '../answers/tokens/comments.ts';
import { broken, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the implementation code explains itself where it has to: at least one comment or docstring that tells the reader
 * something, and one for every 80 lines of code. Paths, rulers, directives, headings of a word or two, and code put out of use
 * explain nothing. Not applicable to fewer than 25 lines of implementation code without one: they need none.
 */
export const inlineComments: Scorer = {
  id: 'inline-comments',
  version: 1,
  score(answer): Verdict {
    const blocks = answer.turns.flatMap((turn) =>
      turn.blocks.filter(
        (block) => block.role === 'implementation' && !block.quotesUser && !isAntiExample(block, turn),
      ),
    );
    const lines = blocks.reduce((sum, block) => sum + significantLinesOf(block).length, 0);
    const evidence = blocks.flatMap((block) =>
      explanationsIn(block).map(({ start, end }) => ({
        ...spanInBlock(block, start, end),
        why: 'Explains the code.',
      })),
    );
    if (lines < FEWEST_LINES && evidence.length === 0)
      return notApplicable('The answer has too little code to need comments.');
    if (evidence.length === 0)
      return broken(`None of the ${lines} lines of code is explained by a comment.`, longest(blocks));
    if (evidence.length < Math.floor(lines / LINES_PER_COMMENT)) {
      return broken(
        `Only ${evidence.length} ${evidence.length === 1 ? 'comment explains' : 'comments explain'} ${lines} lines of code.`,
        [...longest(blocks), ...evidence],
      );
    }
    return kept(
      `${evidence.length} ${evidence.length === 1 ? 'comment explains' : 'comments explain'} the code.`,
      evidence,
    );
  },
};

const FEWEST_LINES = 25;
const LINES_PER_COMMENT = 80;

function longest(blocks: readonly CodeBlock[]) {
  const uncommented = blocks.filter((block) => explanationsIn(block).length === 0);
  const [block] = uncommented.toSorted((a, b) => b.code.length - a.code.length);
  return block === undefined ? [] : [{ ...block.span, why: 'A block without an explaining comment.' }];
}
