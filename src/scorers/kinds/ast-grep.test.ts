import { describe, expect, it } from 'vitest';
import { verdictOf } from '../shared/testing.ts';
import { defined } from './testing.ts';

const noPrint = { 'ast-grep': { language: 'python', rule: { pattern: 'print($$$)' }, means: 'broken' } };
const python = (code: string): string => `Here:\n\n\`\`\`python\n${code}\n\`\`\`\n`;

describe('an ast-grep rule', () => {
  it('finds syntax, not text', async () => {
    const scorer = await defined(noPrint);
    expect(await verdictOf(scorer, python('x = 1\nprint(x, 2)'))).toMatchObject({
      verdict: 'broken',
      quotes: ['print(x, 2)'],
    });
    expect((await verdictOf(scorer, python('# print(x)\ny = "print(x)"'))).verdict).toBe('kept');
  });

  it('does not apply where there is no code of its language', async () => {
    const scorer = await defined(noPrint);
    expect((await verdictOf(scorer, 'Just words: print(x).')).verdict).toBe('not-applicable');
    expect((await verdictOf(scorer, '```go\nprint(x)\n```')).verdict).toBe('not-applicable');
  });

  it('takes nested rules, and is kept by what it finds by default', async () => {
    const rule = { kind: 'function_definition', has: { field: 'return_type', kind: 'type' } };
    const scorer = await defined({ 'ast-grep': { language: 'python', rule } });
    expect((await verdictOf(scorer, python('def f() -> int:\n    return 1'))).verdict).toBe('kept');
    expect((await verdictOf(scorer, python('def f():\n    return 1'))).verdict).toBe('broken');
  });

  it.each([
    ['go', 'go', 'defer $A', 'func f() {\n\tdefer g()\n}', 'defer g()'],
    ['typescript', 'ts', 'await $A', 'async function f(): Promise<void> {\n  await g();\n}', 'await g()'],
    ['tsx', 'tsx', '<Row $$$ />', 'const a = (n: number) => <Row id={n} />;', '<Row id={n} />'],
    ['javascript', 'js', 'require($A)', 'const a = require("x");', 'require("x")'],
  ])('reads %s', async (language, tag, pattern, code, found) => {
    const scorer = await defined({ 'ast-grep': { language, rule: { pattern } } });
    expect(await verdictOf(scorer, `\`\`\`${tag}\n${code}\n\`\`\`\n`)).toMatchObject({
      verdict: 'kept',
      quotes: [found],
    });
  });

  it.each([
    [
      'an unknown language',
      { language: 'cobol', rule: { pattern: 'x' } },
      /no language "cobol" here; known are python, go/,
    ],
    [
      'an unknown kind of node',
      { language: 'python', rule: { kind: 'function' } },
      /Kind `function` is invalid/,
    ],
    ['a misspelt key', { language: 'python', rule: { patern: 'x' } }, /unknown field `patern`/],
    ['an empty rule', { language: 'python', rule: {} }, /positive matcher/],
  ])('refuses %s with one line', async (_, definition, message) => {
    const error = await defined({ 'ast-grep': definition }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
    expect((error as Error).message).not.toContain('\n');
  });

  it('does not judge code nested so deeply that no parser may read it', async () => {
    const scorer = await defined(noPrint);
    await expect(verdictOf(scorer, python(`x = ${'('.repeat(5000)}`))).rejects.toThrow(/nested too deeply/);
  });
});
