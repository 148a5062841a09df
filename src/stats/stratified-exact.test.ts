import fc from '../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { firstExactRejection } from './exact-spending.ts';
import { nightlyFindings, type NightlyCount } from './nightly.ts';
import { randomFrom } from './random.ts';
import { type Stratum, stratifiedExact } from './stratified-exact.ts';

const stratum: fc.Arbitrary<Stratum> = fc
  .record({ nA: fc.nat({ max: 6 }), nB: fc.nat({ max: 6 }), a: fc.nat(), b: fc.nat() })
  .map(({ nA, nB, a, b }) => ({ nA, nB, keptA: a % (nA + 1), keptB: b % (nB + 1) }));
const strata = fc.array(stratum, { maxLength: 8 });

describe('the stratified exact test', () => {
  test('does not depend on the order of tasks', () => {
    fc.assert(
      fc.property(strata, (tasks) => {
        expect(stratifiedExact(tasks.toReversed()).worse).toBeCloseTo(stratifiedExact(tasks).worse, 12);
      }),
    );
  });

  test('mirrors when A and B are swapped, with the point counted on both sides', () => {
    fc.assert(
      fc.property(strata, (tasks) => {
        const swapped = tasks.map(({ keptA, nA, keptB, nB }) => ({
          keptA: keptB,
          nA: nB,
          keptB: keptA,
          nB: nA,
        }));
        expect(stratifiedExact(tasks).worseMid + stratifiedExact(swapped).worseMid).toBeCloseTo(1, 12);
        expect(stratifiedExact(tasks).twoSided).toBeCloseTo(stratifiedExact(swapped).twoSided, 9);
      }),
    );
  });

  test('takes no notice of tasks that one side lacks, or that only ever came out one way', () => {
    fc.assert(
      fc.property(strata, fc.nat({ max: 9 }), (tasks, n) => {
        const empty = [
          { keptA: n, nA: n, keptB: 0, nB: 0 },
          { keptA: 0, nA: 0, keptB: n, nB: n },
          { keptA: n, nA: n, keptB: 3, nB: 3 },
        ];
        expect(stratifiedExact([...tasks, ...empty]).worse).toBeCloseTo(stratifiedExact(tasks).worse, 12);
      }),
    );
  });

  test('never speaks more for a regression when B keeps one more', () => {
    fc.assert(
      fc.property(strata, fc.nat(), (tasks, at) => {
        const index = at % Math.max(1, tasks.length);
        const one = tasks[index];
        fc.pre(one !== undefined && one.keptB < one.nB);
        const kept = tasks.with(index, { ...one, keptB: one.keptB + 1 });
        expect(stratifiedExact(kept).worse).toBeGreaterThanOrEqual(stratifiedExact(tasks).worse - 1e-12);
      }),
    );
  });

  test('says nothing of nothing and refuses what cannot be', () => {
    expect(stratifiedExact([])).toEqual({ worse: 1, worseMid: 0.5, twoSided: 1 });
    expect(() => stratifiedExact([{ keptA: 3, nA: 2, keptB: 0, nB: 1 }])).toThrow(
      '`keptA` must not exceed `nA` (2), got 3',
    );
  });

  test('holds for large pools without overflow', () => {
    const large = Array.from({ length: 4 }, () => ({ keptA: 1500, nA: 3000, keptB: 450, nB: 1000 }));
    const { worse, worseMid } = stratifiedExact(large);
    expect(worse).toBeGreaterThan(worseMid);
    expect(worse).toBeLessThan(0.01);
  });
});

describe('the nightly test', () => {
  const tasks = (broken: number): NightlyCount[] => {
    return Array.from({ length: 24 }, (_, task) => ({ kept: Number(task >= broken), n: 1 }));
  };
  const steady = Array.from({ length: 14 }, () => tasks(0));

  test('alarms on the first night that five of 24 tasks break', () => {
    const findings = nightlyFindings([...steady, tasks(5)], 20);
    expect(findings.map(({ nights, alarm }) => ({ nights, alarm }))).toEqual([
      { nights: 1, alarm: true },
      { nights: 3, alarm: false },
      { nights: 7, alarm: false },
    ]);
    expect(findings[0]!.chance).toBeCloseTo(1.31687242798e-6, 12);
  });

  test('gathers over several nights what one night does not show', () => {
    const findings = nightlyFindings([...steady, tasks(2), tasks(2), tasks(2)], 20);
    expect(findings.map(({ nights, alarm }) => [nights, alarm])).toEqual([
      [1, false],
      [3, true],
      [7, false],
    ]);
  });

  test('compares with the last 14 nights before the window, not with what lies further back', () => {
    const bad = Array.from({ length: 30 }, () => tasks(24));
    expect(nightlyFindings([...bad, ...steady, tasks(5)], 20)[0]).toEqual(
      nightlyFindings([...steady, tasks(5)], 20)[0],
    );
  });

  test('leaves out windows that have nothing before them', () => {
    expect(nightlyFindings([], 3)).toEqual([]);
    expect(nightlyFindings([tasks(0)], 3)).toEqual([]);
    expect(nightlyFindings([tasks(0), tasks(24)], 1)).toMatchObject([{ nights: 1, alarm: true }]);
    expect(nightlyFindings([tasks(0), tasks(0), tasks(0), tasks(0)], 3).map(({ nights }) => nights)).toEqual([
      1, 3,
    ]);
  });

  test('refuses nights whose tasks do not line up', () => {
    expect(() => nightlyFindings([tasks(0), tasks(0).slice(1)], 3)).toThrow(
      'every night must have 24 tasks, got 23',
    );
  });

  test('keeps its level over nights of noise', () => {
    const random = randomFrom('nights');
    let alarms = 0;
    for (let run = 0; run < 400; run++) {
      const nights = Array.from({ length: 21 }, () =>
        Array.from({ length: 12 }, () => ({ kept: Number(random() < 0.8), n: 1 })),
      );
      if (nightlyFindings(nights, 1, 0.05).some(({ alarm }) => alarm)) alarms += 1;
    }
    expect(alarms).toBeLessThan(30);
  });
});

describe('exact spending', () => {
  test('rejects in no more than its level of all walks', () => {
    const fractions = [0.5, 1];
    let rejected = 0;
    for (let walk = 0; walk < 2 ** 14; walk++) {
      const ups = (bits: number) => walk.toString(2).padStart(14, '0').slice(0, bits).split('1').length - 1;
      const looks = [7, 14].map((discordant, index) => ({
        n10: ups(discordant),
        discordant,
        fraction: fractions[index]!,
      }));
      if (firstExactRejection(looks, 0.05) !== undefined) rejected += 1;
    }
    expect(rejected / 2 ** 14).toBeLessThanOrEqual(0.05);
    expect(rejected / 2 ** 14).toBeGreaterThan(0.02);
  });

  test('refuses looks that go back', () => {
    const look = { n10: 3, discordant: 4, fraction: 0.5 };
    expect(() => firstExactRejection([look, { ...look, n10: 2, fraction: 1 }], 0.05)).toThrow(RangeError);
    expect(() => firstExactRejection([look, { ...look, fraction: 0.2 }], 0.05)).toThrow(RangeError);
    expect(firstExactRejection([], 0.05)).toBeUndefined();
  });
});
