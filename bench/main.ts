import { CHECKS } from '../src/checks/index.js'
import { runChecks } from '../src/checks/run.js'
import { collectSnapshot } from '../src/collect/index.js'
import { Inventory } from '../src/inventory/inventory.js'
import { selectHosts } from '../src/inventory/select-hosts.js'
import { type Config, DEFAULT_CONFIG } from '../src/model/config.js'
import { PLAIN_INVOCATION } from '../src/model/invocation.js'
import type { Report } from '../src/model/report.js'
import type { Snapshot } from '../src/model/snapshot.js'
import { commandsOf } from '../src/remediate/changes/index.js'
import { buildReport } from '../src/report/build.js'
import { largeAccount, sampleClients } from '../src/sample/index.js'
import { bundleFigures } from './bundles.js'
import { expectedCalls } from './expected-calls.js'
import { commandFigures, planFigures, renderFigures } from './felt.js'
import { longestChain } from './longest-chain.js'
import { withPrefixLists } from './scale.js'
import { sessionFigures } from './sessions.js'

const REGION = 'eu-west-1'
const LATENCY_MS = 50
const SIZES = { vpcs: 200, instances: 5_000, databases: 500 }

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

/** `npm run bench -- sessions`: those rows alone. */
const only = process.argv[2]
if (only !== undefined && only !== 'sessions') throw new Error(`there is no part ${only} of the bench: sessions`)

interface Row {
  what: string
  measured: string
  budget: string
  ok: boolean
}
const rows: Row[] = []
const row = (what: string, measured: number, budget: number, unit: string, atLeast = false) =>
  rows.push({
    what,
    measured: `${round(measured)} ${unit}`,
    budget: budget === Number.POSITIVE_INFINITY ? 'to compare' : `${atLeast ? '>=' : '<='} ${round(budget)} ${unit}`,
    ok: atLeast ? measured >= budget : measured <= budget,
  })
const round = (value: number) => Math.round(value * 100) / 100

async function collect(
  factor: number,
  latencyMs: number,
  paced: boolean,
  { hosts }: Config = DEFAULT_CONFIG,
): Promise<{ snapshot: Snapshot; ms: number }> {
  const sizes = Object.fromEntries(Object.entries(SIZES).map(([name, size]) => [name, factor * size]))
  const account = largeAccount({ seed: 1, ...sizes, region: REGION })
  const clients = sampleClients(account, {
    defaultRegion: REGION,
    intercept: latencyMs === 0 ? () => undefined : () => new Promise((resolve) => setTimeout(resolve, latencyMs)),
  })
  const started = performance.now()
  const snapshot = await collectSnapshot({
    clients,
    identity: {
      accountId: account.accountId,
      partition: account.partition,
      arn: `arn:${account.partition}:iam::${account.accountId}:root`,
    },
    regions: [REGION],
    selectHosts: (instances) => selectHosts(instances, hosts),
    operatorArns: [],
    now: () => new Date('2026-11-24T06:00:00Z'),
    paced,
  })
  return { snapshot, ms: performance.now() - started }
}

function reportOn(snapshot: Snapshot, config = DEFAULT_CONFIG): Report {
  const inventory = new Inventory(snapshot, config)
  return buildReport({
    inventory,
    findings: runChecks(CHECKS, inventory, { withoutHopsOfPasses: true }),
    checks: CHECKS,
    shownChecks: new Set(CHECKS.map((check) => check.id)),
    excludedChecks: new Set<string>(),
    toolVersion: '0',
    now: new Date('2026-11-24T06:00:00Z'),
    durationMs: 0,
    invocation: PLAIN_INVOCATION,
    commandsOf,
  })
}

/** Median of several runs, in milliseconds of processor time, on one core. */
function evaluation(snapshot: Snapshot, config = DEFAULT_CONFIG, runs = 5): number {
  const times = Array.from({ length: runs }, () => {
    const started = process.cpuUsage()
    reportOn(snapshot, config)
    const { user, system } = process.cpuUsage(started)
    return (user + system) / 1000
  })
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}

async function accountRows(): Promise<void> {
  const one = await collect(1, 0, false)
  const calls = Object.values(one.snapshot.apiCalls).reduce((sum, n) => sum + n, 0)
  row('API calls, as a ratio to the pages that hold the data', calls / expectedCalls(one.snapshot), 1.05, '')

  const evaluated = evaluation(one.snapshot)
  row('evaluation of 200 VPCs, 5,000 instances, 500 databases', evaluated / 1000, 2, 's of one core')
  globalThis.gc?.()
  row('memory resident after collecting and evaluating it', process.memoryUsage().rss / 2 ** 20, 400, 'MB')
  const twice = await collect(2, 0, false)
  row('evaluation of twice the account, as a ratio', evaluation(twice.snapshot) / evaluated, 2.1, '')

  row(
    'evaluation where every rule names a prefix list of 10,000 entries',
    evaluation(withPrefixLists(one.snapshot)) / 1000,
    2,
    's of one core',
  )
  const ALL: Config = { ...DEFAULT_CONFIG, hosts: 'all' }
  for (const [factor, budget] of [
    [1, 3],
    [4, 10],
  ] as const) {
    const { snapshot } = await collect(factor, 0, false, ALL)
    const what = `evaluation of all ${factor * SIZES.instances} instances as hosts`
    row(what, evaluation(snapshot, ALL, 3) / 1000, budget, 's of one core')
  }

  const slow = await collect(1, LATENCY_MS, true)
  row(
    'wall time at 50 ms a call, as a ratio to the longest chain',
    slow.ms / longestChain(slow.snapshot, LATENCY_MS),
    1.3,
    '',
  )

  for (const figure of [
    ...(await renderFigures(reportOn(one.snapshot))),
    ...commandFigures(),
    ...planFigures(),
    ...(await bundleFigures()),
  ])
    row(figure.what, figure.measured, figure.budget, figure.unit)
}

if (only === undefined) await accountRows()
for (const { what, measured, budget, unit, atLeast } of await sessionFigures())
  row(what, measured, budget, unit, atLeast)

for (const { what, measured, budget, ok } of rows)
  console.log(`${ok ? 'ok  ' : 'OVER'} ${what}: ${measured} (${budget})`)
