import { describe, expect, it } from 'vitest';
import { multipleApproaches } from './multiple-approaches.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (turn: string): Promise<string> => (await verdictOf(multipleApproaches, turn)).verdict;

describe('multiple-approaches is kept', () => {
  it('by a table for and against, and points at the table', async () => {
    const table =
      '| Approach | For | Against |\n|---|---|---|\n| Window function | one pass | sorts all rows |\n| LATERAL | index only | one probe a device |';
    const found = await verdictOf(multipleApproaches, `Options:\n\n${table}\n`);
    expect(found.verdict).toBe('kept');
    expect(found.quotes[0]?.startsWith('Approach | For')).toBe(true);
  });

  it.each([
    [
      'criteria',
      '| Algorithm | Accuracy | Memory |\n|---|---|---|\n| Fixed window | poor | 1 number |\n| Log | exact | 1 entry a request |',
    ],
    [
      'sections',
      '## Option A: LATERAL\n\nFast, but one probe a device.\n\n## Option B: stored latest row\n\nSimple to read, but every write costs more.',
    ],
    [
      'a list under a title',
      '## Approaches\n\n- **LATERAL**: fast with the index, but needs a device table.\n- **Trigger**: cheap reads, but slow writes.',
    ],
    [
      'the base of the answer or another',
      'The limiter, on Redis.\n\n**Redis or Postgres?** Redis is quick, but counters are lost with it. Postgres keeps them; the price is a write a request.\n',
    ],
    [
      'paragraphs that begin with names',
      '## Three ways\n\n*Polling.* Simple, but slow.\n\n*Long polling.* Fast, at the price of open requests.\n',
    ],
    [
      'paragraphs in Spanish with labels',
      '## Alternativas\n\n**Cola.** A favor: no se pierde nada. En contra: otro servicio.\n\n**Cron.** A favor: muy sencillo. En contra: llega tarde.\n',
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });
});

describe('multiple-approaches is broken', () => {
  it.each([
    [
      'a table of single decisions',
      '| Decision | Choice | Alternative, and why not |\n|---|---|---|\n| Store | S3 | disk: lost with the pod |\n| Format | ZIP | TAR: unknown to users |',
    ],
    [
      'a table of sizes',
      '| CPU per request | Cores | Cost |\n|---|---|---|\n| 5 ms | 1 | low |\n| 15 ms | 3 | high |',
    ],
    ['options without cons', '## Options\n\n- LATERAL join\n- Window function'],
    [
      'paragraphs that weigh only one option',
      '## Options\n\n**Queue.** Simple, but slow.\n\n**Cron.** Runs once an hour.\n',
    ],
    [
      'a detail that is decided either way',
      'The upload goes to S3.\n\n**Zip or Tar?** Zip is known to all users, but slow. Tar is quick, but strange to them.\n',
    ],
    ['an alternative in a sentence', 'A trigger would be simpler but slow.'],
    [
      'a status table',
      '| Status | When | Notes |\n|---|---|---|\n| 200 | done | body |\n| 409 | shipped | none |',
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});
