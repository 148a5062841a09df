import type { CodeBlock } from '../answers/answer.ts';
import type { PythonFunction } from '../answers/python-functions.ts';
import type { Scorer, Verdict } from './scorer.ts';
import { pythonFiles, type PythonFile } from '../answers/python-files.ts';
import { broken, kept, listed, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if every Python function outside tests has types on all parameters (but `self` and `cls`) and on its return;
 * `__init__` may omit its return. Not applicable without Python functions.
 */
export const pythonTypeHints: Scorer = {
  id: 'python-type-hints',
  version: 2,
  score(answer): Verdict {
    const functions = pythonFiles(answer).flatMap((file) => judgedIn(file).map((found) => ({ file, found })));
    if (functions.length === 0) return notApplicable('The answer has no Python functions outside tests.');
    const gaps = functions.flatMap(({ file, found }) => {
      const gap = gapOf(found);
      return gap === undefined ? [] : [{ ...file.place(found.start, found.end), why: gap }];
    });
    const [first] = gaps;
    if (first === undefined) {
      return kept(
        `All ${functions.length} Python functions are annotated.`,
        functions.map(({ file, found }) => ({
          ...file.place(found.start, found.end),
          why: `\`${found.name}\` is annotated.`,
        })),
      );
    }
    const others = gaps.length - 1;
    return broken(
      others === 0
        ? first.why
        : `${first.why.slice(0, -1)}, and ${others} more ${others === 1 ? 'function is' : 'functions are'} not fully annotated.`,
      gaps,
    );
  },
};

/** Helpers of a test file are test code too; but one block may hold the code and, below it, its tests. */
function judgedIn({ block, functions }: PythonFile): PythonFunction[] {
  const code = functions.filter(({ isTest }) => !isTest);
  if (block.role !== 'test') return code;
  const firstTest = functions.find(({ isTest }) => isTest)?.start ?? 0;
  return isTestFile(block) ? [] : code.filter(({ start }) => start < firstTest);
}

const isTestFile = ({ code, headings }: CodeBlock): boolean =>
  /\btest(?:s|ing)?\b/i.test(headings.at(-1) ?? '') ||
  /^\s*#[^\n]*test/i.test(code) ||
  /^(?:import (?:pytest|unittest)|from (?:unittest|pytest|fastapi\.testclient|django\.test))\b/m.test(code);

const STARS = { plain: '', args: '*', kwargs: '**' };

function gapOf({ name, parameters, returnAnnotated }: PythonFunction): string | undefined {
  const bare = parameters
    .filter(({ annotated }) => !annotated)
    .map((parameter) => `\`${STARS[parameter.kind]}${parameter.name}\``);
  const lacksReturn = !returnAnnotated && name !== '__init__';
  if (bare.length === 0) return lacksReturn ? `\`${name}\` has no return annotation.` : undefined;
  const types = `${listed(bare)} ${bare.length === 1 ? 'has' : 'have'} no type in \`${name}\``;
  return lacksReturn ? `${types}, which has no return annotation either.` : `${types}.`;
}
