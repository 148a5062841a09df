import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { clusteredErrors, pooledRate, rateOverTasks, standardErrorOfTasks } from './clustered.ts';
import {
  flakyTasks,
  identicalRepeats,
  passAtK,
  passHatK,
  repeatsAddNothing,
  varianceSplit,
} from './repeats.ts';

const verdicts = fc.array(fc.array(fc.constantFrom(0, 1), { maxLength: 6 }), { minLength: 2, maxLength: 12 });

describe('pass@k and pass^k', () => {
  test('mirror each other: none of k broken is all of k kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat(), (n, a, b) => {
        const [kept, k] = [a % (n + 1), 1 + (b % n)];
        expect(passAtK(kept, n, k)).toBeCloseTo(1 - passHatK(n - kept, n, k), 12);
        expect(passHatK(kept, n, k)).toBeLessThanOrEqual(passAtK(kept, n, k) + 1e-12);
      }),
    );
  });

  test('never ask for more repeats than there are', () => {
    expect(() => passAtK(1, 3, 4)).toThrow('`k` must not exceed `n` (3), got 4');
    expect(() => passHatK(1, 3, 0)).toThrow(RangeError);
  });
});

describe('the split of variance', () => {
  test('gives all to tasks whose repeats agree', () => {
    expect(
      varianceSplit([
        [1, 1, 1],
        [0, 0],
        [1, 1],
      ]),
    ).toMatchObject({ within: 0, icc: 1 });
  });

  test('gives nothing to tasks that differ less than repeats do', () => {
    expect(
      varianceSplit([
        [1, 0],
        [0, 1],
        [1, 0],
      ]),
    ).toMatchObject({ between: 0, icc: 0 });
  });

  test('is not to be had from one task, or from tasks tried once', () => {
    expect(varianceSplit([[1, 0, 1]])).toBeUndefined();
    expect(varianceSplit([[1], [0], [1]])).toBeUndefined();
    expect(varianceSplit([[], [1, 0]])).toBeUndefined();
  });

  test('does not depend on the order of tasks', () => {
    fc.assert(
      fc.property(verdicts, (tasks) => {
        const [here, there] = [tasks, tasks.toReversed()].map((ordered) => varianceSplit(ordered)?.icc ?? -1);
        expect(there).toBeCloseTo(here!, 9);
      }),
    );
  });
});

describe('rates over repeated tasks', () => {
  test('are never worth more than their scores, nor less than one', () => {
    fc.assert(
      fc.property(verdicts, (tasks) => {
        const scores = tasks.flat().length;
        for (const found of [pooledRate(tasks), rateOverTasks(tasks)]) {
          if (!found) continue;
          expect(found.effectiveN).toBeGreaterThanOrEqual(1 - 1e-12);
          expect(found.effectiveN).toBeLessThanOrEqual(scores + 1e-9);
          expect(found.interval.low).toBeLessThanOrEqual(found.rate);
          expect(found.interval.high).toBeGreaterThanOrEqual(found.rate);
        }
      }),
    );
  });

  test('count tasks, not repeats, where every repeat agrees', () => {
    const found = rateOverTasks(Array.from({ length: 8 }, () => [1, 1, 1, 1, 1]))!;
    expect(found.effectiveN).toBe(8);
    expect(found.interval.high).toBe(1);
    expect(found.interval.low).toBeLessThan(0.65);
  });

  test('count tasks where nothing tells one repeat from another: of one task, or where nothing varies', () => {
    expect(pooledRate([[1, 1, 1, 0, 0]])!.effectiveN).toBe(1);
    expect(pooledRate([[0], [0, 0, 0, 0], [], [0, 0]])!.effectiveN).toBe(3);
    expect(
      pooledRate([
        [0.5, 0.5],
        [0.5, 0.5],
      ])!.effectiveN,
    ).toBe(2);
  });

  test('copying every repeat does not make a rate over tasks surer', () => {
    const tasks = [
      [1, 0],
      [1, 1],
      [0, 0],
      [1, 0],
      [1, 1],
    ];
    const copied = tasks.map((scores) => [...scores, ...scores]);
    expect(rateOverTasks(copied)!.interval.low).toBeCloseTo(rateOverTasks(tasks)!.interval.low, 12);
  });

  test('are undefined where there is nothing to tell', () => {
    expect([pooledRate([]), pooledRate([[], []]), rateOverTasks([[1, 0]])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([standardErrorOfTasks([[1]]), clusteredErrors([[1, 0]])]).toEqual([undefined, undefined]);
    expect(() => pooledRate([[2]])).toThrow(RangeError);
  });
});

test('identical repeats are found by the answers, whatever their scores', () => {
  expect(
    identicalRepeats([
      ['a', 'a', 'a'],
      ['b', 'b'],
    ]),
  ).toBe(1);
  expect(
    identicalRepeats([
      ['a', 'x', 'a'],
      ['b', 'c'],
    ]),
  ).toBeCloseTo(1 / 3);
  expect(identicalRepeats([['a'], ['b'], []])).toBeUndefined();
});

test('repeats add nothing above 95 % identical ones', () => {
  const cached = ['a', ...Array<string>(20).fill('a')];
  expect(repeatsAddNothing([cached, cached.with(20, 'x')])).toBe(true);
  expect(repeatsAddNothing([cached.with(20, 'x')])).toBe(false);
  expect(repeatsAddNothing([['a'], ['b']])).toBe(false);
});

test('flaky tasks are those whose repeats disagree', () => {
  expect(flakyTasks([[1, 1], [1, 0, 1], [0], [], [0.5, 0.5], [0, 1]])).toEqual([1, 5]);
});
