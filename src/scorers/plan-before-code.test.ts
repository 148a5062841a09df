import { describe, expect, it } from 'vitest';
import { planBeforeCode } from './plan-before-code.ts';
import { verdictOf } from './shared/testing.ts';

const CODE =
  '```python\nclass CancelOrder(APIView):\n    def post(self, request, pk):\n        return Response(cancel(pk))\n```';

const verdict = async (turn: string | string[]): Promise<string> =>
  (await verdictOf(planBeforeCode, turn)).verdict;

describe('plan-before-code is kept', () => {
  it('by a section that outlines the work, and points at its title', async () => {
    const found = await verdictOf(
      planBeforeCode,
      `## Plan\n\n1. Lock the order row.\n2. Call the provider with an idempotency key.\n3. Give the stock back.\n\n## Code\n\n${CODE}`,
    );
    expect(found).toMatchObject({ verdict: 'kept', why: 'Before the code stands the section “Plan”.' });
    expect(found.quotes).toEqual(['Plan']);
  });

  it.each([
    [
      'one paragraph that tells the approach',
      `The view locks the order row, moves it to \`cancelling\` and hands the refund to a Celery job, so a second click finds nothing to do.\nThe job retries with the same idempotency key.\n\n${CODE}`,
    ],
    [
      'a sentence that names the cure',
      `A composite index on (device_id, created_at) fixes it: the query then reads one row per device.\n\n${CODE}`,
    ],
    [
      'a contract',
      `## Fixed version\n\n\`\`\`yaml\npaths:\n  /v1/orders/{id}/cancel:\n    post: {}\n\`\`\`\n\n${CODE}`,
    ],
    ['a diagram', `\`\`\`mermaid\nflowchart LR\n  A --> B\n\`\`\`\n\n${CODE}`],
    [
      'findings that tell their fixes',
      `| # | Finding | Fix |\n|---|---|---|\n| 1 | SQL by f-string | bound parameters |\n\n${CODE}`,
    ],
    [
      'what the writer would do, below the findings',
      `**Critical**\n\n1. Anyone can cancel any order.\n2. Two clicks refund twice.\n\nI would look the order up by its owner and lock the row.\n\n${CODE}`,
    ],
    [
      'what is done with the data, in the passive',
      `Each line is read once and never held in memory; broken rows are written to a second file, which is sent to the owner at the end.\n\nA record without a key is left out and counted.\n\n${CODE}`,
    ],
    [
      'bold titles in another language',
      `**Vorgehen**\n\nZuerst sperren wir die Zeile, dann erstattet ein Hintergrundjob das Geld, zuletzt kommt der Bestand zurück.\n\n${CODE}`,
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });

  it('by a plan in an earlier turn', async () => {
    expect(
      await verdict([
        '## Approach\n\nWe lock the row, refund in a job and give the stock back afterwards, in this order.\n\nOK?',
        CODE,
      ]),
    ).toBe('kept');
  });
});

describe('plan-before-code is broken', () => {
  it('by code that follows an announcement, and points at the code', async () => {
    const found = await verdictOf(
      planBeforeCode,
      `Here is a complete implementation for your Django project.\n\n${CODE}`,
    );
    expect(found.verdict).toBe('broken');
    expect(found.quotes.at(-1)).toBe(CODE);
  });

  it.each([
    ['code at once', CODE],
    [
      'a plan that comes after the code',
      `${CODE}\n\n## Approach\n\nThe view locks the order row, then a job refunds it and gives the stock back.`,
    ],
    [
      'findings without a word on the fix',
      `This endpoint is dangerous as it stands.\n\n## Findings\n\n1. **SQL injection.** The query is built from input.\n2. **No lock.** Two clicks refund twice.\n\n## Fixed version\n\n${CODE}`,
    ],
    [
      'assumptions only',
      `I assume \`Order\` and \`payments.refund\` exist and that auth is set up.\n\n${CODE}`,
    ],
    ['a title with nothing under it', `## Solution\n\n${CODE}`],
    ['questions only', [`Which Django version do you run?`, CODE]],
    [
      'a reason for one line of the code',
      `Sure, below is the code.\n\n## Migration\n\nA \`SELECT\` first would be a race.\n\n${CODE}`,
    ],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });
});

it('plan-before-code does not apply where no turn holds code', async () => {
  expect(await verdict('## Plan\n\nLock the row.\n\n```bash\npip install celery\n```')).toBe(
    'not-applicable',
  );
});
