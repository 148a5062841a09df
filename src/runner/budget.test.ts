import fc from '../../test/properties.ts';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { UserError } from '../input/user-error.ts';
import { type ModelAnswer, ModelError } from '../models/model.ts';
import { Stopped } from '../models/stopped.ts';
import { costOf } from '../models/prices.ts';
import { type Budget, openBudget, requirePrices } from './budget.ts';
import type { PaidCall } from './paid-calls.ts';

const call: PaidCall = {
  provider: 'p',
  key: 'k',
  model: 'claude-haiku-4-5',
  system: 'Be kind.',
  messages: [{ role: 'user', content: 'Hello' }],
  maxTokens: 1000,
  costOf: (usage) => costOf('claude-haiku-4-5', usage),
};
const USAGE = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
const answer = (cost: number | undefined, reused = false): ModelAnswer => ({
  text: '',
  truncated: false,
  stopReason: 'end',
  cost,
  reused,
});

/** Asks for as many calls as there are costs, all at once; how each ended. */
async function spendAll(
  budget: Budget,
  costs: readonly number[],
  asked: PaidCall = call,
): Promise<('answered' | 'stopped')[]> {
  return Promise.all(
    costs.map((cost) =>
      budget
        .spend(asked, async () => {
          await turn();
          return answer(cost);
        })
        .then(
          () => 'answered' as const,
          (error: unknown) => {
            if (error instanceof Stopped && error.reason === 'max-cost') return 'stopped' as const;
            throw error;
          },
        ),
    ),
  );
}

describe('a budget', () => {
  it('is never passed while no answer costs more than the worst case says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 1000 }),
        async (cents, limit) => {
          const dearest = Math.max(0, ...cents);
          // The first call is the dearest, so that what is held for the others is enough.
          const costs = [dearest, ...cents].map((cost) => cost / 100);
          const budget = openBudget(limit / 100, () => 1);
          const ends = await spendAll(budget, costs);
          expect(budget.spent).toBeLessThanOrEqual(limit / 100 + 1e-9);
          const paid = costs
            .filter((_, index) => ends[index] === 'answered')
            .reduce((sum, cost) => sum + cost, 0);
          expect(budget.spent).toBeCloseTo(paid);
          // Once it has stopped, it makes no further call.
          expect(ends.lastIndexOf('answered')).toBeLessThan(
            ends.includes('stopped') ? ends.indexOf('stopped') : Infinity,
          );
        },
      ),
    );
  });

  it('waits for the cost of calls in flight before it gives up', async () => {
    // Room for two full answers; the real ones cost a tenth of that.
    const budget = openBudget(2, () => 1);
    expect(
      await spendAll(
        budget,
        Array.from({ length: 12 }, () => 0.1),
      ),
    ).not.toContain('stopped');
    expect(budget.spent).toBeCloseTo(1.2);
  });

  it('does not take the short answers of first turns for those of later ones', async () => {
    const [few, many] = [0.01, 1].map((cost) => Array.from({ length: 20 }, () => cost));
    const budget = openBudget(5, () => 1);
    await spendAll(budget, few!);
    const second: PaidCall = {
      ...call,
      messages: [
        ...call.messages,
        { role: 'assistant', content: 'Which?' },
        { role: 'user', content: 'All.' },
      ],
    };
    await spendAll(budget, many!, second);
    expect(budget.spent).toBeGreaterThan(4);
    expect(budget.spent).toBeLessThanOrEqual(5);
  });

  it('does not take the answer that comes first for as long as all others', async () => {
    const budget = openBudget(5, () => 1);
    await spendAll(budget, [0.01, ...Array.from({ length: 30 }, () => 1)]);
    expect(budget.spent).toBeGreaterThan(4);
    expect(budget.spent).toBeLessThan(5.1);
  });

  it('makes no call that could pass it at the full length of the answer', async () => {
    const full = 1000 * 5e-6;
    expect(await spendAll(openBudget(full), [0])).toEqual(['stopped']);
    expect(await spendAll(openBudget(full + 0.001), [0])).toEqual(['answered']);
  });

  it('counts a declined answer as the bill does, other failures as nothing, and stored answers as nothing', async () => {
    const budget = openBudget(10, () => 1);
    const failing = (kind: 'refused' | 'network'): Promise<unknown> =>
      budget
        .spend(call, () =>
          Promise.reject(
            new ModelError(kind, 'no', kind === 'refused' ? { usage: USAGE, cost: 0.4 } : undefined),
          ),
        )
        .catch(() => undefined);
    await failing('network');
    expect(budget.spent).toBe(0);
    await failing('refused');
    expect(budget.spent).toBe(0.4);
    await budget.spend(call, () => Promise.resolve(answer(3, true)));
    expect(budget.spent).toBe(0.4);
  });

  it('cannot be held without a known price, and says so', async () => {
    const unknown = { model: 'house-model-7b', costOf: () => undefined };
    expect(() => requirePrices([call, unknown])).toThrow(/price of "house-model-7b" is not known/);
    const budget = openBudget(5, () => 1);
    await budget.spend(call, () => Promise.resolve(answer(undefined)));
    await expect(budget.spend(call, () => Promise.resolve(answer(1)))).rejects.toThrow(UserError);
  });
});
