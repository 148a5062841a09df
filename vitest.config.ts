import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Vitest leaves one core free, which on a machine of two is half of it.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});
