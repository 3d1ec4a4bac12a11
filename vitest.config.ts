import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.js'
import { transpiledSources } from './test/support/transpiled.js'

/** Tests that replace methods of the AWS clients or the environment: each in a process of its own. */
const REPLACING = [
  'test/{aws,publish,remediate}/**/*.test.ts',
  'test/app/connect*.test.ts',
  'test/collect/from-aws/*.test.ts',
]

/**
 * End-to-end tests that take minutes: every remedy by itself, every command pasted, processes that are killed. They run where
 * `SSM_READY_LONG` is set (`.ci/run --long`); the others run always.
 */
const LONG = [
  'test/e2e/remedies-*.test.ts',
  'test/e2e/{as-code,fix-commands,organization}.test.ts',
  'test/e2e/fix-{network,peering,plan,role,session}-commands.test.ts',
  'test/e2e/{fix-process,from-nothing,from-nothing-function}.test.ts',
  'test/e2e/session/{bulk,client,data-stores,databases,old-agents-idle,secrets,secrets-elsewhere,staying,stopping}.test.ts',
]

/** A test that asserts nothing, its list being empty or its branch not taken, fails. */
const expect = { requireAssertions: true }

/** Keeps the AWS SDK's advice on Node versions out of the output. */
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

/** A hook that comes first loads modules, which takes long on a busy machine. */
const TIMEOUTS = { testTimeout: 60_000, hookTimeout: 60_000 }

/** Networks and reports are garbage soon: one collection in place of four saves a fourteenth of the time. */
const execArgv = ['--max-semi-space-size=64']

/** What is watched is loaded by Vite, which sees each change; a run loads what is there as it begins. */
const plugins = process.argv.includes('run') ? [await transpiledSources()] : []

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/browser/**', 'test/packaged/**', ...REPLACING],
          // Modules are loaded once per worker, which saves a fifth of the time: these tests change nothing global.
          isolate: false,
          execArgv,
          env,
          expect,
          ...TIMEOUTS,
        },
      },
      { plugins, test: { name: 'unit-isolated', include: REPLACING, env, expect, ...TIMEOUTS } },
      {
        plugins,
        test: {
          // Some of the same files with many more examples: see test/support/runs.ts.
          name: 'properties',
          include: [
            'test/iam/properties.test.ts',
            'test/network/**/*.test.ts',
            'test/checks/{endpoint-names,unreadable}.test.ts',
            'test/fix/{crash,harmless,as-code-random,clears}.test.ts',
            'test/collect/redact*.test.ts',
            'test/faults/*.test.ts',
          ],
          isolate: false,
          execArgv,
          expect,
          env: { ...env, SSM_READY_MANY_RUNS: '1' },
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          env,
          expect,
          ...TIMEOUTS,
        },
      },
      { plugins, test: { name: 'packaged', include: ['test/packaged/**/*.test.ts'], expect, ...TIMEOUTS } },
      {
        plugins,
        test: {
          // Each worker has a simulated AWS, which a file takes empty, and loads the AWS SDK once.
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: process.env['SSM_READY_LONG'] === undefined ? LONG : [],
          globalSetup: ['test/e2e/support/simulators.ts'],
          isolate: false,
          execArgv,
          env,
          expect,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
