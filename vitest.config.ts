import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{engine,harness,steps}/**/*.test.ts'],
    // Tests share no state, so files share a worker and each module is read once.
    isolate: false,
    pool: 'threads',
    // Many tests wait for programs they have started; one thread alone would wait with them.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    setupFiles: ['./harness/tidy/property-setup.ts'],
    // Only against what hangs: a shared machine may take its time, and a soak draws many more cases.
    testTimeout: process.env['FROSTPROOF_CASES'] ? 3_600_000 : 120_000,
    reporters: ['dot'],
  },
})
