import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

it('gives a few turns at once, and more of them no faster than one a gap', async () => {
  const pace = new Pace(20);
  const started = performance.now();
  const took: number[] = [];
  for (let turn = 0; turn < 8; turn++) {
    await pace.turn();
    took.push(performance.now() - started);
  }
  // Timers count whole milliseconds.
  for (const [at, ms] of took.entries()) expect(ms).toBeGreaterThanOrEqual(Math.max(0, at - 4) * 20 - 2);
});

it('gives turns at once again after a while without any', async () => {
  const pace = new Pace(600);
  for (let turn = 0; turn < 4; turn++) await pace.turn();
  await new Promise((resolve) => setTimeout(resolve, 610));
  let isTimerDone = false;
  setTimeout(() => (isTimerDone = true), 500);
  await pace.turn();
  expect(isTimerDone).toBe(false);
});
