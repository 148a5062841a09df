import { describe, expect, it } from 'vitest';
import { growthOf } from './growth.ts';

/** So many steps of work. */
function steps(count: number): number {
  let sum = 0;
  for (let step = 0; step < count; step++) sum = (sum * 31 + step) | 0;
  return sum;
}

const SIZES = { small: 1000, large: 10_000, shortest: 1, most: 60 };

describe('growthOf', () => {
  it('stays below the bound where time is in proportion to the size', async () => {
    const growth = await growthOf(async (size, timed) => void (await timed(() => steps(size * 2000))), SIZES);
    expect(growth).toBeLessThan(60);
  });

  it('is above it where time is in proportion to the square of the size', async () => {
    const growth = await growthOf(
      async (size, timed) => void (await timed(() => steps((size * size) / 4))),
      SIZES,
    );
    expect(growth).toBeGreaterThan(60);
  });

  it('leaves out what is not timed', async () => {
    const growth = await growthOf(async (size, timed) => {
      steps((size * size) / 4);
      await timed(() => steps(1000));
    }, SIZES);
    expect(growth).toBeLessThan(60);
  });
});
