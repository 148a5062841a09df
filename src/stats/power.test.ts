import { describe, expect, test } from 'vitest';
import { eAlarmBinary } from './evidence.ts';
import { alarmBar, flipsForAlarm, smallestDetectableDrop, smallestDifference, tasksNeeded } from './power.ts';
import { randomFrom } from './random.ts';

test.each([
  [1, 8],
  [5, 10],
  [10, 11],
  [20, 12],
  [40, 13],
])('with %d promises it takes %d one-way flips to alarm', (promises, flips) => {
  expect(flipsForAlarm(promises)).toBe(flips);
});

test('each pair that got better takes more than one flip to outweigh', () => {
  const flips = [0, 1, 2, 3].map((better) => flipsForAlarm(20, 0.05, better));
  for (const [index, needed] of flips.slice(1).entries()) expect(needed).toBeGreaterThan(flips[index]! + 1);
});

describe('the smallest detectable drop', () => {
  test('of a promise always kept is where enough slots break', () => {
    const drop = smallestDetectableDrop({ slots: 300, promises: 20, rate: 1 })!;
    // SciPy: the d at which binom.sf(11, 300, d) is 0.8.
    expect(drop).toBeCloseTo(0.04894442047531969, 10);
  });

  test('shrinks with slots and grows with promises and power', () => {
    const base = { slots: 240, promises: 20, rate: 0.95 };
    const drop = smallestDetectableDrop(base)!;
    expect(smallestDetectableDrop({ ...base, slots: 480 })).toBeLessThan(drop);
    expect(smallestDetectableDrop({ ...base, promises: 40 })).toBeGreaterThan(drop);
    expect(smallestDetectableDrop({ ...base, power: 0.95 })).toBeGreaterThan(drop);
  });

  test('is what a simulation finds with the power asked for', () => {
    const drop = smallestDetectableDrop({ slots: 120, promises: 10, rate: 0.9 })!;
    const random = randomFrom('power');
    let found = 0;
    for (let run = 0; run < 1000; run++) {
      let [worse, better] = [0, 0];
      for (let slot = 0; slot < 120; slot++) {
        const [a, b] = [random() < 0.9, random() < 0.9 - drop];
        worse += Number(a && !b);
        better += Number(b && !a);
      }
      if (eAlarmBinary(worse, better) >= alarmBar(10)) found += 1;
    }
    // Three standard errors.
    expect(Math.abs(found / 1000 - 0.8)).toBeLessThan(0.04);
  });

  test('is undefined where even a promise lost for good would not show', () => {
    expect(smallestDetectableDrop({ slots: 11, promises: 20, rate: 1 })).toBeUndefined();
    expect(smallestDetectableDrop({ slots: 12, promises: 20, rate: 1 })).toBeGreaterThan(0.97);
    expect(smallestDetectableDrop({ slots: 300, promises: 20, rate: 0 })).toBeUndefined();
  });
});

test('tasks needed and the smallest difference undo each other', () => {
  const noise = { betweenTasks: 0.1, withinA: 0.02, withinB: 0.03 };
  expect(smallestDifference(50, noise)).toBeCloseTo(0.153, 3);
  expect(tasksNeeded(smallestDifference(50, noise), noise)).toBeCloseTo(50, 9);
  expect(() => tasksNeeded(0, noise)).toThrow(RangeError);
  expect(() => smallestDifference(50, { ...noise, withinA: -1 })).toThrow(RangeError);
});
