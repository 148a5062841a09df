import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { UserError } from '../input/user-error.ts';
import { ALIASES, resolveModel } from './aliases.ts';

const where = 'agents/generalist.md';

describe('ALIASES', () => {
  test('are the newest of each family that the SDK lists', async () => {
    const sdk = createRequire(import.meta.url).resolve('@anthropic-ai/sdk/resources/messages/messages');
    const types = await readFile(sdk.replace(/\.m?js$/, '.d.ts'), 'utf8');
    const union = /export type Model = ([^;]+);/.exec(types)?.[1] ?? '';
    const listed = [...union.matchAll(/'claude-([a-z]+)-(\d+)(?:-(\d{1,2}))?'/g)].map(
      ([id, family, major, minor]) => ({
        id: id.slice(1, -1),
        family,
        version: Number(major) * 100 + Number(minor ?? 0),
      }),
    );
    expect(listed.length).toBeGreaterThan(5);
    for (const [alias, id] of Object.entries(ALIASES)) {
      const newest = listed.filter(({ family }) => family === alias).sort((a, b) => b.version - a.version)[0];
      expect({ alias, id: newest?.id }).toEqual({ alias, id });
    }
  });
});

describe('resolveModel', () => {
  test.each([
    ['an alias', 'opus', {}, ALIASES['opus']],
    ['a full id', 'claude-opus-4-8', {}, 'claude-opus-4-8'],
    ['a full id that nobody has heard of', 'claude-epic-9', {}, 'claude-epic-9'],
    ['blanks around an alias', ' haiku ', {}, ALIASES['haiku']],
    ['inherit', 'inherit', { default: 'sonnet' }, ALIASES['sonnet']],
    ['no model', undefined, { default: 'claude-sonnet-5' }, 'claude-sonnet-5'],
    ['an empty model', '', { default: 'haiku' }, ALIASES['haiku']],
    ['a replaced alias', 'opus', { overrides: { opus: 'claude-opus-4-8' } }, 'claude-opus-4-8'],
    ['an added alias', 'house', { overrides: { house: 'eu.claude-v1:0' } }, 'eu.claude-v1:0'],
    ['a default that is an added alias', undefined, { overrides: { house: 'h-1' }, default: 'house' }, 'h-1'],
  ])('understands %s', (_, model, options, expected) => {
    expect(resolveModel(model, { ...options, where })).toBe(expected);
  });

  const known = 'known are opus, sonnet, haiku, fable, inherit, and full ids (claude-…)';
  test.each([
    ['gpt-6', {}, `${where}: unknown model "gpt-6"; ${known}; add others under \`models\` in the suite`],
    [
      'constructor',
      {},
      `${where}: unknown model "constructor"; ${known}; add others under \`models\` in the suite`,
    ],
    [
      undefined,
      { default: 'gpt-6' },
      `${where}: inherits the default model "gpt-6", which is unknown; ${known}`,
    ],
    [
      undefined,
      {},
      `${where}: names no model and there is no default; set \`defaultModel\` in the suite, or --model`,
    ],
    [
      'inherit',
      {},
      `${where}: names no model and there is no default; set \`defaultModel\` in the suite, or --model`,
    ],
  ])('says where an unknown model stands and which are known: %s', (model, options, message) => {
    expect(() => resolveModel(model, { ...options, where })).toThrow(new UserError(message));
  });
});
