import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { useSim } from './support/audits.js'
import { type Fault, Faults } from './support/faults.js'
import { awsCliAvailable } from './support/pasted.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const OWN = '10.0.0.0/16'
const OTHER = '10.9.0.0/16'

describe.skipIf(!simAvailable || !awsCliAvailable)('a printed command of two VPCs, pasted', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let faults: Faults
  let restore: () => void
  let other: { vpcId: string; routeTableId: string }
  let peeringId: string

  const peer = async () => {
    const made = await aws.ec2.send(
      new CreateVpcPeeringConnectionCommand({ VpcId: other.vpcId, PeerVpcId: ids.vpcId, PeerRegion: REGION }),
    )
    return made.VpcPeeringConnection?.VpcPeeringConnectionId ?? ''
  }
  const there = () => ({ RouteTableId: other.routeTableId, DestinationCidrBlock: OWN })
  const back = () => ({ RouteTableId: ids.routeTableId, DestinationCidrBlock: OTHER })

  /** The reference account, and a second VPC with a host that reaches the PostgreSQL database by peering. */
  const build = async () => {
    ids = await sim.article()
    aws = new Variants(sim, ids)
    faults = new Faults(sim)
    const { ec2 } = aws
    const vpc = await ec2.send(new CreateVpcCommand({ CidrBlock: OTHER }))
    const VpcId = vpc.Vpc?.VpcId ?? ''
    const subnet = await ec2.send(
      new CreateSubnetCommand({ VpcId, CidrBlock: '10.9.1.0/24', AvailabilityZone: `${REGION}a` }),
    )
    const tables = await ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }))
    other = { vpcId: VpcId, routeTableId: tables.RouteTables?.[0]?.RouteTableId ?? '' }
    peeringId = await peer()
    const VpcPeeringConnectionId = peeringId
    await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }))
    for (const route of [there(), back()]) await ec2.send(new CreateRouteCommand({ ...route, VpcPeeringConnectionId }))
    const group = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'other', Description: 'other', VpcId }))
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: ids.dbSecurityGroupId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: OTHER }] }],
      }),
    )
    await aws.host('other', { SubnetId: subnet.Subnet?.SubnetId, SecurityGroupIds: [group.GroupId ?? ''] })
  }
  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    await build()
  })
  afterAll(async () => {
    aws?.destroy()
    restore?.()
  })
  // A command that works leaves the account as it was.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    await sim.reset()
    await build()
  })

  const FAULTS: Record<string, Fault> = {
    'a peering connection that waits': {
      told: ['database-path', 'blocked-by-vpc-peering-connection'],
      make: async () => {
        const VpcPeeringConnectionId = await peer()
        for (const route of [there(), back()])
          await aws.ec2.send(new ReplaceRouteCommand({ ...route, VpcPeeringConnectionId }))
        await aws.ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: peeringId }))
      },
    },
    'no route back': {
      told: ['database-path', 'blocked-by-return-route'],
      make: () => aws.ec2.send(new DeleteRouteCommand(back())),
    },
    'no route there': {
      told: ['database-path', 'blocked-by-route'],
      make: () => aws.ec2.send(new DeleteRouteCommand(there())),
    },
  }

  it.each(Object.entries(FAULTS))('%s', (_, fault) => faults.clearsItsProblem(fault))
})
