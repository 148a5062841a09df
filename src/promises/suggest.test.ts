import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import fc from '../../test/properties.ts';
import { parseAgent } from '../agents/parse-agent.ts';
import { loadAgent } from '../agents/load-agent.ts';
import { parseYaml } from '../input/yaml.ts';
import { catalogueSchema, loadCatalogue } from './catalogue.ts';
import { coverPrompt } from './coverage.ts';
import { suggestionsAsYaml, suggestPromises } from './suggest.ts';

const CATALOGUE = await loadCatalogue('evals/promises.yaml');
const FOLDERS = ['agents', 'test/fixtures/agents'];

describe('suggestPromises', () => {
  const files = FOLDERS.map(async (folder) =>
    (await readdir(folder)).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`),
  );

  test('covers what was uncovered in every agent of the project, once pasted into the catalogue', async () => {
    for (const path of (await Promise.all(files)).flat()) {
      const agent = await loadAgent(path).catch(() => undefined);
      if (!agent) continue;
      const before = coverPrompt(agent, CATALOGUE);
      const uncovered = before.behaviour.filter(({ promises }) => promises.length === 0);
      if (uncovered.length === 0) continue;
      const yaml = `promises:\n${suggestionsAsYaml(suggestPromises(agent, uncovered))}\n`;
      const { promises } = parseYaml(yaml, 'pasted.yaml', catalogueSchema);
      const after = coverPrompt(agent, {
        path: 'pasted.yaml',
        promises: [...CATALOGUE.promises, ...promises],
      });
      expect(after.behaviour.filter((statement) => statement.promises.length === 0)).toEqual([]);
    }
  });

  test.each([
    "Always respect the users' wishes.",
    'Always respect the users’ wishes.',
    "Never touch customers' invoices.",
    "Always write 'hello' politely.",
    'Never use pre- or suffixes.',
  ])('finds the line again that says %j', (text) => {
    expect(isFoundAgain(text)).toBe(true);
  });

  test('finds the line again that it was made for, whatever stands in it', () => {
    const part = fc.oneof(
      fc.constantFrom(
        "users'",
        'customers’',
        "'hello'",
        "don't",
        'pre-',
        '-dash',
        'never',
        'without',
        '**bold**',
      ),
      fc.constantFrom('naïve', 'cafe\u0301', '你好', 'ſ', 'K', 'a_b', '|', '(a)', ';', '—', '#1', '`code`'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    );
    const statement = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(
        fc.constantFrom('Also ', '- ', '## Never:\n\n- ', '**Rule**: '),
        statement,
        (before, text) => {
          expect(isFoundAgain(before + text)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('never takes an id that the catalogue has', () => {
    const agent = agentSaying('Name every table in the plural.');
    const [{ promise: first } = neverHappens()] = suggestPromises(agent, [{ text: 'Name tables.', line: 4 }]);
    const [{ promise: next } = neverHappens()] = suggestPromises(
      agent,
      [{ text: 'Name tables.', line: 4 }],
      [first.id],
    );
    expect(first.id).toBe('name-tables');
    expect(next.id).toBe('name-tables-2');
  });

  test('writes YAML that says what the prompt says, whatever characters stand in it', () => {
    const text = 'Always answer "yes: #1" & {never} [*maybe*] \\ | > % @ ` — 你好 ---';
    const yaml = suggestionsAsYaml(suggestPromises(agentSaying(text), [{ text, line: 4 }]));
    const { promises } = parseYaml(`promises:\n${yaml}\n`, 'pasted.yaml', catalogueSchema);
    expect(promises[0]?.title).toBe(text);
    expect(promises[0]?.scorer).toMatchObject({ kind: 'rubric', with: expect.stringContaining(text) });
  });
});

/** Whether all behaviour of a prompt is covered by what is suggested for it. */
function isFoundAgain(prompt: string): boolean {
  const agent = agentSaying(prompt);
  const { behaviour } = coverPrompt(agent, { path: '', promises: [] });
  const suggested = suggestPromises(agent, behaviour).map(({ promise }) => promise);
  if (suggested.length === 0) return true;
  const { promises } = catalogueSchema.parse({ promises: suggested });
  const found = coverPrompt(agent, { path: '', promises }).behaviour;
  return suggested.every(({ id }, index) => found[index]?.promises.includes(id));
}

function agentSaying(text: string) {
  return parseAgent(Buffer.from(`---\nname: clerk\n---\n${text}\n`), 'agents/clerk.md');
}

function neverHappens(): never {
  throw new Error('no suggestion');
}
