import v8 from 'node:v8';

const LARGE_ENOUGH_BYTES = 16 * 1024 * 1024;
const LOOK_MS = 50;

/**
 * Keeps memory flat: for the garbage of many trials at once V8 lets its young generation grow to 128 MB, and with it wait the
 * buffers of answers long read; an eighth of that is as fast. V8 reads this flag whenever the generation is about to grow, so
 * that it can be set in a running process; the limit of its size cannot.
 */
export function keepYoungGenerationSmall(): void {
  const look = setInterval(() => {
    if (youngBytes() < LARGE_ENOUGH_BYTES) return;
    v8.setFlagsFromString('--semi-space-growth-factor=1');
    // Worker threads that start from now on cannot grow theirs either: they begin with as much.
    v8.setFlagsFromString(`--min-semi-space-size=${LARGE_ENOUGH_BYTES / 2 ** 21}`);
    clearInterval(look);
  }, LOOK_MS);
  look.unref();
}

function youngBytes(): number {
  return v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}
