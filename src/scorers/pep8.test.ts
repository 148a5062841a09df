import { describe, expect, it } from 'vitest';
import { pep8 } from './pep8.ts';
import { verdictOf } from './shared/testing.ts';

const python = (code: string): string => `The code:\n\n\`\`\`python\n${code.trim()}\n\`\`\`\n`;
const judged = async (code: string): Promise<string> => (await verdictOf(pep8, python(code))).verdict;

const CODE = `
import csv
from pathlib import Path

LIMIT = 100


class RowError(Exception):
    """A row that cannot be read."""


def read_rows(path: Path) -> list[dict]:
    with path.open() as file:
        return list(csv.DictReader(file))[:LIMIT]
`;

describe('pep8 is kept by', () => {
  it.each([
    ['clean code', CODE],
    [
      'columns that are aligned and one blank line between pieces',
      `${CODE}\nSIZES = {\n    "small":  (1,   2),\n    "large":  (100, 200),\n}\n\ndef of(name: str) -> int:\n    return 1\n`,
    ],
    [
      'a matrix, and a comparison that SQLAlchemy needs',
      `${CODE}\n\ndef fit(X: Matrix) -> Select:\n    return select(User).where(User.deleted_at == None)`,
    ],
    ['one long line', `${CODE}\nMESSAGE = "${'long '.repeat(24)}"`],
  ])('%s', async (_, code) => {
    expect(await judged(code)).toBe('kept');
  });
});

describe('pep8 is broken by', () => {
  it('a function in camel case, and points at it', async () => {
    const verdict = await verdictOf(pep8, python(CODE.replace('read_rows', 'readRows')));
    expect(verdict.verdict).toBe('broken');
    expect(verdict.quotes).toEqual(['readRows']);
  });

  it.each([
    ['a bare except', `${CODE}\n\ntry:\n    read_rows(Path("x"))\nexcept:\n    pass`],
    ['a comparison with None', `${CODE}\n\ndef check(x: int | None) -> bool:\n    return x == None`],
    ['a class in lower case', CODE.replace('RowError', 'row_error')],
    [
      'many long lines',
      `${CODE}\n${Array.from({ length: 4 }, (_, at) => `M${at} = "${'long '.repeat(24)}"`).join('\n')}`,
    ],
  ])('%s', async (_, code) => {
    expect(await judged(code)).toBe('broken');
  });
});

it('pep8 does not apply without Python code', async () => {
  expect((await verdictOf(pep8, '```ts\nexport function readRows() {\n  return 1;\n}\n```')).verdict).toBe(
    'not-applicable',
  );
});
