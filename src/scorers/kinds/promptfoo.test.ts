import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { verdictOf } from '../shared/testing.ts';
import { defined } from './testing.ts';

const verdict = async (assertion: object, turns: string | string[]): Promise<string> =>
  (await verdictOf(await defined({ promptfoo: assertion }), turns)).verdict;

describe('a promptfoo assertion', () => {
  it.each([
    [{ type: 'contains', value: 'rollback' }, 'kept', 'broken'],
    [{ type: 'not-contains', value: 'rollback' }, 'broken', 'kept'],
    [{ type: 'regex', value: 'roll.?back' }, 'kept', 'broken'],
    [
      { type: 'javascript', value: 'output.includes("rollback") && context.vars.task === "Build it."' },
      'kept',
      'broken',
    ],
  ])('is kept where it passes: %j', async (assertion, onPlan, onNothing) => {
    expect(await verdict(assertion, 'The rollback drops the column.')).toBe(onPlan);
    expect(await verdict(assertion, 'Done.')).toBe(onNothing);
  });

  it('reads all turns', async () => {
    expect(
      await verdict({ type: 'contains-all', value: ['first', 'second'] }, ['The first.', 'The second.']),
    ).toBe('kept');
  });

  it('says what promptfoo says', async () => {
    const scorer = await defined({ promptfoo: { type: 'contains', value: 'rollback' } });
    expect((await verdictOf(scorer, 'Done.')).why).toBe(
      'promptfoo\'s contains fails: Expected output to contain "rollback"',
    );
  });

  it('finds the files of an assertion beside the catalogue', async () => {
    await using folder = await tempFolder({
      'short.cjs': 'module.exports = (output) => output.length < 10;',
    });
    const scorer = await defined(
      { promptfoo: { type: 'javascript', value: 'file://short.cjs' } },
      folder.path,
    );
    expect((await verdictOf(scorer, 'Done.')).verdict).toBe('kept');
    expect((await verdictOf(scorer, 'Done, and done again.')).verdict).toBe('broken');
  });

  it('is another scorer once the text of its file has changed', async () => {
    await using before = await tempFolder({ 'short.cjs': 'module.exports = () => true;' });
    await using after = await tempFolder({ 'short.cjs': 'module.exports = () => false;' });
    for (const value of ['file://short.cjs', 'file://short.cjs:isShort']) {
      const [one, same, other] = await Promise.all(
        [before, before, after].map(({ path }) =>
          defined({ promptfoo: { type: 'javascript', value } }, path),
        ),
      );
      expect(one?.id).toBe(same?.id);
      expect(one?.id).not.toBe(other?.id);
    }
  });

  it('is refused where its file is not there', async () => {
    await expect(defined({ promptfoo: { type: 'javascript', value: 'file://nowhere.cjs' } })).rejects.toThrow(
      /nowhere\.cjs/,
    );
  });

  it('is no fault of the agent when it could not run', async () => {
    const graded = {
      type: 'llm-rubric',
      value: 'is polite',
      provider: { id: () => 'down', callApi: async () => ({ error: '429 too many' }) },
    };
    const failed = await verdictOf(await defined({ promptfoo: graded }), 'Done.');
    expect(failed).toMatchObject({
      verdict: 'unscored',
      cause: 'judge-failed',
      why: expect.stringContaining('429'),
    });
    await expect(verdict({ type: 'javascript', value: 'output.no.such' }, 'Done.')).rejects.toThrow(
      /could not run/,
    );
    await expect(verdict({ type: 'contians', value: 'x' }, 'Done.')).rejects.toThrow(
      /Unknown assertion type: contians/,
    );
  });
});
