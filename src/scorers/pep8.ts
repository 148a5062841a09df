import { significantLinesOf } from '../answers/roles.ts';
import { ruffOf } from '../answers/ruff.ts';
import { spanInBlock } from '../answers/code-blocks.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { pythonFiles, type PythonFile } from '../answers/python-files.ts';
import { broken, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if the Python code follows PEP 8 as far as snippets in a document can: by Ruff's E, W and N rules with lines of up to
 * 100 characters; blanks that align columns, blank lines between pieces, imports below the top of a snippet, names that a
 * library, a formula or JSON asks for, and a missing last newline do not count. Broken by one offence that misleads readers
 * (names, bare `except`, `== None`, tabs, indentation), or by more small ones than one in 25 lines. Not applicable without
 * Python code.
 */
export const pep8: Scorer = {
  id: 'pep8',
  version: 2,
  score(answer): Verdict {
    const files = pythonFiles(answer);
    const lines = files.reduce((sum, { block }) => sum + significantLinesOf(block).length, 0);
    if (lines < FEWEST_LINES) return notApplicable('The answer has no Python code to speak of.');
    const offences = files.flatMap(offencesIn);
    const serious = offences.find(({ isSerious }) => isSerious);
    const evidence = offences
      .toSorted((a, b) => Number(b.isSerious) - Number(a.isSerious))
      .map(({ place }) => place);
    if (serious !== undefined) return broken(serious.place.why, evidence);
    const allowed = Math.max(ALWAYS_ALLOWED, Math.floor(lines / LINES_PER_SMALL_OFFENCE));
    if (offences.length > allowed)
      return broken(`${offences.length} small offences against PEP 8 in ${lines} lines.`, evidence);
    const [first] = files;
    return kept(
      offences.length === 0
        ? 'Ruff finds no offence against PEP 8.'
        : `Only ${offences.length} small ${offences.length === 1 ? 'offence' : 'offences'} against PEP 8 in ${lines} lines.`,
      first === undefined ? [] : [{ ...first.block.span, why: 'Follows PEP 8.' }],
    );
  },
};

const FEWEST_LINES = 3;
const ALWAYS_ALLOWED = 2;
const LINES_PER_SMALL_OFFENCE = 25;

const SERIOUS = new Set([
  'invalid-class-name',
  'invalid-function-name',
  'invalid-argument-name',
  'non-lowercase-variable-in-function',
  'camelcase-imported-as-acronym',
  'none-comparison',
  'true-false-comparison',
  'not-in-test',
  'not-is-test',
  'type-comparison',
  'bare-except',
  'lambda-assignment',
  'ambiguous-variable-name',
  'ambiguous-function-name',
  'ambiguous-class-name',
  'tab-indentation',
  'mixed-spaces-and-tabs',
  'invalid-escape-sequence',
  'indentation-with-invalid-multiple',
  'over-indented',
  'indent-with-spaces',
  'unexpected-indentation',
  'no-indented-block',
]);
const NO_OFFENCE = new Set([
  'missing-newline-at-end-of-file',
  'module-import-not-at-top-of-file',
  'error-suffix-on-exception-name',
  'mixed-case-variable-in-class-scope',
  'invalid-first-argument-name-for-method',
  'invalid-first-argument-name-for-class-method',
  'mixed-case-variable-in-global-scope',
  'multiple-spaces-after-comma',
  'multiple-spaces-before-operator',
  'multiple-spaces-after-operator',
  'multiple-spaces-before-keyword',
  'multiple-spaces-after-keyword',
  'tab-after-comma',
  'too-few-spaces-before-inline-comment',
  'missing-whitespace-around-arithmetic-operator',
  'too-many-newlines-at-end-of-file',
  'blank-line-between-methods',
  'blank-lines-top-level',
  'too-many-blank-lines',
  'blank-line-after-decorator',
  'blank-lines-after-function-or-class',
  'blank-lines-before-nested-definition',
  'constant-imported-as-non-constant',
  'lowercase-imported-as-non-lowercase',
  'camelcase-imported-as-lowercase',
  'camelcase-imported-as-constant',
  'whitespace-before-punctuation',
  'invalid-syntax',
  'dunder-function-name',
  'multiple-leading-hashes-for-block-comment',
]);

interface Offence {
  readonly isSerious: boolean;
  readonly place: Evidence;
}

/** Rules of other scorers. */
const IS_OTHER = /^undefined-name$|-in-async-function$/;

function offencesIn({ block }: PythonFile): Offence[] {
  return ruffOf(block).flatMap(({ rule, message, start, end }): Offence[] => {
    const line = lineAround(block.code, start);
    if (NO_OFFENCE.has(rule) || IS_OTHER.test(rule) || isAskedFor(rule, message, line)) return [];
    const place = { ...spanInBlock(block, start, end), why: `${message.replace(/\.$/, '')}.` };
    return [{ isSerious: SERIOUS.has(rule), place }];
  });
}

function lineAround(code: string, at: number): string {
  const start = code.lastIndexOf('\n', at - 1) + 1;
  const end = code.indexOf('\n', at);
  return code.slice(start, end === -1 ? undefined : end);
}

/** Matrices are called `X`; SQLAlchemy needs `== None`; frameworks ask for names such as `setUp` and `do_GET`. */
function isAskedFor(rule: string, message: string, line: string): boolean {
  if (rule === 'none-comparison' || rule === 'true-false-comparison')
    return /\b(?:where|filter\w*|and_|or_|Index|case|having|select|update|delete|on_clause|postgresql_where)\b|\.c\./.test(
      line,
    );
  const name = /`([^`]+)`/.exec(message)?.[1] ?? '';
  if (rule === 'invalid-argument-name' || rule === 'non-lowercase-variable-in-function')
    return /^[A-Z]\d?$|^[A-Z]_|_[A-Z]$|^[A-Z][A-Z0-9_]+$|^[A-Z][a-z]\w*$/.test(name);
  return (
    rule === 'invalid-function-name' &&
    /^(?:setUp|tearDown|do_[A-Z]+|visit_\w+|assert\w+|[A-Z]+|get\w*Class|dispatch\w*|default|maxDiff)/.test(
      name,
    )
  );
}
