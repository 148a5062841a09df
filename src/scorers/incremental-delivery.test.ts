import { describe, expect, it } from 'vitest';
import { incrementalDelivery } from './incremental-delivery.ts';
import { verdictOf } from './shared/testing.ts';

const lines = (count: number): string =>
  `\`\`\`python\n${Array.from({ length: count }, (_, at) => `value_${at} = load(${at})`).join('\n')}\n\`\`\``;
const verdict = async (text: string): Promise<string> =>
  (await verdictOf(incrementalDelivery, `${lines(90)}\n\n${text}`)).verdict;

describe('incremental-delivery is kept by', () => {
  it.each([
    ['the indexes before the code', "Build the indexes first. They speed up today's query."],
    ['the code after them', '1. Build both indexes at night.\n2. Compare the plans, then deploy the code.'],
    ['parts of which some come first', "I'd deliver 1 and 2 first."],
    ['increments', '## Increments\n\n1. Schema and sending\n2. Members\n3. Search'],
    [
      'a change in stages',
      '1. `ALTER TABLE users ADD COLUMN hash text;`\n2. Backfill it.\n3. Deploy the reader.\n4. Drop the old column.',
    ],
    [
      'stages in a paragraph',
      'Roll-out: create both tables, deploy the service and link the accounts. The passwords are deleted a month later.',
    ],
    ['one part now and one later', 'The indexes today, the totals next week.'],
    ['one service after the other', 'Reads move over service by service; back is one variable.'],
    ['steps in German', 'Jeder Schritt hat einen Schalter, der ihn zurücknimmt.'],
    ['a feature flag', 'The new editor is behind a feature flag.'],
    ['stages in one sentence', 'Add the column → backfill it → deploy the reader → drop the old one.'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('kept');
  });
});

describe('incremental-delivery is broken by', () => {
  it.each([
    [
      'steps of setting up',
      '1. Add `REDIS_URL` to the environment.\n2. Run the migration.\n3. Deploy the service.',
    ],
    [
      'a roll-out of the whole',
      '## Rollout\n\n1. Run the tests.\n2. Deploy to 5 % of the pods.\n3. Watch the errors.',
    ],
    [
      'a setting',
      '```python\nCACHE_ENABLED = os.environ["CACHE_ENABLED"] == "1"\nFEATURE_COLUMNS = ["age"]\n```',
    ],
    ['a step before the start', 'Run the migration first, then deploy the service.'],
    ['a flag for a share of the users', 'A feature flag sends 5 % of the users to it, then 100 %.'],
    ['days that are not of the delivery', 'Who follows him today writes a post tomorrow.'],
    ['an offer', 'Shall I write the tests next?'],
    ['a flow', '`upload` → `resize` → `store`'],
  ])('%s', async (_, text) => {
    expect(await verdict(text)).toBe('broken');
  });
});

it('incremental-delivery is broken by one function of some size', async () => {
  expect((await verdictOf(incrementalDelivery, lines(35))).verdict).toBe('broken');
});

it('incremental-delivery does not apply to a few lines, nor to an answer that only asks', async () => {
  expect((await verdictOf(incrementalDelivery, lines(8))).verdict).toBe('not-applicable');
  expect((await verdictOf(incrementalDelivery, 'Which database do you run?')).verdict).toBe('not-applicable');
});
