import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { RegionSnapshot } from '../../src/model/snapshot.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'

const HOME = 'eu-west-1'

/** What is said of the subjects of the reference account's region, with another region beside it. */
function saidBeside(other?: RegionSnapshot) {
  const { regions, ...rest } = articleSnapshot()
  const snapshot: Snapshot = snapshotSchema.parse({ ...rest, regions: [...regions, ...(other ? [other] : [])] })
  const findings = runChecks(CHECKS, new Inventory(snapshot, configSchema.parse({})))
  return findings.filter(({ subject }) => subject.region === HOME)
}

/** The reference account's region again, elsewhere and changed. */
function another(...patches: Patch[]): RegionSnapshot {
  const [region] = applyPatches(articleSnapshot(), patches).regions
  return JSON.parse(JSON.stringify(region).replaceAll(HOME, 'eu-north-1'))
}

/** With ids of its own. */
const withOwnIds = (region: RegionSnapshot): RegionSnapshot =>
  JSON.parse(JSON.stringify(region).replaceAll(/\b([a-z]+-)0(?=[a-z0-9])/g, '$19'))

/** All of whose lists were refused. */
function refused(): RegionSnapshot {
  const failure = { outcome: 'denied', message: 'with an explicit deny in a service control policy' }
  const entries = Object.entries(another()).map(([key, value]) => [
    key,
    typeof value === 'object' && 'outcome' in value ? { ...failure, api: value.api } : value,
  ])
  return { ...Object.fromEntries(entries), vpcAttributes: {}, hostedZones: {}, connectionStatuses: {} }
}

describe('a region beside another', () => {
  const alone = saidBeside()

  it('is judged by its own facts, whatever is amiss in the other', () => {
    const broken = another(
      { at: `regions.${HOME}.vpcEndpoints.vpce-0ssm`, remove: true },
      { at: `regions.${HOME}.securityGroups.sg-0host.ipPermissionsEgress`, set: [] },
      { at: `regions.${HOME}.vpcAttributes.vpc-0a1.enableDnsSupport`, set: false },
      { at: `regions.${HOME}.dbInstances.jump-postgres.status`, set: 'stopped' },
    )
    expect(saidBeside(withOwnIds(broken))).toEqual(alone)
  })

  it('is judged by its own facts where all of the other was refused', () => {
    expect(saidBeside(refused())).toEqual(alone)
  })

  it('does not take what bears one of its ids elsewhere for its own', () => {
    const endpoint = another({ at: `regions.${HOME}.securityGroups.sg-0endpoints.ipPermissions`, set: [] })
    const path = saidBeside(endpoint).find(({ checkId }) => checkId === 'path-ssm')
    expect(path).toMatchObject({ status: 'unknown' })
  })
})

describe('an address of a peered VPC in another region', () => {
  const route = (destinationCidrBlock: string) => ({
    destinationCidrBlock,
    vpcPeeringConnectionId: 'pcx-1',
    state: 'active',
    origin: 'CreateRoute',
  })
  const end = (vpcId: string, region: string, block: string) => ({
    ...{ vpcId, region, ownerId: '123456789012', cidrBlocks: [block], ipv6CidrBlocks: [] },
  })
  const peering = {
    vpcPeeringConnectionId: 'pcx-1',
    status: 'active',
    requester: end('vpc-0a1', HOME, '10.0.0.0/16'),
    accepter: end('vpc-9a1', 'eu-north-1', '10.9.0.0/16'),
  }
  const SSM = `ssm.${HOME}.amazonaws.com`

  /** The name of ssm leads to an endpoint of the other region, which is another service. */
  function path(...patches: Patch[]) {
    const there: RegionSnapshot = JSON.parse(JSON.stringify(withOwnIds(another())).replaceAll('10.0.', '10.9.'))
    const eni = there.networkInterfaces.outcome === 'ok' ? there.networkInterfaces.value : []
    const [address] =
      eni.find(({ networkInterfaceId }) => networkInterfaceId === 'eni-9ssm-a')?.privateIpAddresses ?? []
    const records = { outcome: 'ok', api: 'x', value: [{ name: SSM, type: 'A', values: [address] }] }
    const { regions, ...rest } = articleSnapshot()
    const open = { ipProtocol: '-1', ipRanges: ['0.0.0.0/0'], ipv6Ranges: [], prefixListIds: [], userIdGroupPairs: [] }
    const snapshot = applyPatches({ ...rest, regions: [...regions, there] }, [
      { at: `regions.${HOME}.vpcEndpoints.vpce-0ssm.privateDnsEnabled`, set: false },
      { at: `regions.${HOME}.hostedZones.vpc-0a1`, add: { hostedZoneId: 'Z1', name: SSM, records } },
      { at: `regions.${HOME}.vpcPeeringConnections`, add: peering },
      { at: `regions.${HOME}.routeTables.rtb-0a1.routes`, add: route('10.9.0.0/16') },
      { at: 'regions.eu-north-1.vpcPeeringConnections', add: peering },
      { at: 'regions.eu-north-1.routeTables.rtb-9a1.routes', add: route('10.0.0.0/16') },
      { at: 'regions.eu-north-1.securityGroups.sg-9endpoints.ipPermissions', set: [open] },
      ...patches,
    ])
    const inventory = new Inventory(snapshotSchema.parse(snapshot), configSchema.parse({}))
    return runChecks(CHECKS, inventory).find(({ checkId, subject }) => checkId === 'path-ssm' && subject.id === 'i-0a1')
  }

  it('that is an endpoint of another service is known for one', () => {
    expect(path()).toMatchObject({
      status: 'fail',
      hops: expect.arrayContaining([expect.objectContaining({ code: 'WRONG_SERVICE' })]),
    })
  })

  it('may be such an endpoint where the endpoints there cannot be read', () => {
    expect(path({ at: 'regions.eu-north-1.vpcEndpoints', failed: 'denied' })).toMatchObject({
      status: 'unknown',
      reason: 'api-denied',
      api: 'ec2:DescribeVpcEndpoints',
    })
  })
})
