import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'fast-string-width';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAgent } from '../agents/parse-agent.ts';
import { type Catalogue, loadCatalogue } from '../promises/catalogue.ts';
import { coverPrompt } from '../promises/coverage.ts';
import { renderCoverage } from './promises-text.ts';

let catalogue: Catalogue;
beforeAll(async () => {
  const { path, promises } = await loadCatalogue('evals/promises.yaml');
  const few = new Set(['trade-offs', 'tests-included', 'asks-when-unclear', 'soft-deletes', 'diagram']);
  catalogue = {
    path,
    promises: promises
      .filter(({ id }) => few.has(id))
      .map((promise) => (promise.id === 'soft-deletes' ? { ...promise, scorer: undefined } : promise)),
  };
});

const render = (
  prompt: string,
  {
    verbose = false,
    scorers = ['trade-offs', 'tests-included', 'asks-before-code'],
    hasJudge = false,
    known = catalogue,
  } = {},
): string => {
  const agent = parseAgent(`---\nname: a\n---\n${prompt}`, 'agents/tester.md');
  return stripVTControlCharacters(
    renderCoverage([coverPrompt(agent, known)], known, { scorers: new Set(scorers), hasJudge, verbose }),
  );
};

const PROMPT = `## Rules

- Write unit tests.
- Write integration tests.
- Write contract tests.
- Name the trade-offs of each decision, at length and in full sentences, so that nobody has to guess what was given up for what.
- Ask for clarification when a task is vague.
- Delete softly, with soft deletes.
- Be kind.
`;

describe('promise coverage as text', () => {
  it('shows what is promised where, what scores it, and what nothing covers', () => {
    expect(render(PROMPT)).toBe(
      `tester  agents/tester.md
  Promised and scored (3)
    asks-when-unclear     10  Ask for clarification when a task is vague.
                              scored by asks-before-code
    trade-offs             9  Name the trade-offs of each decision, at length and in full sentences…
    tests-included         6  Write unit tests.
                           7  Write integration tests.
                              also line 8
  Promised, and nothing scores it (1)
    soft-deletes          11  Delete softly, with soft deletes.
  Behaviour that no promise covers (1)
     12  Be kind.

Promised by none: diagram

Covered: 86 % of stated behaviour (6 of 7 statements). Scored: 75 % of promises made (3 of 4).`,
    );
  });

  it('shows every statement in full when asked to', () => {
    const text = render(PROMPT, { verbose: true });
    expect(text).toContain('8  Write contract tests.');
    expect(text.replace(/\s+/g, ' ')).toContain('so that nobody has to guess what was given up for what.');
  });

  it('says that a scorer which is named does not exist', () => {
    expect(render(PROMPT, { scorers: [] })).toContain(
      'names the scorer tests-included, which does not exist',
    );
  });

  it('counts a rubric as scored only where there is a judge', () => {
    const scorer = { kind: 'rubric', with: 'Kept if it deletes softly.' } as const;
    const known = {
      ...catalogue,
      promises: catalogue.promises.map((promise) =>
        promise.id === 'soft-deletes' ? { ...promise, scorer } : promise,
      ),
    };
    const without = render(PROMPT, { known });
    expect(without).toContain('Promised, and needs a judge (1)\n    soft-deletes          11  Delete softly');
    expect(without).toContain('Scored: 75 % of promises made (3 of 4).');
    const judged = render(PROMPT, { known, hasJudge: true });
    expect(judged).toMatch(/Promised and scored \(4\)[^]*soft deletes\.\n +scored by rubric\n/);
    expect(judged).toContain('Scored: 100 % of promises made (4 of 4).');
  });

  it('keeps to 100 columns and lets the prompt move neither cursor nor text', () => {
    for (const verbose of [false, true]) {
      const text = render(
        `## Rules\n\n- Write tests \u001b[2J\u202E and trade-offs ${'of everything '.repeat(30)}\n- ${'很长 '.repeat(80)}\n`,
        { verbose },
      );
      expect(text).not.toMatch(/[\u001b\u202E]/);
      for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(100);
    }
  });

  it('has words for a prompt that promises nothing', () => {
    expect(render('You are a poet.')).toContain(
      'Covered: – of stated behaviour (0 of 0 statements). Scored: – of promises made (0 of 0).',
    );
  });
});
