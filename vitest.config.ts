import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // By default one core stays idle, which is half of two.
    maxWorkers: '100%',
    // Read by .ci/run, which counts what passed.
    reporters:
      process.env['CI'] === undefined
        ? ['default']
        : ['default', ['json', { outputFile: '.tmp/test-results.json' }]],
  },
})
