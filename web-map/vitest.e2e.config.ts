import { defineConfig } from 'vitest/config';

// One browser, one file at a time: SwiftShader needs the processor for itself.
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
});
