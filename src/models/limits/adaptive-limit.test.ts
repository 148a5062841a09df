import { describe, expect, test } from 'vitest';
import { AdaptiveLimit } from './adaptive-limit.ts';

/** As many answers as the limit lets fly at once. */
function round(limit: AdaptiveLimit, isUsedUp = true): void {
  for (let left = limit.limit; left > 0; left--) limit.answered(isUsedUp, 0);
}

describe('AdaptiveLimit', () => {
  test('starts small and doubles from round to round, up to what the user allows', () => {
    const limit = new AdaptiveLimit(300, 0);
    const climbed = [limit.limit];
    for (let rounds = 0; rounds < 4; rounds++) {
      round(limit);
      climbed.push(limit.limit);
    }
    expect(climbed).toEqual([50, 100, 200, 300, 300]);
    expect(new AdaptiveLimit(3, 0).limit).toBe(3);
  });

  test('does not grow while it is not used up', () => {
    const limit = new AdaptiveLimit(100, 0);
    round(limit, false);
    expect(limit.limit).toBe(50);
  });

  test('grows by one a round after a cut', () => {
    const limit = new AdaptiveLimit(100, 0);
    round(limit);
    limit.cut(0);
    expect(limit.limit).toBe(70);
    round(limit);
    round(limit);
    expect(limit.limit).toBe(71);
    round(limit);
    expect(limit.limit).toBe(72);
  });

  test('never falls below one call', () => {
    const limit = new AdaptiveLimit(4, 0);
    for (let cuts = 0; cuts < 9; cuts++) limit.cut(0);
    expect(limit.limit).toBe(1);
  });

  test('tells its history: each cut, and where each climb ended', () => {
    const limit = new AdaptiveLimit(100, 5);
    for (let answers = 1; answers <= 10; answers++) limit.answered(true, answers * 100);
    limit.cut(2000);
    limit.cut(3000);
    expect(limit.history).toEqual([
      { atMs: 5, limit: 50, why: 'start' },
      { atMs: 1000, limit: 60, why: 'grow' },
      { atMs: 2000, limit: 42, why: 'rate-limit' },
      { atMs: 3000, limit: 29, why: 'rate-limit' },
    ]);
  });
});
