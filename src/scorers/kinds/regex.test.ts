import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { verdictOf } from '../shared/testing.ts';
import { defined } from './testing.ts';

const ANSWER = `## Result

It uses \`print\` nowhere.

\`\`\`python
import logging

logging.info("saved")
\`\`\`
`;

describe('a regex', () => {
  it('is kept by what it finds, and points at it', async () => {
    const scorer = await defined({ regex: { pattern: 'logging\\.\\w{1,20}' } });
    expect(await verdictOf(scorer, ANSWER)).toMatchObject({ verdict: 'kept', quotes: ['logging.info'] });
  });

  it('is broken by what it does not find, and names the pattern', async () => {
    const scorer = await defined({ regex: { pattern: 'structlog' } });
    expect(await verdictOf(scorer, ANSWER)).toMatchObject({
      verdict: 'broken',
      why: 'The answer has nothing that /structlog/i matches.',
      quotes: [],
    });
  });

  it('is broken by what it finds where that is what finding means', async () => {
    const scorer = await defined({ regex: { pattern: '\\bprint\\b', means: 'broken' } });
    expect(await verdictOf(scorer, ANSWER)).toMatchObject({ verdict: 'broken', quotes: ['print'] });
    expect(await verdictOf(scorer, 'Nothing of the kind.')).toMatchObject({ verdict: 'kept', quotes: [] });
  });

  it('takes the case of letters for nothing, as in the example of the documentation', async () => {
    const [, example = ''] =
      /^ +scorer: (\{ regex: .*\})$/m.exec(await readFile('docs/promises.md', 'utf8')) ?? [];
    const scorer = await defined(parse(example));
    const inPython = (code: string): ReturnType<typeof verdictOf> =>
      verdictOf(scorer, `\`\`\`python\n${code}\n\`\`\``);
    expect(await inPython('def add(todo: str) -> None:\n    pass')).toMatchObject({ verdict: 'kept' });
    for (const comment of ['# TODO', '# todo: later'])
      expect(await inPython(`def add(item: str) -> None:\n    ${comment}`)).toMatchObject({
        verdict: 'broken',
      });
  });

  it('looks into code only, or into prose only', async () => {
    const inCode = await defined({ regex: { pattern: '\\bprint\\b', in: 'code' } });
    const inProse = await defined({ regex: { pattern: '\\bprint\\b', in: 'prose' } });
    expect((await verdictOf(inCode, ANSWER)).verdict).toBe('broken');
    expect(await verdictOf(inProse, ANSWER)).toMatchObject({
      verdict: 'kept',
      quotes: ['It uses `print` nowhere.'],
    });
  });

  it('does not count the code that the user sent', async () => {
    const scorer = await defined({ regex: { pattern: 'eval\\(', in: 'code' } });
    const code = '```python\nresult = eval(request.args["q"])\nreturn str(result)\n```';
    expect((await verdictOf(scorer, `You sent:\n\n${code}\n`, [`Review this.\n\n${code}`])).verdict).toBe(
      'broken',
    );
  });

  it('looks at the turn that it names', async () => {
    const turns = ['Which database?', 'Here is the plan.'];
    const verdicts = await Promise.all(
      ['first', 'last', 'any'].map(
        async (turn) =>
          (await verdictOf(await defined({ regex: { pattern: 'which', turn } }), turns)).verdict,
      ),
    );
    expect(verdicts).toEqual(['kept', 'broken', 'kept']);
  });

  it('takes ^ and $ as the ends of a line, and finds what spans lines', async () => {
    expect((await verdictOf(await defined({ regex: { pattern: '^import logging$' } }), ANSWER)).verdict).toBe(
      'kept',
    );
    expect(
      (await verdictOf(await defined({ regex: { pattern: 'import[\\s\\S]{1,40}info' } }), ANSWER)).verdict,
    ).toBe('kept');
  });

  it('is stopped when text and pattern together would take for ever', async () => {
    const scorer = await defined({ regex: { pattern: '(?:\\w|\\d)+$' } });
    await expect(verdictOf(scorer, `${'1'.repeat(60)}!`)).rejects.toThrow(/longer than 1000 ms/);
  });

  it('takes little time on a long answer', async () => {
    const scorer = await defined({ regex: { pattern: 'rate.{0,40}limit' } });
    const started = performance.now();
    expect((await verdictOf(scorer, 'The rate is high.\n'.repeat(12_000))).verdict).toBe('broken');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('has another id when its pattern is another', async () => {
    const [one, same, other] = await Promise.all(
      ['a+b', 'a+b', 'a+c'].map((pattern) => defined({ regex: { pattern } })),
    );
    expect(one?.id).toMatch(/^regex:[0-9a-f]{12}$/);
    expect(same?.id).toBe(one?.id);
    expect(other?.id).not.toBe(one?.id);
  });
});
