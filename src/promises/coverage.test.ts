import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from '../../test/properties.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAgent } from '../agents/load-agent.ts';
import { parseAgent } from '../agents/parse-agent.ts';
import { parseYaml } from '../input/yaml.ts';
import { type Catalogue, catalogueSchema, loadCatalogue } from './catalogue.ts';
import { type Coverage, coverPrompt } from './coverage.ts';

const PROMPTS = 'test/fixtures/prompts';

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await loadCatalogue('evals/promises.yaml');
});

const cover = (prompt: string): Coverage =>
  coverPrompt(parseAgent(`---\nname: a\n---\n${prompt}`, 'a.md'), catalogue);
const idsOf = (coverage: Coverage): string[] => coverage.promises.map(({ promise }) => promise.id);

describe('the promises of a prompt', () => {
  it.each(readdirSync(PROMPTS))('are found in %s, and no others', async (file) => {
    const agent = await loadAgent(`${PROMPTS}/${file}`);
    const { makes, may } = agent.extra as { makes: string[]; may: string[] };
    const known = catalogue.promises.map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining([...makes, ...may]));
    const found = idsOf(coverPrompt(agent, catalogue));
    expect(found.filter((id) => !may.includes(id)).sort()).toEqual(
      makes.filter((id) => !may.includes(id)).sort(),
    );
  });

  it.each(['Leave no TODOs behind.', 'Deliver code with no open todos.', 'Never leave a TODO.'])(
    'are found by the example of the documentation in %j',
    (text) => {
      const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/promises.md', 'utf8')) ?? [];
      const { promises } = parseYaml(yaml, 'docs/promises.md', catalogueSchema);
      const agent = parseAgent(`---\nname: a\n---\n## Rules\n\n- ${text}\n`, 'a.md');
      expect(idsOf(coverPrompt(agent, { path: '', promises }))).toEqual(['no-todo']);
    },
  );

  it('are found in hundreds of wordings, and not in their look-alikes', () => {
    const judged = new Set(catalogue.promises.filter(({ about }) => about !== undefined).map(({ id }) => id));
    const wrong = readFileSync('test/fixtures/promise-wordings.txt', 'utf8')
      .trim()
      .split('\n')
      .filter((line) => {
        const [wanted = '', text] = line.split('|');
        const found = idsOf(cover(`## Rules\n\n- ${text}\n`));
        return wanted === 'none' ? found.some((id) => judged.has(id)) : !found.includes(wanted);
      });
    expect(wrong).toEqual([]);
  });

  it('are each shown with the lines of the file that make them', () => {
    const coverage = cover(
      '\n# Rules\n\n- Name the\n  trade-offs.\n- Be kind.\n\nName trade-offs and a rollback.\n',
    );
    expect(coverage.promises.map(({ promise, lines }) => [promise.id, lines])).toEqual([
      ['trade-offs', [7, 8, 11]],
      ['migration-or-rollback', [11]],
    ]);
    expect(coverage.behaviour.map(({ line, promises }) => [line, promises])).toEqual([
      [7, ['trade-offs']],
      [9, []],
      [11, ['trade-offs', 'migration-or-rollback']],
    ]);
    expect(coverage.counts).toEqual({
      statements: 3,
      coveredStatements: 2,
      lines: 4,
      coveredLines: 3,
      promises: 2,
      scoredPromises: 2,
    });
  });

  it('can be made by a block of code or by the items of a list', () => {
    const block = '## Errors\n\n```json\n{ "error": { "code": "X", "message": "Y" } }\n```\n';
    expect(idsOf(cover(block))).toEqual(['error-json-format']);
    const sections = [
      'API documentation',
      'Database schema',
      'Auth',
      'Errors',
      'Performance',
      'Caching',
      'Rate limits',
      'Tests',
      'Metrics',
      'Frontend',
    ];
    const list = (names: string[]): string =>
      `Your answer has these parts:\n\n${names.map((name, at) => `${at + 1}. ${name}`).join('\n')}\n`;
    expect(idsOf(cover(list(sections)))).toContain('ten-sections');
    expect(idsOf(cover(list(sections.slice(0, 6))))).not.toContain('ten-sections');
  });

  it('cannot be made by what is known, sampled, denied or left to others', () => {
    for (const prompt of [
      'You are an expert in OpenAPI and have deep knowledge of trade-offs.',
      '## Examples\n\n- Always name trade-offs',
      '## Rules\n\n- Do not discuss trade-offs.',
      '## Never\n\n- Discuss trade-offs',
      '## Rules\n\n- Trade-offs are handled by another team.',
    ]) {
      expect([prompt, idsOf(cover(prompt))]).toEqual([prompt, []]);
    }
  });

  it('are plain JSON', () => {
    const coverage = cover('## Rules\n\n- Name the trade-offs.\n');
    expect(JSON.parse(JSON.stringify(coverage))).toEqual(coverage);
  });

  it('grow when a prompt says more', () => {
    const statements = fc.constantFrom(
      '- Write unit tests.',
      '- Name the trade-offs.',
      '- Never log secrets.',
      '- Be kind.',
      '- Draw a diagram.',
      '- Paginate lists.',
    );
    fc.assert(
      fc.property(
        fc.array(statements, { minLength: 1, maxLength: 5 }),
        fc.array(statements, { maxLength: 5 }),
        (some, more) => {
          const fewer = idsOf(cover(`# Rules\n\n${some.join('\n')}`));
          const all = idsOf(cover(`# Rules\n\n${[...some, ...more].join('\n')}`));
          expect(all).toEqual(expect.arrayContaining(fewer));
        },
      ),
    );
  });

  it('are looked for in a long hostile prompt within seconds', () => {
    const line =
      '- ask before, never, not, code code code errors one one one json format until questions answered\n';
    const began = performance.now();
    cover(line.repeat(500));
    expect(performance.now() - began).toBeLessThan(6000);
  });
});

describe('the agents of the project', () => {
  // Decided by reading the prompts line by line, not taken from the program; · stands for a promise not made.
  const MADE = `
                           api-first  fastapi-clarifier  generalist  senior-architect  supabase-ml
asks-before-code               ·             x               ·              ·               ·
states-understanding           ·             x               ·              ·               ·
plan-before-code               x             x               ·              ·               x
multiple-approaches            ·             ·               x              ·               ·
trade-offs                     ·             ·               x              x               x
python-type-hints              ·             x               ·              ·               x
imports-complete               ·             x               ·              ·               ·
no-secrets                     ·             x               ·              ·               x
tests-included                 x             x               x              ·               x
env-and-config                 ·             ·               ·              ·               x
dependencies-noted             ·             ·               ·              ·               x
api-documented                 x             x               x              ·               x
http-status-codes              x             x               x              ·               ·
error-json-format              x             ·               ·              ·               ·
validated-input                x             x               x              x               x
versioned-api                  x             ·               x              ·               ·
parameterized-queries          x             x               x              x               x
schema-with-indexes            x             x               x              x               x
migration-or-rollback          x             x               x              x               x
security-considerations        ·             x               x              x               x
bottlenecks-noted              ·             x               x              x               x
quantified-impact              ·             ·               ·              x               ·
diagram                        x             ·               ·              x               ·
ten-sections                   x             ·               ·              ·               ·
pydantic-models                ·             x               ·              ·               ·
pep8                           ·             x               ·              ·               x
inline-comments                ·             x               ·              ·               x
pagination                     x             ·               ·              ·               x
rate-limits                    x             ·               x              ·               x
caching-strategy               x             x               x              x               x
row-level-security             ·             x               ·              ·               x
idempotency                    x             ·               x              ·               ·
request-id                     x             ·               x              ·               ·
health-checks                  x             ·               x              ·               ·
structured-logging             ·             ·               x              ·               ·
retries-with-backoff           ·             ·               ·              ·               x
complexity-analysis            ·             ·               ·              x               ·
etag                           x             ·               ·              ·               ·
`;
  const [header = '', ...rows] = MADE.trim().split('\n');
  const agents = header.trim().split(/\s+/);

  it.each(agents)('%s makes the promises that its prompt makes to a reader', async (id) => {
    const found = idsOf(coverPrompt(await loadAgent(`agents/${id}.md`), catalogue));
    const table = rows.map((row) => row.split(/\s+/));
    const judged = new Set(table.map(([promise = '']) => promise));
    const made = table.filter((row) => row[1 + agents.indexOf(id)] === 'x').map(([promise]) => promise);
    expect(found.filter((promise) => judged.has(promise)).sort()).toEqual(made.sort());
  });

  it('are all in the table', () => {
    expect(
      readdirSync('agents')
        .filter((file) => file.endsWith('.md'))
        .map((file) => basename(file, '.md'))
        .sort(),
    ).toEqual([...agents].sort());
  });
});
