import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../input/user-error.ts';
import { catalogueSchema, loadCatalogue } from './catalogue.ts';

const CALIBRATED = [
  'asks-before-code',
  'states-understanding',
  'plan-before-code',
  'python-type-hints',
  'error-json-format',
  'parameterized-queries',
  'http-status-codes',
  'imports-complete',
  'no-secrets',
  'tests-included',
  'env-and-config',
  'dependencies-noted',
  'security-considerations',
  'bottlenecks-noted',
  'trade-offs',
  'multiple-approaches',
  'api-documented',
  'schema-with-indexes',
  'diagram',
  'migration-or-rollback',
  'quantified-impact',
  'validated-input',
  'versioned-api',
];

describe('the catalogue of the project', () => {
  it('knows every labelled promise, says when it is kept and scores it by the scorer of its name', async () => {
    const { promises } = await loadCatalogue('evals/promises.yaml');
    for (const id of CALIBRATED) {
      expect(promises.find((promise) => promise.id === id)).toMatchObject({
        scorer: id,
        about: expect.any(String),
      });
    }
  });

  it('scores each of its promises without a judge', async () => {
    const { promises } = await loadCatalogue('evals/promises.yaml');
    expect(promises.filter(({ scorer }) => typeof scorer !== 'string').map(({ id }) => id)).toEqual([]);
  });
});

describe('a promise catalogue', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vouch-catalogue-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function load(yaml: string) {
    const path = join(folder, 'promises.yaml');
    await writeFile(path, yaml);
    return loadCatalogue(path).catch((error: unknown) => {
      if (error instanceof UserError) throw new UserError(error.message.replaceAll(`${folder}/`, ''));
      throw error;
    });
  }

  const promise = (rest: string): string => `promises:\n  - id: polite\n    title: Says please\n${rest}`;

  it('fills in what is left out', async () => {
    const { promises } = await load(promise('    stated: [please]\n'));
    expect(promises).toEqual([
      {
        id: 'polite',
        title: 'Says please',
        stated: [{ how: 'says', all: [/please/iu], under: undefined, unless: undefined }],
        params: {},
        severity: 'warn',
      },
    ]);
  });

  it('takes a rubric beside a built-in scorer, and none without one', async () => {
    const { promises } = await load(
      promise('    stated: [please]\n    scorer: etag\n    rubric: Kept if polite.\n'),
    );
    expect(promises[0]).toMatchObject({ scorer: 'etag', rubric: 'Kept if polite.' });
    await expect(load(promise('    stated: [please]\n    rubric: Kept if polite.\n'))).rejects.toThrow(
      'a rubric beside the scorer needs the id of a built-in scorer; expected `scorer: { rubric: … }`',
    );
  });

  it('reads every way in which a prompt can state a promise', async () => {
    const { promises } = await load(
      promise(
        '    stated:\n      - { says: [a, b], unless: c }\n      - { never: a, under: d }\n      - { either: a }\n      - { shows: a }\n      - { lists: [a] }\n',
      ),
    );
    expect(promises[0]?.stated.map(({ how, all }) => [how, all.length])).toEqual([
      ['says', 2],
      ['never', 1],
      ['either', 1],
      ['shows', 1],
      ['lists', 1],
    ]);
  });

  it('reads scorers that it defines itself', async () => {
    const { promises } = await load(
      promise(
        '    stated: [please]\n    applies: { kind: review, stack: [go, python] }\n    scorer: { regex: { pattern: please, turn: first } }\n    params: { least: 2 }\n',
      ),
    );
    expect(promises[0]).toMatchObject({
      applies: { kind: ['review'], stack: ['go', 'python'] },
      scorer: { kind: 'regex', with: { pattern: /please/iu, in: 'answer', turn: 'first', means: 'kept' } },
      params: { least: 2 },
    });
  });

  it.each([
    [
      promise('    stated: [please]\n    weight: 3\n'),
      'promises.yaml:5: promises[0]: Unrecognized key: "weight"',
    ],
    [
      promise('    stated: ["(please"]\n'),
      'promises.yaml:4: promises[0].stated[0]: not a usable regular expression: Invalid regular expression',
    ],
    [
      promise('    stated:\n      - please\n      - { says: "(a+)+" }\n'),
      'promises.yaml:6: promises[0].stated[1]: says: not a usable regular expression: a repeated group',
    ],
    [
      promise('    stated:\n      - { says: a, never: b }\n'),
      'promises.yaml:5: promises[0].stated[0]: expected a regular expression, or one of says, never, either, shows, lists',
    ],
    [
      promise('    stated:\n      - { sais: a }\n'),
      'promises.yaml:5: promises[0].stated[0]: Unrecognized key: "sais"; expected a regular expression, or one of',
    ],
    [
      promise('    stated: [please]\n    scorer: { regex: { patern: a } }\n'),
      'promises.yaml:5: promises[0].scorer: regex.pattern: Invalid input',
    ],
    [
      promise('    stated: [please]\n    scorer: { rubric: Be nice, file: x.ts }\n'),
      'promises.yaml:5: promises[0].scorer: expected the id of a built-in scorer, or one of regex, section',
    ],
    [
      promise('    stated: [please]\n    severity: fatal\n'),
      'promises.yaml:5: promises[0].severity: Invalid option',
    ],
    [promise('    stated: []\n'), 'promises.yaml:4: promises[0].stated: Too small'],
    [
      'promises:\n  - id: Not Kebab\n    title: T\n    stated: [a]\n',
      'promises.yaml:2: promises[0].id: expected small letters and digits with hyphens',
    ],
    [
      `${promise('    stated: [a]\n')}  - id: polite\n    title: Again\n    stated: [b]\n`,
      'promises.yaml:5: promises[1].id: a second promise "polite"; expected another id',
    ],
    ['promises: []\n', 'promises.yaml:1: promises: Too small'],
  ])('%j is refused with file, line and key', async (yaml, message) => {
    await expect(load(yaml)).rejects.toThrow(UserError);
    await expect(load(yaml)).rejects.toThrow(message);
  });

  it('has a JSON Schema for editors', () => {
    const schema = z.toJSONSchema(catalogueSchema, { io: 'input', unrepresentable: 'any' });
    expect(schema).toMatchObject({ type: 'object', required: ['promises'], additionalProperties: false });
  });
});
