import { setImmediate, setTimeout } from 'node:timers/promises';

/** Short enough that little waits when a process is killed. */
const GAP_MS = 2;
/** Turns that are taken at once after a while without any. */
const MOST_FREE = 4;

/**
 * Turns for work that is cheaper in groups, such as writing to disk: each comes at the end of this turn of the event loop, as
 * long as they are few, and a gap after the one before where they are many.
 */
export class Pace {
  private readonly gapMs: number;
  private free = MOST_FREE;
  private countedAt = performance.now();

  constructor(gapMs = GAP_MS) {
    this.gapMs = gapMs;
  }

  /** Resolves when the next turn has come. */
  async turn(): Promise<void> {
    const now = performance.now();
    this.free = Math.min(MOST_FREE, this.free + (now - this.countedAt) / this.gapMs) - 1;
    this.countedAt = now;
    if (this.free < 0) await setTimeout(-this.free * this.gapMs);
    else await setImmediate();
  }
}
