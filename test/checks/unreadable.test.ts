import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { oneOfEach } from '../support/runs.js'
import { auditOf, loadScenarios } from '../support/scenario.js'

const REGION = 'regions.eu-west-1'
const HOST = `${REGION}.instances.i-0a1`

/** The reference account with much amiss, so that failures too can be lost behind a refused call. */
const AMISS: Patch[] = [
  { at: `${HOST}.keyName`, set: 'ops' },
  { at: `${REGION}.managedNodes.i-0a1.agentVersion`, set: '3.0.100.0' },
  { at: `${REGION}.managedNodes.i-0a1.pingStatus`, set: 'ConnectionLost' },
  { at: `${REGION}.connectionStatuses.i-0a1`, set: 'notconnected' },
  { at: `${REGION}.associations`, set: [] },
  { at: `${REGION}.vpcEndpoints`, set: [] },
  { at: `${REGION}.vpcAttributes.vpc-0a1.enableDnsSupport`, set: false },
  { at: `${REGION}.instanceStatuses.i-0a1.systemStatus`, set: 'impaired' },
  { at: `${REGION}.dbInstances.jump-postgres.status`, set: 'stopped' },
  {
    at: `${REGION}.securityGroups.sg-0host.ipPermissions`,
    add: {
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      ipRanges: ['0.0.0.0/0'],
      ipv6Ranges: [],
      prefixListIds: [],
      userIdGroupPairs: [],
    },
  },
  {
    at: `${REGION}.routeTables.rtb-0a1.routes`,
    add: { destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-0a1', state: 'active' },
  },
]

/** Paths of every collection of the snapshot, those inside others included. */
function collectionsOf(node: unknown, path: string): string[] {
  if (typeof node !== 'object' || node === null) return []
  const here = 'outcome' in node && 'api' in node ? [path] : []
  const inside = 'outcome' in node && 'value' in node ? node.value : node
  if (typeof inside !== 'object' || inside === null) return here
  return [...here, ...Object.entries(inside).flatMap(([key, child]) => collectionsOf(child, `${path}.[${key}]`))]
}

function findingsOf(snapshot: Snapshot): Map<string, { status: string; reason: string }> {
  const findings = runChecks(CHECKS, new Inventory(snapshot, configSchema.parse({})))
  return new Map(findings.map((f) => [`${f.checkId} of ${f.subject.id}`, { status: f.status, reason: f.reason }]))
}

describe.each([
  ['as it should be', articleSnapshot()],
  ['with much amiss', applyPatches(articleSnapshot(), AMISS)],
])('the reference account %s', (_, snapshot) => {
  const before = findingsOf(snapshot)
  const collections = [
    ...collectionsOf(snapshot.regions[0], REGION).filter((path) => path.includes('[')),
    ...collectionsOf(snapshot.iam, 'iam'),
  ]

  it.each(collections)('with %s refused: nothing is better or worse, only unknown', (at) => {
    const after = findingsOf(applyPatches(snapshot, [{ at, failed: 'denied' }]))
    const changed = [...after].filter(([key, { status, reason }]) => {
      const was = before.get(key)
      return was !== undefined && status !== 'unknown' && (status !== was.status || reason !== was.reason)
    })
    expect(changed).toEqual([])
  })
})

it('no check fails by itself in any scenario of any check', () => {
  const all = loadScenarios().flatMap(({ check, cases }) => cases.map((c) => ({ ...c, check })))
  const accounts = new Map(all.map((each) => [JSON.stringify([each.patch, each.config]), each]))
  const cases = oneOfEach([...accounts.values()], ({ check, expect }) => `${check} ${expect[0]?.status}`)
  const broken = cases.flatMap((scenarioCase) =>
    runChecks(CHECKS, auditOf(scenarioCase))
      .filter((finding) => finding.reason === 'check-error')
      .map((finding) => `${scenarioCase.name}: ${finding.checkId}: ${finding.message}`),
  )
  expect(cases).not.toEqual([])
  expect(broken).toEqual([])
}, 300_000)
