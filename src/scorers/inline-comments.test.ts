import { describe, expect, it } from 'vitest';
import { inlineComments } from './inline-comments.ts';
import { verdictOf } from './shared/testing.ts';

const inBlock = (language: string, code: string): string =>
  `The service:\n\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n`;
const lines = (count: number): string =>
  Array.from({ length: count }, (_, at) => `value_${at} = load(${at})`).join('\n');
const judged = async (code: string, language = 'python'): Promise<string> =>
  (await verdictOf(inlineComments, inBlock(language, code))).verdict;

describe('inline-comments is kept by', () => {
  it('a comment that says why, and points at it', async () => {
    const verdict = await verdictOf(
      inlineComments,
      inBlock('python', `${lines(30)}\n# The row lock keeps numbers without gaps.\nlast = 1`),
    );
    expect(verdict.verdict).toBe('kept');
    expect(verdict.quotes).toEqual(['# The row lock keeps numbers without gaps.']);
  });

  it.each([
    [
      'a docstring',
      `def load(at: int) -> int:\n    """Reads one value and caches it for the request."""\n    return at\n\n\n${lines(30)}`,
    ],
    [
      'one comment on why, in longer code',
      `${lines(70)}\n# The lock is taken first, so that numbers have no gaps.`,
    ],
    [
      'two comments in longer code',
      `${lines(35)}\n# a second delivery of the same job\n${lines(35)}\n# open, sent or failed`,
    ],
    ['a comment in German', `${lines(30)}\n# Die Sperre hält die Nummern lückenlos.`],
  ])('%s', async (_, code) => {
    expect(await judged(code)).toBe('kept');
  });

  it('a comment in SQL', async () => {
    const columns = Array.from({ length: 30 }, (_, at) => `  column_${at} text`).join(',\n');
    expect(
      await judged(
        `CREATE TABLE wide (\n${columns}\n);\n-- Partial, so that drafts cost nothing.\nCREATE INDEX ON wide (column_1);`,
        'sql',
      ),
    ).toBe('kept');
  });
});

describe('inline-comments is broken by', () => {
  it.each([
    ['no comment at all', lines(30)],
    ['only the path of the file', `# app/service.py\n${lines(30)}`],
    ['only rulers and headings', `# ---------- helpers ----------\n${lines(30)}\n# Routes`],
    [
      'only directives and dead code',
      `${lines(30)}\nx = 1  # type: ignore[assignment]\n# old = load(1)\n# noqa: E501`,
    ],
    ['one comment that says no reason', `${lines(70)}\n# a second delivery of the same job`],
    [
      'the title of a script',
      `#!/usr/bin/env python3\n"""Rebuild the totals of one month: totals.py 2025-06"""\n${lines(40)}`,
    ],
    ['one comment in hundreds of lines', `# The row lock keeps numbers without gaps.\n${lines(200)}`],
  ])('%s', async (_, code) => {
    expect(await judged(code)).toBe('broken');
  });
});

it('inline-comments does not apply to a few lines of code', async () => {
  expect(await judged(lines(10))).toBe('not-applicable');
  expect((await verdictOf(inlineComments, 'No code is needed.')).verdict).toBe('not-applicable');
});
