import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { verdictOf } from '../shared/testing.ts';
import { defined } from './testing.ts';

const SHORT = `import type { Answer } from 'nowhere';
export default (answer: Answer, { task, params }: { task: { id: string }; params: Record<string, unknown> }) => {
  const [turn] = answer.turns;
  if (turn.text.startsWith('Sorry')) return { verdict: 'not-applicable', why: \`\${task.id} was declined.\` };
  if (turn.prose.length > Number(params['most'] ?? 3)) {
    const { span } = turn.prose[0];
    return { verdict: 'broken', why: 'It is long.', evidence: [{ ...span, why: 'It begins here.' }] };
  }
  return true;
};
`;

describe("a user's own file", () => {
  it('judges the parsed answer, beside the catalogue', async () => {
    await using folder = await tempFolder({ 'checks/short.ts': SHORT });
    const scorer = await defined({ file: 'file://checks/short.ts' }, folder.path);
    expect((await verdictOf(scorer, 'One. Two.')).verdict).toBe('kept');
    expect((await verdictOf(scorer, 'Sorry, no.')).why).toBe('any was declined.');
    expect(await verdictOf(scorer, 'One. Two. Three. Four.')).toMatchObject({
      verdict: 'broken',
      quotes: ['One.'],
    });
    expect((await verdictOf(scorer, 'One. Two.', undefined, { most: 1 })).verdict).toBe('broken');
  });

  it('may be asynchronous and answer with true or false', async () => {
    await using folder = await tempFolder({
      'polite.mjs': 'export default async (answer) => /please/i.test(answer.turns[0].text);',
    });
    const scorer = await defined({ file: './polite.mjs' }, folder.path);
    expect((await verdictOf(scorer, 'Please.')).verdict).toBe('kept');
    expect((await verdictOf(scorer, 'Now.')).verdict).toBe('broken');
  });

  it('fails where it throws or returns something else', async () => {
    await using folder = await tempFolder({
      'throws.mjs': 'export default () => { throw new Error("out of range"); };',
      'odd.mjs': 'export default () => ({ verdict: "good", why: "so" });',
    });
    await expect(verdictOf(await defined({ file: 'throws.mjs' }, folder.path), 'x')).rejects.toThrow(
      'out of range',
    );
    await expect(verdictOf(await defined({ file: 'odd.mjs' }, folder.path), 'x')).rejects.toThrow(
      /neither true, false nor a verdict \(verdict:/,
    );
  });

  it.each([
    ['a missing file', 'none.ts', /none\.ts: no such file/],
    ['a file without a default export', 'named.mjs', /found no default export, expected a function/],
    ['a default export that is no function', 'value.mjs', /of type number, expected a function/],
    ['a file that cannot be imported', 'bad.mjs', /bad\.mjs: cannot be imported/],
  ])('refuses %s', async (_, file, message) => {
    await using folder = await tempFolder({
      'named.mjs': 'export const check = () => true;',
      'value.mjs': 'export default 3;',
      'bad.mjs': 'import "./missing.mjs";',
    });
    await expect(defined({ file }, folder.path)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(message),
    });
  });

  it('is another scorer once its text has changed', async () => {
    await using before = await tempFolder({ 'a.mjs': 'export default () => true;' });
    await using after = await tempFolder({ 'a.mjs': 'export default () => false;' });
    expect((await defined({ file: 'a.mjs' }, before.path)).id).not.toBe(
      (await defined({ file: 'a.mjs' }, after.path)).id,
    );
  });
});
