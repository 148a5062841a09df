import type { Timing } from '../src/models/retry.ts';

/** A clock that stands still while anything can run, and then jumps to the end of the shortest sleep. */
export interface VirtualClock extends Timing {
  /** Every sleep so far, in milliseconds. */
  readonly waits: readonly number[];
  /** Runs until nothing sleeps any more. */
  settle(): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** For what only sleeps, and waits for no real input or output; it begins at 0. */
export function virtualClock(random: () => number = () => 0.5): VirtualClock {
  let now = 0;
  const waits: number[] = [];
  const sleepers = new Set<Sleeper>();
  return {
    waits,
    now: () => now,
    random,
    sleep(ms, signal) {
      waits.push(ms);
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const sleeper = { at: now + ms, wake: () => resolve() };
        sleepers.add(sleeper);
        signal.addEventListener('abort', () => {
          sleepers.delete(sleeper);
          reject(signal.reason as Error);
        });
      });
    },
    async settle() {
      for (;;) {
        // All that can run without time passing runs before a macrotask does.
        await new Promise((resolve) => setImmediate(resolve));
        const [next] = [...sleepers].sort((a, b) => a.at - b.at);
        if (!next) return;
        sleepers.delete(next);
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}
