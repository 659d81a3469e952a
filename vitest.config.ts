import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // much of the time goes to processes that tests start: one more worker than vitest would take on two cores
    maxWorkers: '100%',
    env: { NO_COLOR: '1' },
  },
});
