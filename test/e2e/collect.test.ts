import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import { identify } from '../../src/aws/identity.js'
import { collectSnapshot } from '../../src/collect/index.js'
import { selectHosts } from '../../src/inventory/select-hosts.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { failures } from '../support/failures.js'
import { type ArticleIds, CREDENTIALS, type Fault, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

/** Impatient, so that a fault costs no minutes. */
async function collect(sim: Sim, regions = [REGION], maxAttempts = 2): Promise<Snapshot> {
  const requestHandler = new NodeHttpHandler({ requestTimeout: 4_000, throwOnRequestTimeout: true })
  const clients = createClients({
    credentials: CREDENTIALS,
    endpoint: sim.url,
    defaultRegion: REGION,
    maxAttempts,
    requestHandler,
  })
  try {
    const identity = await identify(clients, REGION)
    return await collectSnapshot({ clients, identity, regions, selectHosts, operatorArns: [], now: () => new Date() })
  } finally {
    clients.destroy()
  }
}

const regionOf = (snapshot: Snapshot) => {
  const [region] = snapshot.regions
  if (!region) throw new Error('no region')
  return region
}

/** Every collection that the reference account makes, by the service and operation that a fault names. */
const OPERATIONS: Record<string, readonly string[]> = {
  ec2: [
    'DescribeDhcpOptions',
    'DescribeEgressOnlyInternetGateways',
    'DescribeInstanceConnectEndpoints',
    'DescribeInstanceStatus',
    'DescribeInstances',
    'DescribeInternetGateways',
    'DescribeManagedPrefixLists',
    'DescribeNatGateways',
    'DescribeNetworkAcls',
    'DescribeNetworkInterfaces',
    'DescribeRouteTables',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeTransitGatewayAttachments',
    'DescribeTransitGatewayRouteTables',
    'DescribeTransitGatewayVpcAttachments',
    'DescribeTransitGateways',
    'DescribeVpcAttribute',
    'DescribeVpcBlockPublicAccessExclusions',
    'DescribeVpcBlockPublicAccessOptions',
    'DescribeVpcEndpointServices',
    'DescribeVpcEndpoints',
    'DescribeVpcPeeringConnections',
    'DescribeVpcs',
    'GetManagedPrefixListEntries',
  ],
  ssm: [
    'DescribeDocument',
    'DescribeInstanceInformation',
    'GetConnectionStatus',
    'GetDocument',
    'GetServiceSetting',
    'ListAssociations',
  ],
  kms: ['DescribeKey', 'GetKeyPolicy', 'ListGrants'],
  rds: ['DescribeDBClusters', 'DescribeDBInstances', 'DescribeDBProxies', 'DescribeDBSubnetGroups'],
  route53: ['ListHostedZonesByVPC'],
  route53resolver: ['ListResolverRuleAssociations'],
}

const ALL = Object.entries(OPERATIONS).flatMap(([service, names]) => names.map((operation) => ({ service, operation })))

describe.skipIf(!simAvailable)('collecting from the simulated AWS', () => {
  let sim: Sim
  let ids: ArticleIds
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
  })
  afterEach(() => sim.clearFaults())

  it('reads every collection of the reference account, with one call for each page', async () => {
    await sim.clearCalls()
    const snapshot = await collect(sim)
    expect(failures(snapshot)).toEqual([])
    expect(snapshotSchema.parse(snapshot)).toEqual(snapshot)
    expect(regionOf(snapshot).instances).toMatchObject({ value: [{ instanceId: ids.instanceId, vpcId: ids.vpcId }] })
    expect(regionOf(snapshot).sessionKey).toMatchObject({ value: { arn: ids.kmsKeyArn, keyState: 'Enabled' } })
    const calls = (await sim.calls()).filter((call) => call.operation !== 'GetCallerIdentity')
    const counted = Object.entries(snapshot.apiCalls).filter(([api]) => api !== 'sts:GetCallerIdentity')
    expect(counted.reduce((sum, [, count]) => sum + count, 0)).toBe(calls.length)
    for (const { service, operation } of ALL)
      if (operation !== 'DescribeVpcAttribute' && operation !== 'DescribeDocument')
        expect(snapshot.apiCalls[`${service}:${operation}`], operation).toBe(1)
  })

  /** One run with all operations of a kind faulty: every collection must say so, with its own API. */
  const everythingFails = async (kind: Fault['kind'], more: Partial<Fault> = {}) => {
    await sim.faults(ALL.map((names) => ({ ...names, kind, ...more })))
    // The SDK lets calls that were throttled go one every two seconds: that they are repeated is tested in audit.test.ts.
    return failures(await collect(sim, [REGION], kind === 'throttle' ? 1 : 2))
  }
  /** What is asked for only when something else has answered. */
  const DEPENDENT = [
    'ec2:DescribeVpcAttribute',
    'ec2:GetManagedPrefixListEntries',
    'ssm:GetConnectionStatus',
    'kms:DescribeKey',
    'kms:GetKeyPolicy',
    'kms:ListGrants',
    'route53:ListHostedZonesByVPC',
    'ec2:DescribeVpcBlockPublicAccessExclusions',
  ]
  const FIRST = ALL.map(({ service, operation }) => `${service}:${operation}`).filter((api) => !DEPENDENT.includes(api))

  it.each([
    ['denied', 'denied', {}],
    ['throttle', 'throttled', {}],
    ['server-error', 'error', {}],
    ['reset', 'error', {}],
    ['malformed', 'error', {}],
    ['timeout', 'timeout', { latencyMs: 9_000 }],
  ] as const)('%s everywhere: every collection is %s', async (kind, outcome, more) => {
    const found = await everythingFails(kind, more)
    expect([...new Set(found.map((f) => f.api))].sort()).toEqual([...FIRST].sort())
    expect(found.filter((f) => f.outcome !== outcome)).toEqual([])
  })

  it.each([...DEPENDENT])('%s denied: it alone says so', async (api) => {
    const [service = '', operation = ''] = api.split(':')
    await sim.faults([{ service, operation, kind: 'denied' }])
    const found = failures(await collect(sim))
    expect(found.length).toBeGreaterThan(0)
    for (const failure of found) expect(failure).toMatchObject({ outcome: 'denied', api })
  })

  it.each(['ec2:DescribeVpcEndpoints', 'ec2:DescribeInstances', 'rds:DescribeDBInstances'])(
    '%s malformed: no part of the list is taken for the whole',
    async (api) => {
      const [service = '', operation = ''] = api.split(':')
      await sim.faults([{ service, operation, kind: 'malformed' }])
      expect(failures(await collect(sim))).toMatchObject([{ outcome: 'error', api }])
    },
  )

  describe('page by page', () => {
    const LISTS = [
      ['ec2', 'DescribeVpcEndpoints', 'vpcEndpoints'],
      ['ec2', 'DescribeSecurityGroups', 'securityGroups'],
      ['ssm', 'DescribeInstanceInformation', 'managedNodes'],
      ['rds', 'DescribeDBInstances', 'dbInstances'],
    ] as const

    it.each(LISTS)('%s:%s: an empty page with a token is no end', async (service, operation, field) => {
      const whole = regionOf(await collect(sim))[field]
      await sim.faults([{ service, operation, kind: 'truncated-page', token: 'resume', times: 1 }])
      const again = regionOf(await collect(sim))[field]
      expect(again.outcome).toBe('ok')
      if (field !== 'managedNodes') expect(again).toEqual(whole)
    })

    it.each(LISTS)('%s:%s: a refused token and a token for ever are errors', async (service, operation, field) => {
      for (const token of ['refused', 'repeated'] as const) {
        await sim.clearFaults()
        await sim.faults([{ service, operation, kind: 'truncated-page', token }])
        const list = regionOf(await collect(sim))[field]
        expect(list, token).toMatchObject({ outcome: 'error', api: `${service}:${operation}` })
        expect(list).not.toHaveProperty('value')
      }
    })
  })

  it('takes regions side by side, and an empty one is nothing special', async () => {
    const snapshot = await collect(sim, [REGION, 'eu-central-1'])
    expect(failures(snapshot)).toEqual([])
    expect(snapshot.regions.map((region) => region.region)).toEqual([REGION, 'eu-central-1'])
    expect(snapshot.regions[1]?.instances).toMatchObject({ outcome: 'ok', value: [] })
  })
})
