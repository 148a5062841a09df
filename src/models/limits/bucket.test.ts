import fc from '../../../test/properties.ts';
import { describe, expect, test } from 'vitest';
import { Bucket } from './bucket.ts';

const FULL_IN_20_S = { limit: 50, remaining: 10, resetAt: 20_000 };

describe('Bucket', () => {
  test('holds nothing back before a response told of a limit', () => {
    const bucket = new Bucket();
    bucket.take(1e9, 0);
    expect(bucket.waitFor(1e9, 0)).toBe(0);
  });

  test('fills up evenly until the reset', () => {
    const bucket = new Bucket();
    bucket.update(FULL_IN_20_S, 0, 0);
    expect(bucket.waitFor(10, 0)).toBe(0);
    expect(bucket.waitFor(12, 0)).toBe(1000);
    expect(bucket.waitFor(12, 400)).toBe(600);
    expect(bucket.waitFor(50, 20_000)).toBe(0);
  });

  test('takes out what is sent, and what was sent before the response told', () => {
    const bucket = new Bucket();
    bucket.update(FULL_IN_20_S, 4, 0);
    expect(bucket.waitFor(6, 0)).toBe(0);
    bucket.take(6, 0);
    expect(bucket.waitFor(1, 0)).toBe(500);
  });

  test('lets a cost above the limit pass when it is full, for more there will never be', () => {
    const bucket = new Bucket();
    bucket.update(FULL_IN_20_S, 0, 0);
    expect(bucket.waitFor(1000, 0)).toBe(20_000);
    expect(bucket.waitFor(1000, 20_000)).toBe(0);
  });

  test('fills up in a minute where the reset is past or nothing is missing', () => {
    const bucket = new Bucket();
    bucket.update({ limit: 60, remaining: 0, resetAt: -5 }, 0, 0);
    expect(bucket.waitFor(1, 0)).toBe(1000);
    bucket.update({ limit: 60, remaining: 60, resetAt: 0 }, 60, 0);
    expect(bucket.waitFor(2, 0)).toBe(2000);
  });

  test('never lets more through than it had and what came in', () => {
    const step = fc.record({ ms: fc.integer({ min: 0, max: 3000 }), cost: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const bucket = new Bucket();
        bucket.update(FULL_IN_20_S, 0, 0);
        let now = 0;
        let passed = 0;
        for (const { ms, cost } of steps) {
          now += ms;
          if (bucket.waitFor(cost, now) > 0) continue;
          bucket.take(cost, now);
          passed += cost;
          expect(passed).toBeLessThanOrEqual(10 + (now * 40) / 20_000 + 1e-6);
        }
      }),
    );
  });
});
