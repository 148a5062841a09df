import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { type GateFindings, gateFindings } from './gate-findings.ts';
import {
  extendBudget,
  foldSlot,
  gateDesign,
  type GateDesign,
  gateEvidence,
  type GateState,
  startGate,
} from './sequential.ts';
import { dropsOf, type Outcome, type Slot } from './slot-outcomes.ts';

function slot(a: readonly Outcome[], b: readonly Outcome[]): Slot {
  return { a: [a], b };
}

function repeat(times: number, one: Slot): Slot[] {
  return Array.from({ length: times }, () => one);
}

function gate(slots: readonly Slot[], given: Partial<GateDesign> = {}): GateState {
  const promises = slots[0]?.b.length ?? 1;
  return slots.reduce(foldSlot, startGate(gateDesign({ promises, slots: 240, ...given })));
}

/** Folds until the gate says stop, as a runner would. */
function play(slots: readonly Slot[], given: Partial<GateDesign> = {}): GateFindings {
  let state = startGate(gateDesign({ promises: slots[0]!.b.length, slots: 240, ...given }));
  for (const next of slots) {
    state = foldSlot(state, next);
    if (state.evaluatedAt === state.slots && gateFindings(state).stop) break;
  }
  return gateFindings(state);
}

const KEPT = slot([1], [1]);
const BROKEN = slot([1], [0]);

describe('the gate', () => {
  test('passes at the second look of ten when everything is always kept', () => {
    const findings = play(repeat(240, slot([1, 1, 1], [1, 1, 1])));
    expect(findings).toMatchObject({ verdict: 'pass', stop: 'settled' });
    expect(findings.promises.map((promise) => promise.clearAt)).toEqual([48, 48, 48]);
    expect(findings.promises[0]).toMatchObject({
      verdict: 'no-regression',
      evidence: 1,
      worse: 0,
      rateA: 1,
      rateB: 1,
    });
  });

  test('passes on ties whether kept or broken in both', () => {
    expect(play(repeat(240, slot([0], [0])))).toMatchObject({ verdict: 'pass' });
  });

  test('fails as soon as an evaluation finds the evidence, and stops', () => {
    const kept = Array<number>(20).fill(1);
    const findings = play(repeat(240, slot(kept, kept.with(3, 0))));
    // 12 one-way flips alarm one of 20 promises; evaluations come every 6 slots.
    expect(findings).toMatchObject({ verdict: 'fail', stop: 'regression', slots: 12 });
    expect(findings.promises[3]).toMatchObject({
      verdict: 'regression',
      alarmAt: 12,
      drop: 1,
      worse: 12,
      better: 0,
    });
    expect(findings.promises[4]).toMatchObject({ verdict: 'undecided', alarmAt: undefined, evidence: 1 });
  });

  test('names the promise that broke and clears the others, without fail-fast', () => {
    const slots = Array.from({ length: 240 }, (_, index) => slot([1, 1], [Number(index % 3 > 0), 1]));
    const { verdict, stop, promises } = play(slots, { failFast: false });
    expect({ verdict, stop }).toEqual({ verdict: 'fail', stop: 'settled' });
    expect(promises.map((promise) => promise.verdict)).toEqual(['regression', 'no-regression']);
  });

  test('calls a sure drop below the margin what it is, and passes it', () => {
    // 2.5 % worse, of 1200.
    const slots = Array.from({ length: 1200 }, (_, index) => slot([1], [Number(index % 40 > 0)]));
    const findings = gateFindings(gate(slots, { slots: 1200, looks: 4, overallMargin: 0.1 }));
    expect(findings.promises[0]).toMatchObject({ verdict: 'smaller-than-margin' });
    expect(findings.verdict).toBe('pass');
  });

  test('is undecided at the end of its slots when neither is sure, and says how many more would do', () => {
    const better = repeat(3, slot([0], [1]));
    const close = gateFindings(gate([...repeat(8, BROKEN), ...better, ...repeat(109, KEPT)]));
    expect(close.promises[0]).toMatchObject({ verdict: 'undecided', moreToClear: 87, worse: 8, better: 3 });
    expect(close.promises[0]!.upper).toBeCloseTo(0.116, 3);
    const worsening = [...repeat(12, slot([0], [1])), ...repeat(26, BROKEN), ...repeat(82, KEPT)];
    const far = gateFindings(gate(worsening, { slots: 120, looks: 1 }));
    expect(far).toMatchObject({ verdict: 'undecided', stop: 'budget' });
    expect(far.promises[0]).toMatchObject({ verdict: 'undecided', moreToClear: undefined });
  });

  test('sees a small drop of all promises that no single one shows', () => {
    // Each promise breaks in 2 of 60 slots, another one each time.
    const slots = Array.from({ length: 60 }, (_, index) =>
      slot(
        Array<number>(30).fill(1),
        Array.from({ length: 30 }, (_, promise) => Number(promise !== index % 30)),
      ),
    );
    const findings = play(slots);
    expect(findings.overall.verdict).toBe('regression');
    expect(findings.promises.every((promise) => promise.verdict !== 'regression')).toBe(true);
    expect(findings.verdict).toBe('fail');
  });
});

describe('planned looks', () => {
  test('fall on the slots that the design spreads them over', () => {
    let state = startGate(gateDesign({ promises: 1, slots: 25, looks: 4, evaluateEvery: 1000 }));
    const looks: number[] = [];
    for (let index = 1; index <= 30; index++) {
      const { upper } = state.promises[0]!;
      state = foldSlot(state, KEPT);
      if (state.promises[0]!.upper !== upper) looks.push(index);
    }
    expect(looks).toEqual([7, 13, 19, 25]);
  });

  test('clear nothing beyond the budget, while alarms go on', () => {
    const undecided = gate(repeat(20, KEPT), { slots: 20, looks: 1, failFast: false });
    expect(gateFindings(undecided)).toMatchObject({ verdict: 'undecided', stop: 'budget' });
    const extended = repeat(300, KEPT).reduce(foldSlot, extendBudget(undecided, 400));
    expect(gateFindings(extended)).toMatchObject({ verdict: 'undecided', stop: undefined });
    expect(gateFindings(extended).promises[0]).toMatchObject({ clearAt: undefined, moreToClear: 0 });
    const broken = repeat(12, BROKEN).reduce(foldSlot, extendBudget(undecided, 12));
    expect(gateFindings(broken)).toMatchObject({ verdict: 'fail' });
  });

  test('and evaluations end with the last slot of an extension', () => {
    const kept = Array<number>(20).fill(1);
    const start = gate(repeat(20, slot(kept, kept)), { slots: 20, looks: 1 });
    const flips = [slot(kept, kept), ...repeat(12, slot(kept, kept.with(0, 0)))];
    const ended = flips.reduce(foldSlot, extendBudget(start, 13));
    expect(gateFindings(ended).promises[0]).toMatchObject({ alarmAt: 33 });
  });

  test('take no decision back', () => {
    const alarmed = gate(repeat(12, BROKEN));
    const recovered = repeat(12, slot([0], [1])).reduce(foldSlot, alarmed);
    expect(gateEvidence(recovered).adjusted[0]).toBeLessThan(20);
    expect(gateFindings(recovered).promises[0]).toMatchObject({ verdict: 'regression', alarmAt: 12 });
  });
});

describe('what is missing', () => {
  test('a promise that never applied is not tested and blocks a pass, unless waived', () => {
    const slots = repeat(120, slot([1, 'not-applicable'], [1, 'not-applicable']));
    expect(gateFindings(gate(slots, { slots: 120, looks: 1 }))).toMatchObject({
      verdict: 'undecided',
      promises: [
        { verdict: 'no-regression' },
        { verdict: 'not-tested', n: 0, drop: undefined, rateA: undefined },
      ],
    });
    expect(gateFindings(gate(slots, { slots: 120, looks: 1, waived: [1] }))).toMatchObject({
      verdict: 'pass',
      stop: 'settled',
    });
  });

  test('a gate with nothing tested never passes, waived or not', () => {
    const slots = repeat(60, slot(['not-applicable'], ['not-applicable']));
    expect(gateFindings(gate(slots, { slots: 60, looks: 1, waived: [0] }))).toMatchObject({
      verdict: 'undecided',
      stop: 'budget',
    });
    expect(gateFindings(startGate(gateDesign({ promises: 1, slots: 9 })))).toMatchObject({
      verdict: 'undecided',
      stop: undefined,
      errorRateA: 0,
    });
  });

  test('a dead endpoint is undecided, never a regression', () => {
    const findings = play(repeat(240, slot([1, 1], ['unscored', 'unscored'])));
    expect(findings).toMatchObject({ verdict: 'undecided', errorRateA: 0, errorRateB: 1 });
    expect(findings.overall).toMatchObject({ verdict: 'not-tested' });
  });

  test('more than 5 % missing leaves a promise undecided, whatever the rest says', () => {
    const withMissing = (missing: number, rest: Slot) =>
      gateFindings(
        gate([...repeat(missing, slot([1], ['unscored'])), ...repeat(100 - missing, rest)], { slots: 100 }),
      );
    expect(withMissing(5, KEPT).promises[0]).toMatchObject({ verdict: 'no-regression', missing: 5, n: 95 });
    expect(withMissing(6, KEPT).promises[0]).toMatchObject({ verdict: 'undecided', doubt: 'missing' });
    expect(withMissing(6, BROKEN).promises[0]).toMatchObject({
      verdict: 'undecided',
      doubt: 'missing',
      worse: 94,
    });
    expect(withMissing(6, BROKEN).verdict).toBe('undecided');
  });

  test('a gate goes on until the missing are few enough', () => {
    const lost = [...repeat(5, slot(['unscored'], [1])), ...repeat(5, slot([1], ['unscored']))];
    const findings = play([...lost, ...repeat(230, KEPT)]);
    expect(findings).toMatchObject({ verdict: 'pass', stop: 'settled' });
    expect(findings.slots).toBeGreaterThanOrEqual(200);
    expect(findings.promises[0]!.clearAt).toBeLessThan(100);
  });

  test("a judge's failure on one promise is missing for that promise only", () => {
    const slots = [...repeat(10, slot([1, 1], [1, 'unscored'])), ...repeat(90, slot([1, 1], [1, 1]))];
    const findings = gateFindings(gate(slots, { slots: 100 }));
    expect(findings.promises.map((promise) => promise.missing)).toEqual([0, 10]);
    expect(findings.promises.map((promise) => promise.verdict)).toEqual(['no-regression', 'undecided']);
    expect(findings.errorRateB).toBe(0);
  });

  test('a promise that stops applying is never called clear, nor waived', () => {
    const slots = [...repeat(51, slot([1], [1])), ...repeat(9, slot([1], ['not-applicable']))];
    const findings = gateFindings(gate(slots, { slots: 60, looks: 1 }));
    expect(findings.promises[0]).toMatchObject({
      verdict: 'undecided',
      doubt: 'applicability',
      onlyA: 9,
      onlyB: 0,
    });
    expect(findings.promises[0]!.applicabilityEvidence).toBeGreaterThan(20);
    const gone = gateFindings(
      gate(repeat(120, slot([1, 1], [1, 'not-applicable'])), { slots: 120, looks: 1, waived: [1] }),
    );
    expect(gone).toMatchObject({
      verdict: 'undecided',
      promises: [{}, { verdict: 'not-tested', onlyA: 120 }],
    });
  });

  test('errors that come with one version only keep the gate from passing', () => {
    const slots = [...repeat(9, slot([1], ['unscored'])), ...repeat(231, KEPT)];
    const findings = gateFindings(gate(slots));
    expect(findings.errorEvidence).toBeGreaterThan(20);
    expect(findings).toMatchObject({
      verdict: 'undecided',
      overall: { doubt: 'errors', verdict: 'undecided' },
    });
  });
});

describe('slots', () => {
  const outcome: fc.Arbitrary<Outcome> = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Outcome[]>(0, 1) },
    { weight: 1, arbitrary: fc.constantFrom<Outcome[]>('not-applicable', 'unscored') },
  );
  const answer = fc.array(outcome, { minLength: 3, maxLength: 3 });
  const slots = fc.array(fc.record({ a: fc.tuple(answer), b: answer }), { minLength: 1, maxLength: 40 });
  const start = startGate(gateDesign({ promises: 3, slots: 240 }));
  const folded = (some: readonly Slot[]) => some.reduce(foldSlot, start);

  test('in another order leave the same evidence', () => {
    fc.assert(
      fc.property(slots, (some) => {
        const [here, there] = [gateEvidence(folded(some)), gateEvidence(folded(some.toReversed()))];
        for (const [index, value] of here.evidence.entries()) {
          expect(there.evidence[index]! / value).toBeCloseTo(1, 9);
          expect(there.adjusted[index]! / here.adjusted[index]!).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  test('with A and B swapped mirror every drop', () => {
    fc.assert(
      fc.property(slots, (some) => {
        const swapped = some.map(({ a: [a], b }) => ({ a: [b], b: a }));
        const [here, there] = [gateFindings(folded(some)), gateFindings(folded(swapped))];
        for (const [index, promise] of here.promises.entries()) {
          const mirror = there.promises[index]!;
          expect(mirror).toMatchObject({
            n: promise.n,
            worse: promise.better,
            better: promise.worse,
            onlyA: promise.onlyB,
          });
          expect(mirror.rateA).toBe(promise.rateB);
          expect((mirror.drop ?? 0) + (promise.drop ?? 0)).toBe(0);
          expect(mirror.applicabilityEvidence / promise.applicabilityEvidence).toBeCloseTo(1, 9);
        }
      }),
    );
  });

  test('in which B keeps more raise no alarm that was not there', () => {
    fc.assert(
      fc.property(slots, fc.nat(), fc.nat({ max: 2 }), (some, at, promise) => {
        const place = at % some.length;
        fc.pre(some[place]!.b[promise] === 0);
        const kept = some.map((one, index) =>
          index === place ? { ...one, b: one.b.with(promise, 1) } : one,
        );
        const [before, after] = [gateEvidence(folded(some)), gateEvidence(folded(kept))];
        for (const [index, value] of before.evidence.entries()) {
          expect(after.evidence[index]).toBeLessThanOrEqual(value * (1 + 1e-9));
          expect(after.adjusted[index]).toBeLessThanOrEqual(before.adjusted[index]! * (1 + 1e-9));
        }
      }),
    );
  });

  test('never bring NaN into a finding, nor anything that JSON cannot hold', () => {
    fc.assert(
      fc.property(slots, (some) => {
        const state = folded(some);
        const text = JSON.stringify(gateFindings(state));
        expect(text).not.toContain('null');
        expect(gateFindings(JSON.parse(JSON.stringify(state)) as GateState)).toEqual(gateFindings(state));
      }),
    );
  });

  test('with several stored answers count their mean, and pay at even odds', () => {
    const stored: Slot = {
      a: [
        [1, 1],
        [0, 'not-applicable'],
        ['unscored', 'unscored'],
        [1, 1],
      ],
      b: [0, 1],
    };
    const state = gate([stored], { answersPerSlot: 4 });
    expect(gateFindings(state).promises.map(({ n, drop }) => ({ n, drop }))).toEqual([
      { n: 1, drop: 2 / 3 },
      { n: 1, drop: 0 },
    ]);
    expect(gateFindings(state).promises[0]!.applicabilityEvidence).toBe(1);
    expect(state.overall.logCapital).toHaveLength(20);
    expect(dropsOf([stored], 0)).toEqual([2 / 3]);
  });

  test('with graded scores are clipped to 0 and 1', () => {
    expect(gateFindings(gate([slot([1.7, 0.25], [-3, 0.75])])).promises.map(({ drop }) => drop)).toEqual([
      1, -0.5,
    ]);
    expect(() => gate([slot([Number.NaN], [1])])).toThrow(RangeError);
  });

  test('of another shape than the design are refused', () => {
    const start = startGate(gateDesign({ promises: 2, slots: 9 }));
    expect(() => foldSlot(start, slot([1], [1, 1]))).toThrow('an answer must have 2 outcomes, got 1');
    expect(() => foldSlot(start, { a: [], b: [1, 1] })).toThrow(
      'a slot must have 1 to 1 answers of A, got 0',
    );
    expect(() =>
      foldSlot(start, {
        a: [
          [1, 1],
          [1, 1],
        ],
        b: [1, 1],
      }),
    ).toThrow(RangeError);
  });

  test('need a design that makes sense', () => {
    expect(() => startGate(gateDesign({ promises: 0, slots: 9 }))).toThrow(RangeError);
    expect(() => startGate(gateDesign({ promises: 1, slots: 3, looks: 4 }))).toThrow(
      '`looks` must not exceed `slots` (3), got 4',
    );
    expect(() => startGate(gateDesign({ promises: 1, slots: 9, margin: 1 }))).toThrow(RangeError);
    expect(() => startGate(gateDesign({ promises: 1, slots: 9, waived: [1] }))).toThrow(RangeError);
  });
});
