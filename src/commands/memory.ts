import v8 from 'node:v8';

/** With half as much a run of 50,000 trials takes 30 MB less, and a quarter longer. */
const LARGE_ENOUGH_BYTES = 32 * 1024 * 1024;
/** Half of the young generation of a worker thread, which allows itself no more. */
const WORKERS_MB = 8;
const LOOK_MS = 50;
/**
 * By itself V8 waits until twice to four times as much is held as was alive. At 80 % a run of 50,000 trials takes 10 MB more, at
 * 20 % no less.
 */
const MOST_GARBAGE_PERCENT = 40;

/**
 * Keeps memory flat: for the garbage of many trials at once V8 lets its young generation grow to 128 MB, and with it wait the
 * buffers of answers long read; no more than 32 MB are as fast as 64. V8 reads these flags whenever a generation is about to
 * grow, so that they can be set in a running process; the limits of their sizes cannot.
 */
export function keepMemorySmall(): void {
  const look = setInterval(() => {
    if (youngBytes() < LARGE_ENOUGH_BYTES) return;
    v8.setFlagsFromString('--semi-space-growth-factor=1');
    // Worker threads that start from now on cannot grow theirs either, and begin with what they need.
    v8.setFlagsFromString(`--min-semi-space-size=${WORKERS_MB}`);
    v8.setFlagsFromString(`--heap-growing-percent=${MOST_GARBAGE_PERCENT}`);
    clearInterval(look);
  }, LOOK_MS);
  look.unref();
}

function youngBytes(): number {
  return v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}
