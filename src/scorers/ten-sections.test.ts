import { describe, expect, it } from 'vitest';
import { tenSections } from './ten-sections.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string, params: Record<string, unknown> = {}) =>
  (await verdictOf(tenSections, text, ['Build it.'], params)).verdict;
const BODY = 'Something of substance stands here.\n';
const CODE = '```python\ndef add(a: int, b: int) -> int:\n    total = a + b\n    return total\n```\n';
const TITLES = [
  'API reference',
  'Database schema',
  'Authentication flow',
  'Error handling',
  'Performance',
  'Caching',
  'Rate limits',
  'Testing plan',
  'Monitoring',
  'Frontend contract',
];
const sections = (titles: readonly string[]) => titles.map((title) => `## ${title}\n\n${BODY}`).join('\n');

describe('ten-sections', () => {
  it.each([
    ['ten headings', sections(TITLES)],
    [
      'other words in another order',
      sections([
        'Endpoints',
        'Throttling',
        'Tables and migrations',
        'Who may do what: permissions',
        'What can go wrong',
        'Latency targets',
        'Cache',
        'How to verify it',
        'Observability',
        'For client developers',
      ]),
    ],
    [
      'headings that cover two topics',
      sections([
        'API contract',
        'Database',
        'Sign-in',
        'Errors',
        'Limits, caching, targets',
        'Tests and monitoring',
        'Guide for the frontend',
      ]),
    ],
    [
      'labels of a list',
      `${sections(TITLES.slice(0, 5))}\n## Operations\n\n- **Caching:** none on this route, it is cheap.\n- **Rate limit:** 10 requests an hour per user.\n- **Tests:** the taken name, twice at once.\n- **Clients:** show the local preview at once.\n`,
    ],
    ['numbered bold lines', TITLES.map((title, at) => `**${at + 1}. ${title}**\n\n${BODY}`).join('\n')],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${CODE}\n${text}`)).toBe('kept');
  });

  it('is broken by nine, and names the missing one', async () => {
    const found = await verdictOf(
      tenSections,
      `${CODE}\n${sections(TITLES.filter((title) => title !== 'Caching'))}`,
    );
    expect([found.verdict, found.why]).toEqual(['broken', '9 of 10 sections are there; it lacks caching.']);
    expect(found.quotes[0]).toBe('## API reference');
  });

  it.each([
    ['a section without content', sections(TITLES).replace(`## Caching\n\n${BODY}`, '## Caching\n\nTBD\n')],
    [
      'a section that holds only the next heading',
      sections(TITLES).replace(`## Caching\n\n${BODY}`, '## Caching\n'),
    ],
    [
      'a word that is only stressed',
      sections(TITLES).replace(
        `## Caching\n\n${BODY}`,
        `The **caching** of it is left to you and your team.\n`,
      ),
    ],
    [
      'a question',
      sections(TITLES).replace(
        `## Caching\n\n${BODY}`,
        '- **Caching:** which entries may be stale, and for how long?\n',
      ),
    ],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${CODE}\n${text}`)).toBe('broken');
  });

  it('asks for the topics that the catalogue names', async () => {
    expect(
      await verdict(`${CODE}\n${sections(['Testing', 'Monitoring'])}`, { topics: ['tests', 'monitoring'] }),
    ).toBe('kept');
  });

  it('is not applicable to an answer that implements nothing', async () => {
    expect(await verdict('Which database do you use, and how many rows are there?')).toBe('not-applicable');
  });
});
