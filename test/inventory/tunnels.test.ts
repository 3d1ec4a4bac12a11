import { describe, expect, it } from 'vitest'
import { Inventory } from '../../src/inventory/inventory.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { RegionSnapshot } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'

const HERE = 'regions.eu-west-1'
const THERE = 'regions.eu-central-1'

/** The reference account's host moved to a VPC of another region, which peers with the database's VPC. */
function twoRegions(...patches: Patch[]): Inventory {
  const snapshot = articleSnapshot()
  const [here] = snapshot.regions
  if (!here) throw new Error('the reference account has a region')
  const there: RegionSnapshot = {
    ...structuredClone(here),
    region: 'eu-central-1',
    dbInstances: { outcome: 'ok', api: 'rds:DescribeDBInstances', value: [] },
    dbClusters: { outcome: 'ok', api: 'rds:DescribeDBClusters', value: [] },
  }
  const side = (vpcId: string, region: string) => ({
    ...{ vpcId, region, ownerId: snapshot.accountId },
    ...{ cidrBlocks: [], ipv6CidrBlocks: [] },
  })
  const peering = (status: string) => [
    {
      vpcPeeringConnectionId: 'pcx-0a1',
      status,
      requester: side('vpc-0c3', 'eu-central-1'),
      accepter: side('vpc-0a1', 'eu-west-1'),
    },
  ]
  const all: Patch[] = [
    { at: `${HERE}.instances`, set: [] },
    { at: `${THERE}.instances.i-0a1.vpcId`, set: 'vpc-0c3' },
    { at: `${HERE}.vpcPeeringConnections`, set: peering('active') },
    ...patches,
  ]
  return new Inventory(applyPatches({ ...snapshot, regions: [here, there] }, all), DEFAULT_CONFIG)
}

function into(inventory: Inventory, vpcId: string) {
  const [region] = inventory.regions
  if (!region) throw new Error('no region')
  const tunnels = inventory.tunnelsInto(vpcId, region)
  return tunnels.outcome === 'ok' ? tunnels.value.map((tunnel) => tunnel.id) : `${tunnels.api} ${tunnels.outcome}`
}

describe('the tunnels into a VPC', () => {
  it('to a port of the host itself are of its own hosts alone', () => {
    const target = { name: 'own', host: 'localhost', port: 6379, vpcId: 'vpc-0a1' }
    const across = twoRegions().snapshot
    const ids = (snapshot: typeof across) =>
      new Inventory(snapshot, { ...DEFAULT_CONFIG, targets: [target] }).tunnels.map((tunnel) => tunnel.id)
    expect(ids(across).filter((id) => id.endsWith('/own'))).toEqual([])
    expect(ids(articleSnapshot()).filter((id) => id.endsWith('/own'))).toEqual(['i-0a1/own'])
  })

  it('come from a VPC that peers with it in another region', () => {
    expect(into(twoRegions(), 'vpc-0a1')).toEqual(['i-0a1/jump-aurora', 'i-0a1/jump-postgres'])
  })

  it.each<[string, Patch, string]>([
    ['its own hosts', { at: `${HERE}.instances`, failed: 'denied' }, 'ec2:DescribeInstances denied'],
    [
      'the hosts on the other side',
      { at: `${THERE}.instances`, failed: 'throttled' },
      'ec2:DescribeInstances throttled',
    ],
    [
      'the peerings',
      { at: `${HERE}.vpcPeeringConnections`, failed: 'denied' },
      'ec2:DescribeVpcPeeringConnections denied',
    ],
    [
      'the attachments',
      { at: `${HERE}.transitGatewayVpcAttachments`, failed: 'denied' },
      'ec2:DescribeTransitGatewayVpcAttachments denied',
    ],
  ])('are not all known without %s', (_, patch, failure) => {
    expect(into(twoRegions(patch), 'vpc-0a1')).toBe(failure)
  })

  it('are known where the hosts that could not be seen are of a region without a connection', () => {
    const alone: Patch[] = [
      { at: `${HERE}.vpcPeeringConnections`, set: [] },
      { at: `${THERE}.instances`, failed: 'denied' },
    ]
    expect(into(twoRegions(...alone), 'vpc-0a1')).toEqual([])
  })

  it.each(['deleted', 'rejected', 'expired', 'failed'])('are none over a peering that is %s', (status) => {
    const ended: Patch = { at: `${HERE}.vpcPeeringConnections.pcx-0a1.status`, set: status }
    expect(into(twoRegions(ended), 'vpc-0a1')).toEqual([])
  })
})
