import { describe, expect, it } from 'vitest'
import type { PathEnds } from '../../src/checks/lib/path-ends.js'
import { pathRemedy } from '../../src/checks/lib/path-remedy.js'
import type { Hop } from '../../src/model/finding.js'
import { commandLines } from '../../src/shell/command-lines.js'
import { auditOf } from '../report/support.js'
import type { Patch } from '../support/patch.js'
import { commandsOfRemedy } from '../support/remedy-commands.js'

const REGION = 'regions.eu-west-1'

/** Of the host in vpc-0a1, with a hub's VPC beside it. */
function remedyOf(failed: Pick<Hop, 'kind' | 'code' | 'at' | 'rule'>, patches: Patch[]) {
  const hub = { routeTableId: 'rtb-0hub', vpcId: 'vpc-0hub', main: false, subnetIds: [], routes: [] }
  const nat = {
    natGatewayId: 'nat-0hub',
    vpcId: 'vpc-0hub',
    state: 'available',
    connectivityType: 'public',
    addresses: [],
  }
  const facts: Patch[] = [
    { at: `${REGION}.routeTables`, add: hub },
    { at: `${REGION}.natGateways`, set: [nat, { ...nat, natGatewayId: 'nat-0a1', vpcId: 'vpc-0a1' }] },
  ]
  const ends: PathEnds = {
    ...{ dialled: 'ssm.eu-west-1.amazonaws.com', inventory: auditOf([...facts, ...patches]), region: 'eu-west-1' },
    ...{ port: 443, sameVpc: false, destination: {}, service: 'ssm' as const },
    source: { groupId: 'sg-0host', address: '10.0.1.10', vpcId: 'vpc-0a1', subnetId: 'subnet-0a1' },
  }
  const remedy = pathRemedy({ ...failed, outcome: 'fail', why: 'For a test.' }, ends)
  return { text: remedy.text, command: commandLines(commandsOfRemedy(remedy)).bash }
}

const away = (table: string, to: object): Patch => ({
  at: `${REGION}.routeTables.${table}.routes`,
  add: { destinationCidrBlock: '0.0.0.0/0', state: 'active', ...to },
})
const gateway = (...vpcIds: string[]): Patch => ({
  at: `${REGION}.internetGateways`,
  set: [{ internetGatewayId: 'igw-0a1', attachments: vpcIds.map((vpcId) => ({ vpcId, state: 'available' })) }],
})

describe('an internet gateway that is not attached', () => {
  const failed = { kind: 'internet-gateway', code: 'BAD_STATE', at: 'igw-0a1' } as const
  const attach = (vpcId: string) =>
    `aws ec2 attach-internet-gateway --internet-gateway-id igw-0a1 --vpc-id ${vpcId} --region eu-west-1`
  const named = (table: string) => away(table, { gatewayId: 'igw-0a1' })

  it.each([
    ['rtb-0a1', 'vpc-0a1'],
    ['rtb-0hub', 'vpc-0hub'],
  ])('is attached to the VPC whose routes name it: %s', (table, vpcId) => {
    expect(remedyOf(failed, [named(table), gateway()]).command).toBe(attach(vpcId))
  })

  it.each<[string, Patch[]]>([
    ['that of another VPC', [named('rtb-0a1'), gateway('vpc-0c3')]],
    ['named by the routes of two', [named('rtb-0a1'), named('rtb-0hub'), gateway()]],
    ['named by none', [gateway()]],
  ])('has no command where it is %s', (_, patches) => {
    const { text, command } = remedyOf(failed, patches)
    expect(command).toBe('')
    expect(text).toContain('igw-0a1')
  })
})

describe('public access that is blocked both ways', () => {
  const failed = { kind: 'vpc-block-public-access', code: 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED', at: 'eu-west-1' } as const
  const of = (...patches: Patch[]) => remedyOf({ ...failed, rule: 'block-bidirectional' }, patches)
  const exclude = (vpcId: string) =>
    `aws ec2 create-vpc-block-public-access-exclusion --vpc-id ${vpcId} --internet-gateway-exclusion-mode allow-egress --region eu-west-1`

  it.each([
    ['nat-0a1', 'vpc-0a1'],
    ['nat-0hub', 'vpc-0hub'],
  ])('spares the VPC of the NAT gateway: %s', (natGatewayId, vpcId) => {
    expect(of(away('rtb-0a1', { natGatewayId })).command).toBe(exclude(vpcId))
  })

  it('spares nothing for an address of its own, which egress alone does not help', () => {
    const { text, command } = of(away('rtb-0a1', { gatewayId: 'igw-0a1' }))
    expect(command).toBe('')
    expect(text).toContain('to a NAT gateway')
  })

  it('names no VPC where the way out leads through another one', () => {
    const { text, command } = of(away('rtb-0a1', { transitGatewayId: 'tgw-0a1' }))
    expect(command).toBe('')
    expect(text).toContain('the VPC of the internet gateway')
  })
})
