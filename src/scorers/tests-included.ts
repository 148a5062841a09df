import { firstMatch, matches } from '../answers/prefilter/match.ts';
import type { Answer, CodeBlock } from '../answers/answer.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { testCases } from './shared/test-cases.ts';
import { broken, kept } from './shared/verdicts.ts';

const ENOUGH_CASES = 3;

/** Kept if the answer holds test code, or names at least three concrete test cases; a load run is neither. */
export const testsIncluded: Scorer = {
  id: 'tests-included',
  version: 1,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const code = answer.turns.flatMap(({ blocks }) => blocks.flatMap(testCodeIn));
    if (code.length > 0) return kept('The answer contains test code.', code);
    const cases = namedCases(answer);
    if (cases.length >= ENOUGH_CASES)
      return kept(`The answer names ${cases.length} concrete test cases.`, cases);
    if (cases.length > 0) {
      return broken(
        `The answer has no test code and names ${cases.length} concrete test ${cases.length === 1 ? 'case' : 'cases'}, fewer than three.`,
        cases,
      );
    }
    return broken('The answer has neither test code nor a list of test cases.');
  },
};

const namedCases = (answer: Answer): Evidence[] =>
  answer.turns.flatMap((turn) =>
    testCases(turn).map(({ turn: number, start, end }) => ({
      turn: number,
      start,
      end,
      why: 'A concrete test case.',
    })),
  );

const LOAD_SCRIPT =
  /from ['"]k6|^from locust|\bHttpUser\b|\bio\.gatling|^import locust|\bautocannon\(|^scenarios:|^[ \t]*executor:/m;
/** What test code consists of, whatever the framework: a named case, or a comparison with what is expected. */
const TEST_CASE =
  /^[ \t]*(?:async )?def test_?\w*\(|^[ \t]*(?:describe|it|test|specify|context|scenario)(?:\.\w+)*(?:<[^>\n]*>)?\s*\(?\s*['"`]|^[ \t]*func (?:Test|Benchmark|Fuzz|Example)\w*\(|@(?:Parameterized)?Test\b|\[(?:Fact|Test|Theory|TestMethod)\b|#\[(?:\w+::)?test\b|\bfunction test\w+\(|^[ \t]*Scenario(?: Outline)?:|^[ \t]*class \w*Tests?\w*\b[^\n]*TestCase|@pytest\.mark\.parametrize|\bDeno\.test\(|^[ \t]*@test\s+"/m;
const SQL_TEST =
  /\bselect\s+(?:plan|ok|is|is_empty|results_eq|throws_ok|lives_ok|has_table|policies_are)\s*\(/i;
const ASSERTION =
  /^[ \t]*(?:assert\b|self\.assert\w+\(|expect\(|assert(?:That|Equals|\.\w+)\(|require\.\w+\()/m;

function testCodeIn(block: CodeBlock): Evidence[] {
  if (block.quotesUser || block.role === 'data' || block.role === 'diagram') return [];
  if (matches(LOAD_SCRIPT, block.code)) return [];
  const found =
    firstMatch(block.language === 'sql' ? SQL_TEST : TEST_CASE, block.code) ??
    (block.role === 'test' ? firstMatch(ASSERTION, block.code) : null);
  if (found === null) return [];
  const start = found.index + (/^\s*/.exec(found[0])?.[0].length ?? 0);
  const end = block.code.indexOf('\n', start);
  return [{ ...spanInBlock(block, start, end === -1 ? block.code.length : end), why: 'Test code.' }];
}
