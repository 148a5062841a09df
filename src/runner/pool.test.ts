import fc from '../../test/properties.ts';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachInParallel } from './pool.ts';

describe('work in parallel', () => {
  it('does each item once, in order of their beginning, never more at once than allowed, and takes none early', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat(4)),
        async (count, atOnce, waits) => {
          const begun: number[] = [];
          let atWork = 0;
          function* items(): Generator<number> {
            for (let item = 0; item < count; item++) {
              expect(atWork).toBeLessThan(atOnce);
              yield item;
            }
          }
          await eachInParallel(items(), atOnce, async (item) => {
            begun.push(item);
            atWork++;
            for (let wait = waits[item] ?? 0; wait > 0; wait--) await turn();
            atWork--;
          });
          expect(begun).toEqual(Array.from({ length: count }, (_, item) => item));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes no further item after an error, finishes those at work, and throws the first error', async () => {
    const done: number[] = [];
    const work = async (item: number): Promise<void> => {
      await turn();
      if (item === 1) throw new Error('broken');
      for (let wait = 0; wait < 5; wait++) await turn();
      done.push(item);
    };
    await expect(eachInParallel([0, 1, 2, 3, 4, 5], 3, work)).rejects.toThrow('broken');
    expect(done).toEqual([0, 2]);
  });

  it('may be given all items at once', async () => {
    const done: number[] = [];
    await eachInParallel([1, 2, 3], Infinity, async (item) => void done.push(item));
    expect(done).toEqual([1, 2, 3]);
  });
});
