import type { CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import { significantLinesOf } from '../answers/roles.ts';
import type { Scorer, Verdict } from './scorer.ts';
import { isAntiExample } from '../answers/anti-example.ts';
import { explanationsIn, type Explanation } from '../answers/tokens/comments.ts';
import { broken, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the implementation code explains itself where it has to: at least two comments or docstrings that tell the reader
 * something, and one for every 80 lines of code; one alone suffices in a short piece of code, or where it says why. Paths,
 * rulers, directives, headings of a word or two, the title of a script, and code put out of use explain nothing. Not
 * applicable to fewer than 25 lines of implementation code without one: they need none.
 */
export const inlineComments: Scorer = {
  id: 'inline-comments',
  version: 2,
  score(answer): Verdict {
    const blocks = answer.turns.flatMap((turn) =>
      turn.blocks.filter(
        (block) => block.role === 'implementation' && !block.quotesUser && !isAntiExample(block, turn),
      ),
    );
    const lines = blocks.reduce((sum, block) => sum + significantLinesOf(block).length, 0);
    const found = blocks.flatMap((block) =>
      explanationsIn(block)
        .filter((explanation) => !isTitle(block, explanation))
        .map(({ start, end, text }) => ({
          text,
          place: { ...spanInBlock(block, start, end), why: 'Explains the code.' },
        })),
    );
    const [only, ...others] = found;
    const evidence = found.map(({ place }) => place);
    if (lines < FEWEST_LINES && evidence.length === 0)
      return notApplicable('The answer has too little code to need comments.');
    if (evidence.length === 0)
      return broken(`None of the ${lines} lines of code is explained by a comment.`, longest(blocks));
    const isTooLittle =
      only !== undefined && others.length === 0 && lines > LINES_FOR_ONE && !SAYS_WHY.test(only.text);
    if (isTooLittle || evidence.length < Math.floor(lines / LINES_PER_COMMENT)) {
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
/** Lines of code up to which one comment is enough, whatever it says. */
const LINES_FOR_ONE = 60;
const SAYS_WHY =
  /\b(?:so|because|since|however|except|otherwise|never|hence|must|safe\w*|only|rather|instead|avoid\w*|prevent\w*|until|unless|even if|would|cannot|can['’]t|weil|damit|sonst|nie|porque|para que|nunca|parce que|sinon|jamais|afin|senão)\b/i;

/** The docstring that begins a script, of one sentence: what it is called and does. */
const isTitle = ({ code, language }: CodeBlock, { start, text }: Explanation): boolean =>
  language === 'python' &&
  /^(?:#[^\n]*\n|\s)*$/.test(code.slice(0, start)) &&
  !text.startsWith('#') &&
  !/[.!?]\s+\S|\n\s*\S/.test(text.trim()) &&
  !SAYS_WHY.test(text);

function longest(blocks: readonly CodeBlock[]) {
  const uncommented = blocks.filter((block) => explanationsIn(block).length === 0);
  const [block] = uncommented.toSorted((a, b) => b.code.length - a.code.length);
  return block === undefined ? [] : [{ ...block.span, why: 'A block without an explaining comment.' }];
}
