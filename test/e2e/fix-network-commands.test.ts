import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  DeleteNatGatewayCommand,
  DeleteVpcEndpointsCommand,
  DescribeInstancesCommand,
  DetachInternetGatewayCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ModifyVpcBlockPublicAccessOptionsCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2'
import { RemoveRoleFromInstanceProfileCommand } from '@aws-sdk/client-iam'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { useSim } from './support/audits.js'
import { type Fault, Faults } from './support/faults.js'
import { awsCliAvailable } from './support/pasted.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const ANY = '0.0.0.0/0'

describe.skipIf(!simAvailable || !awsCliAvailable)('a printed command of gateways and routes, pasted', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let faults: Faults
  let restore: () => void
  let VpcId: string
  let publicSubnet: string
  let InternetGatewayId: string
  let natGatewayId: string

  /** The reference account, but that KMS is reached by a NAT gateway instead of an endpoint. */
  const build = async () => {
    ids = await sim.article()
    aws = new Variants(sim, ids)
    faults = new Faults(sim)
    VpcId = ids.vpcId
    const { ec2 } = aws
    await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [ids.endpointIds['kms'] ?? ''] }))
    const gateway = await ec2.send(new CreateInternetGatewayCommand({}))
    InternetGatewayId = gateway.InternetGateway?.InternetGatewayId ?? ''
    await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }))
    const subnet = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.200.0/24' }))
    publicSubnet = subnet.Subnet?.SubnetId ?? ''
    const table = await ec2.send(new CreateRouteTableCommand({ VpcId }))
    const RouteTableId = table.RouteTable?.RouteTableId ?? ''
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: publicSubnet }))
    await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: ANY, GatewayId: InternetGatewayId }))
    natGatewayId = await nat()
    await ec2.send(
      new CreateRouteCommand({ RouteTableId: ids.routeTableId, DestinationCidrBlock: ANY, NatGatewayId: natGatewayId }),
    )
  }
  const nat = async () => {
    const { AllocationId } = await aws.ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
    const made = await aws.ec2.send(new CreateNatGatewayCommand({ SubnetId: publicSubnet, AllocationId }))
    return made.NatGateway?.NatGatewayId ?? ''
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

  const blockPublicAccess = (InternetGatewayBlockMode: 'block-bidirectional' | 'off') =>
    aws.ec2.send(new ModifyVpcBlockPublicAccessOptionsCommand({ InternetGatewayBlockMode }))

  const FAULTS: Record<string, Fault> = {
    'an internet gateway that is not attached': {
      told: ['path-kms', 'blocked-by-internet-gateway'],
      make: () => aws.ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId })),
    },
    'VPC Block Public Access': {
      told: ['path-kms', 'blocked-by-vpc-block-public-access'],
      make: () => blockPublicAccess('block-bidirectional'),
    },
    'a route to a NAT gateway that is gone': {
      told: ['path-kms', 'blocked-by-nat-gateway'],
      make: async () => {
        await nat()
        await aws.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: natGatewayId }))
      },
    },
    'an instance that forwards, whose source is checked': {
      told: ['path-kms', 'blocked-by-middlebox'],
      make: async () => {
        // The exclusion lets out what leaves by a NAT gateway, not an instance with an address of its own.
        await blockPublicAccess('off')
        const Groups = [await aws.group([{ IpProtocol: '-1', IpRanges: [{ CidrIp: ANY }] }])]
        const forwarder = await aws.host(
          'forwarder',
          {
            NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: publicSubnet, Groups, AssociatePublicIpAddress: true }],
            TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'forwarder' }] }],
          },
          null,
        )
        const found = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: [forwarder] }))
        const NetworkInterfaceId = found.Reservations?.[0]?.Instances?.[0]?.NetworkInterfaces?.[0]?.NetworkInterfaceId
        await aws.ec2.send(
          new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, SourceDestCheck: { Value: true } }),
        )
        await aws.ec2.send(
          new ReplaceRouteCommand({ RouteTableId: ids.routeTableId, DestinationCidrBlock: ANY, NetworkInterfaceId }),
        )
      },
      // What an instance forwards is not for AWS to say.
      left: ['path-kms: unknown middlebox'],
    },
    'an instance profile without a role': {
      told: ['role-attached', 'instance-profile-empty'],
      make: () =>
        aws.iam.send(
          new RemoveRoleFromInstanceProfileCommand({
            ...{ InstanceProfileName: ids.instanceProfileName, RoleName: ids.roleName },
          }),
        ),
      values: () => ({ ROLE_NAME: ids.roleName }),
    },
    'a VPC without any endpoint': {
      told: ['endpoint-ssm', 'absent'],
      make: () =>
        aws.ec2.send(
          new DeleteVpcEndpointsCommand({
            VpcEndpointIds: Object.entries(ids.endpointIds).flatMap(([service, id]) => (service === 's3' ? [] : [id])),
          }),
        ),
      // Each service that is needed has a finding of its own; the route still leads to the instance that forwards.
      left: ['endpoint-ssmmessages: fail absent', 'path-ssmmessages: unknown middlebox'],
    },
  }

  it.each(Object.entries(FAULTS))('%s', (_, fault) => faults.clearsItsProblem(fault))
})
