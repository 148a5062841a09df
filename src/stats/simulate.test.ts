import { describe, expect, test } from 'vitest';
import { binomialAtLeast, binomialAtMost } from './binomial.ts';
import { gateFindings } from './gate-findings.ts';
import { randomFrom } from './random.ts';
import { foldSlot, gateDesign, type GateState, startGate } from './sequential.ts';
import { REFERENCE_PROCEDURES, REFERENCE_SCENARIO } from './simulate-reference.ts';
import { simulate } from './simulate.ts';
import { slotOrder } from './slots.ts';

/** So rare, if the rate were the one claimed, that a seed this unlucky is a fault. */
const RARE = 1e-3;

function expectAtMost(found: number, runs: number, rate: number): void {
  expect(binomialAtLeast(found, runs, rate), `${found} of ${runs} is more than ${rate}`).toBeGreaterThan(
    RARE,
  );
}

function expectAtLeast(found: number, runs: number, rate: number): void {
  expect(binomialAtMost(found, runs, rate), `${found} of ${runs} is less than ${rate}`).toBeGreaterThan(RARE);
}

const SMALL = { tasks: 8, rates: [1, 0.95, 0.95, 0.9, 0.8, 0.5], concentration: 2 };

describe.each([
  ['fresh A', gateDesign({ promises: 6, slots: 240 }), 'fresh'],
  ['three stored answers of A a slot', gateDesign({ promises: 6, slots: 240, answersPerSlot: 3 }), 'stored'],
] as const)('the gate with %s', (_, design, baseline) => {
  const procedure = { kind: 'sequential', design, baseline } as const;

  test('raises no more false alarms than it says', () => {
    const { failed, runs } = simulate(SMALL, procedure, 200, 'nothing changed');
    expectAtMost(failed, runs, design.alpha);
  });

  test('finds a drop of 20 points, and stops early on it', () => {
    const change = { promise: 1, drop: 0.2 };
    const { failed, found, runs, slots } = simulate(
      { ...SMALL, change },
      procedure,
      100,
      'one promise drops',
    );
    expectAtLeast(found, runs, 0.95);
    expect(failed).toBeGreaterThanOrEqual(found);
    expect(slots).toBeLessThan(140);
  });
});

test('a change that is as good for some tasks as bad for others raises no alarm', () => {
  const design = gateDesign({ promises: 2, slots: 160 });
  const start = startGate(design);
  let failed = 0;
  for (let run = 0; run < 200; run++) {
    const random = randomFrom(`mixed/${run}`);
    let state: GateState = start;
    for (const { task } of slotOrder(8, design.slots, `mixed/${run}/order`)) {
      const [a, b] = task < 4 ? [0.95, 0.45] : [0.45, 0.95];
      state = foldSlot(state, {
        a: [[Number(random() < a), Number(random() < a)]],
        b: [Number(random() < b), Number(random() < b)],
      });
    }
    if (gateFindings(state).promises.some((promise) => promise.alarmAt !== undefined)) failed += 1;
  }
  expectAtMost(failed, 200, design.alpha);
});

test('a promise that drops by the margin is seldom cleared', () => {
  const design = gateDesign({ promises: 1, slots: 240, failFast: false });
  const start = startGate(design);
  let cleared = 0;
  for (let run = 0; run < 400; run++) {
    const random = randomFrom(`margin/${run}`);
    let state: GateState = start;
    for (let slot = 0; slot < design.slots; slot++) {
      state = foldSlot(state, { a: [[Number(random() < 0.9)]], b: [Number(random() < 0.8)] });
    }
    if (state.promises[0]!.clearAt !== undefined) cleared += 1;
  }
  // The bound is an approximation: errors up to 6.3 % are known.
  expectAtMost(cleared, 400, 0.063);
});

test('uncorrected fixed tests raise false alarms in a third of the gates, corrected ones seldom', () => {
  const uncorrected = simulate(REFERENCE_SCENARIO, REFERENCE_PROCEDURES['fixed, uncorrected']!, 300, 'fixed');
  const corrected = simulate(REFERENCE_SCENARIO, REFERENCE_PROCEDURES['fixed, corrected']!, 300, 'fixed');
  expectAtLeast(uncorrected.failed, 300, 0.33);
  expectAtMost(corrected.failed, 300, 0.05);
  expect(corrected.calls).toBe(480);
});

test('one seed gives one result, another seed another', () => {
  const procedure = REFERENCE_PROCEDURES['stored A, four a slot']!;
  const play = (seed: string) => simulate(REFERENCE_SCENARIO, procedure, 4, seed);
  expect(play('one')).toEqual(play('one'));
  expect(play('one').calls).not.toBe(play('two').calls);
});

test('a scenario that cannot be is refused', () => {
  const procedure = REFERENCE_PROCEDURES['fresh A and B']!;
  expect(() => simulate({ ...SMALL, rates: [1.2] }, procedure, 1, 's')).toThrow(RangeError);
  expect(() => simulate({ ...SMALL, change: { promise: 5, drop: 0.6 } }, procedure, 1, 's')).toThrow(
    RangeError,
  );
  expect(() => simulate(SMALL, procedure, 1, 's')).toThrow('an answer must have 20 outcomes, got 6');
});
