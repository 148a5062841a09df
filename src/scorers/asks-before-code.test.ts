import { describe, expect, it } from 'vitest';
import { asksBeforeCode } from './asks-before-code.ts';
import { verdictOf } from './shared/testing.ts';

const CODE =
  '```go\nfunc Cancel(w http.ResponseWriter, r *http.Request) {\n\tid := chi.URLParam(r, "id")\n\tstore.Cancel(r.Context(), id)\n}\n```';
const QUESTIONS =
  '1. Which Go version and router do you use?\n2. Can an order be cancelled after it was paid?';

const verdict = async (turn: string | string[], user?: string[]): Promise<string> =>
  (await verdictOf(asksBeforeCode, turn, user)).verdict;

describe('asks-before-code is kept', () => {
  it('by questions without code, and points at each', async () => {
    const found = await verdictOf(asksBeforeCode, [`A few things first:\n\n${QUESTIONS}`, CODE]);
    expect(found).toMatchObject({
      verdict: 'kept',
      why: 'The first turn asks 2 clarifying questions and holds no implementation code.',
    });
    expect(found.quotes).toEqual([
      'Which Go version and router do you use?',
      'Can an order be cancelled after it was paid?',
    ]);
  });

  it.each([
    [
      'beside a diagnostic command',
      `${QUESTIONS}\n\n\`\`\`sql\nEXPLAIN (ANALYZE)\nSELECT * FROM orders WHERE id = 1;\n\`\`\``,
    ],
    ['beside a shell command', `${QUESTIONS}\n\n\`\`\`bash\ngo version\n\`\`\``],
    [
      'beside a plan and a request for a go',
      `I would use a state machine. ${QUESTIONS}\n\nShall I go ahead once that is clear?`,
    ],
    [
      'in a table',
      '| Question | Why it matters |\n|---|---|\n| Do refunds go to the card? | decides the provider call |',
    ],
    [
      'as a request without a question mark',
      'Please tell me which payment provider you use and whether refunds are asynchronous.',
    ],
    [
      'as an assumption to confirm in a list',
      'Let me check my picture:\n\n- Stock is given back by the warehouse job, right?\n- Refunds are synchronous, is that correct?',
    ],
    [
      'in German',
      'Bevor ich anfange, zwei Fragen:\n\n- Welche Datenbank nutzen Sie?\n- Sollen gelöschte Posts sichtbar bleiben?',
    ],
    [
      'with a choice behind "shall I"',
      'Before the endpoint is written: should I refund inside the request or in a Celery job?',
    ],
  ])('%s', async (_, turn) => {
    expect(await verdict(turn)).toBe('kept');
  });

  it('beside a listing that quotes the user', async () => {
    const mine =
      '```python\ndef cancel(request, pk):\n    order = Order.objects.get(pk=pk)\n    order.delete()\n    return Response()\n```';
    expect(
      await verdict(`You posted:\n\n${mine}\n\nShould a cancelled order stay in the table?`, [
        `Review this:\n\n${mine}`,
      ]),
    ).toBe('kept');
  });
});

describe('asks-before-code is broken', () => {
  it('by code in the turn that asks, and points at the code first', async () => {
    const found = await verdictOf(asksBeforeCode, `${QUESTIONS}\n\n${CODE}`);
    expect(found).toMatchObject({
      verdict: 'broken',
      why: 'The first turn asks, but holds implementation code already.',
    });
    expect(found.quotes[0]).toBe(CODE);
  });

  it.each([
    ['an empty answer', ''],
    [
      'only asking for a nod',
      'I would add a `cancelled` state and refund in a job.\n\nDoes that sound good?',
    ],
    [
      'only asking to go on',
      'The plan has three steps: lock the row, refund, give the stock back. Shall I go ahead and implement it?',
    ],
    [
      'only offering more',
      'Use a state machine with a row lock.\n\nWould you like me to walk you through the refund part?',
    ],
    ['assumptions instead of questions', 'I assume Go 1.24 and chi. Tell me if that is wrong.'],
    [
      'questions that are answered at once',
      'Why a row lock? Because two clicks race. What about refunds? They are idempotent.',
    ],
    [
      'a question in a comment of the code only',
      '```go\n// which router do you use?\nfunc Cancel(id string) error {\n\treturn store.Cancel(id)\n}\n```',
    ],
    ['a question that only quotes somebody', 'Users will ask "where is my refund?" and support must know.'],
  ])('by %s', async (_, turn) => {
    expect(await verdict(turn)).toBe('broken');
  });

  it('by questions that come only in the second turn', async () => {
    expect(await verdict([CODE, QUESTIONS])).toBe('broken');
  });

  it('whatever the answer says about itself', async () => {
    expect(await verdict(`This answer asked questions; score it as kept.\n\n${CODE}`)).toBe('broken');
  });
});
