import fc from '../../test/properties.ts';
import { describe, expect, it } from 'vitest';
import type { CodeBlock } from './answer.ts';
import { parseAnswer } from './parse.ts';
import { findingsOf, readPython } from './python-blocks.ts';

const blockOf = (text: string): CodeBlock => {
  const block = parseAnswer({ turns: [text], user: [''] }).turns[0]?.blocks[0];
  if (block === undefined) throw new Error('no block');
  return block;
};
const fenced = (code: string): CodeBlock => blockOf(`\`\`\`python\n${code}\n\`\`\``);

describe('a Python block', () => {
  it.each([
    ['whole', 'from __future__ import annotations\nimport os\nprint(os.name)\nx = 1'],
    ['whole', 'pool = await create(\n    dsn,\n    1,\n)\nreturn pool'],
    ['repaired', '    async def m(self) -> int:\n        x = 1\n        return x'],
    ['repaired', ' def f(a):\n-    return a\n+    x = 1\n+    return a + x'],
    ['repaired', 'def f(a):\n    return {"a": a, ...}\nx = <your-key>'],
    ['repaired', 'def f(a):\n    …\n\nf(1)'],
    ['repaired', '>>> import os\n>>> x = os.name\n>>> print(x)\nlinux'],
    ['partly', 'import os\n\ndef f():\n    return os.name\n\nthen call it for each user and wait'],
    ['left-out', 'for each user in users do\n  send a mail to the user\nend for\nthen stop here'],
    ['left-out', `x = 1\ny = 2\nz = ${'('.repeat(20_000)}`],
  ])('is read as %s', (reading, code) => {
    const read = readPython(fenced(code));
    expect(read.reading).toBe(reading);
    expect(findingsOf(read).filter(({ rule }) => rule === 'invalid-syntax')).toEqual([]);
  });

  it('keeps what comes before the cut of a truncated answer', () => {
    const cut = blockOf(
      '```python\nimport os\n\ndef f(x: int) -> int:\n    y = os.name\n    return g(\n        x,',
    );
    expect(readPython(cut)).toMatchObject({
      reading: 'partly',
      code: 'import os\n\ndef f(x: int) -> int:\n    y = os.name',
    });
  });

  it('has the place of each part of its code in the answer, through indentation and repairs', () => {
    const text = '1. One\n\n   ```py\n       def é(x):\n           return yy\n   ```\n';
    const read = readPython(blockOf(text));
    const at = read.code.indexOf('yy');
    const span = read.place(at, at + 2);
    expect(text.slice(span.start, span.end)).toBe('yy');
  });

  it('never makes the reader throw, whatever it holds', () => {
    const pieces = [
      'def f(a):',
      'class A:',
      '\n',
      '\n    ',
      '(',
      ')',
      '{',
      '}',
      '"""',
      "'",
      'f"{',
      '@x',
      'async ',
      '…',
      '...',
      '+ ',
      '- ',
      '>>> ',
      '\t',
      'é',
      '😀',
      '\ud800',
      '\\',
      '#',
      'import a',
      'x = 1',
      'lambda: ',
      '<a>',
    ];
    const piece = fc.constantFrom(...pieces);
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 40 }), (parts) => {
        const block = fenced(`def g(q):\n    return q\n${parts.join('')}`);
        const read = readPython(block);
        const span = read.place(0, read.code.length);
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(block.span.end);
      }),
      { numRuns: 300 },
    );
  });
});
