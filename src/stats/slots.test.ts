import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { randomFrom, shuffle } from './random.ts';
import { matchRepeats, slotBudget, slotOrder } from './slots.ts';

describe('random numbers', () => {
  test('are the same for a seed on every machine', () => {
    const random = randomFrom('run-2026-01-02');
    // From another implementation of sfc32 and cyrb128, in exact integers.
    expect([random(), random(), random()]).toEqual([
      0.0862859534099698, 0.45159713574685156, 0.7444147593341768,
    ]);
  });

  test('are spread evenly, and differ for seeds that are nearly alike', () => {
    const [first, second] = [randomFrom('run-1'), randomFrom('run-2')];
    const bins = Array.from({ length: 16 }, () => 0);
    let product = 0;
    for (let draw = 0; draw < 16_000; draw++) {
      const [x, y] = [first(), second()];
      bins[Math.floor(x * 16)]! += 1;
      product += (x - 0.5) * (y - 0.5);
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // The 99.9 % quantile with 15 degrees of freedom.
    expect(chiSquare).toBeLessThan(37.7);
    // Four standard errors of the mean product.
    expect(Math.abs(product / 16_000)).toBeLessThan((4 * (1 / 12)) / Math.sqrt(16_000));
  });

  test('shuffle to every order equally often', () => {
    const random = randomFrom('orders');
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 12_000; draw++) {
      const order = shuffle(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});

describe('the order of slots', () => {
  test('holds every task once a round, in an order that the seed alone decides', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 90 }),
        fc.string(),
        (tasks, slots, seed) => {
          const order = slotOrder(tasks, slots, seed);
          expect(order).toHaveLength(slots);
          expect(order).toEqual(slotOrder(tasks, slots, seed));
          expect(new Set(order.map(({ task, repeat }) => `${task}/${repeat}`)).size).toBe(slots);
          for (const [index, { repeat }] of order.entries())
            expect(repeat).toBe(1 + Math.floor(index / tasks));
        },
      ),
    );
  });
});

test.each([
  [24, 1, 312],
  [24, 4, 240],
  [12, 1, 300],
  [1, 1, 300],
  [200, 1, 600],
  [200, 4, 600],
])('the budget for %d tasks and %d answers of A a slot is %d', (tasks, answersPerSlot, slots) => {
  expect(slotBudget(tasks, answersPerSlot)).toBe(slots);
});

describe('repeats of A and B', () => {
  test('are matched so that each is used at most once, and all of A while B has any', () => {
    const count = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(count, count, (repeatsA, repeatsB) => {
        const matched = matchRepeats(repeatsA, repeatsB);
        expect(matched).toHaveLength(Math.min(repeatsA, repeatsB));
        const used = matched.flat();
        expect(new Set(used).size).toBe(used.length);
        if (repeatsB > 0) expect(used).toHaveLength(repeatsA);
        const sizes = matched.map((indices) => indices.length);
        if (sizes.length > 0) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('leave a surplus of B out', () => {
    expect(matchRepeats(2, 5)).toEqual([[0], [1]]);
    expect(matchRepeats(7, 3)).toEqual([
      [0, 3, 6],
      [1, 4],
      [2, 5],
    ]);
  });
});
