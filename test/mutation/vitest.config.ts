import { defineConfig } from 'vitest/config'

/** The tests that each mutant must fail under: of the rooms that are mutated, unless the variable names others. */
const {
  SSM_READY_MUTATION_TESTS:
    named = 'test/{iam,network,checks,report,session,model}/**/*.test.ts test/scenarios.test.ts',
} = process.env

export default defineConfig({
  test: {
    include: named.split(' '),
    isolate: false,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
