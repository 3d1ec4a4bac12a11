import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkInterfacesCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import { expect } from 'vitest'
import { describeRemedies, type World } from './support/remedies.js'

const ANY = [{ CidrIp: '0.0.0.0/0' }]

const deleteEndpoint = ({ aws, ids }: World, service: string) =>
  aws.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [ids.endpointIds[service] ?? ''] }))
const change = ({ aws, ids }: World, service: string, what: object) =>
  aws.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: ids.endpointIds[service], ...what }))
const ssh = ({ aws, ids }: World) => {
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: ANY }]
  return aws.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: ids.jumpSecurityGroupId, IpPermissions }))
}
/** A host on an interface of its own, whose group admits SSH, and another interface that bears the group, too. */
async function sharedGroup({ aws, ids }: World): Promise<void> {
  const https = { IpProtocol: 'tcp', FromPort: 8443, ToPort: 8443, IpRanges: [{ CidrIp: '10.0.0.0/16' }] }
  const group = await aws.group([{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: ANY }])
  await aws.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: group, IpPermissions: [https] }))
  const made = { SubnetId: ids.subnetIds[0], Groups: [group], Description: 'shared' }
  await aws.ec2.send(new CreateNetworkInterfaceCommand(made))
  const { NetworkInterface } = await aws.ec2.send(new CreateNetworkInterfaceCommand({ ...made, Description: 'host' }))
  const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId
  await aws.host('shared', { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId }] })
}
const groupsOf = async ({ aws }: World, description: string) => {
  const Filters = [{ Name: 'description', Values: [description] }]
  const { NetworkInterfaces = [] } = await aws.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))
  return NetworkInterfaces.flatMap(({ Groups = [] }) => Groups.map(({ GroupName }) => GroupName))
}
const connected = ({ sim, ids }: World) => sim.putAgent(ids.instanceId, { connected: true })
const lost = ({ sim, ids }: World) => sim.putAgent(ids.instanceId, { connected: false })

describeRemedies('a remedy of networks', {
  'no endpoint of a service': { remedies: ['create-endpoint'], make: (world) => deleteEndpoint(world, 'kms') },
  'no endpoint at all': {
    remedies: ['create-endpoint'],
    account: { endpoint_services: [] },
    make: lost,
    awaited: connected,
    reverted: lost,
  },
  'an endpoint without private DNS': {
    remedies: ['create-endpoint'],
    make: (world) => change(world, 'kms', { PrivateDnsEnabled: false }),
  },
  'no gateway endpoint of S3': {
    remedies: ['create-s3-gateway-endpoint'],
    make: (world) => deleteEndpoint(world, 's3'),
  },
  'a gateway endpoint without the route table': {
    remedies: ['create-s3-gateway-endpoint'],
    make: (world) => change(world, 's3', { RemoveRouteTableIds: [world.ids.routeTableId] }),
  },
  'DNS hostnames off': {
    remedies: ['enable-vpc-dns'],
    make: ({ aws, ids }) =>
      aws.ec2.send(new ModifyVpcAttributeCommand({ VpcId: ids.vpcId, EnableDnsHostnames: { Value: false } })),
  },
  'a host that admits SSH': { remedies: ['remove-inbound-rules'], make: ssh },
  'a host that admits SSH by a group that others bear': {
    remedies: ['remove-inbound-rules'],
    make: sharedGroup,
    async applied(world) {
      expect(await groupsOf(world, 'host')).toEqual([expect.stringMatching(/^ssm-ready-instead-of-sg-/)])
      expect(await groupsOf(world, 'shared')).toEqual([expect.stringMatching(/^variant-/)])
    },
  },
  'an Elastic IP address': {
    remedies: ['remove-public-address'],
    async make({ aws, ids }) {
      const { AllocationId } = await aws.ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
      await aws.ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: ids.instanceId }))
    },
  },
  'a database that does not admit the host': {
    remedies: ['allow-database-ingress'],
    account: { database_ingress: false },
    make: async () => undefined,
  },
  'endpoints that do not admit the host': {
    remedies: ['allow-endpoint-ingress'],
    async make(world) {
      const { aws, ids } = world
      const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/16' }] }]
      const GroupId = ids.endpointSecurityGroupId
      await aws.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }))
      await lost(world)
    },
    awaited: connected,
    reverted: lost,
  },
  'a host that sends nothing': {
    remedies: ['allow-host-egress'],
    async make(world) {
      const { aws, ids } = world
      const IpPermissions = [{ IpProtocol: '-1', IpRanges: ANY }]
      const GroupId = ids.jumpSecurityGroupId
      await aws.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }))
      await lost(world)
    },
    awaited: connected,
    reverted: lost,
  },
})
