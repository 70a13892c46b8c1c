import { defineConfig } from 'vitest/config'

// The tests that need the packages of `package/`, which are no part of the project's own. Their names
// end in `.spec.ts`, so that the project's configuration leaves them alone.
export default defineConfig({
  test: {
    include: ['test/pds/**/*.spec.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/pds/install-packages.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Read by .ci/run, which counts what passed.
    reporters:
      process.env['CI'] === undefined
        ? ['default']
        : ['default', ['json', { outputFile: '.tmp/test-results-pds.json' }]],
  },
})
