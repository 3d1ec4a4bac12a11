import {
  DescribeVpcEndpointServicesCommand,
  paginateDescribeInstanceConnectEndpoints,
  paginateDescribeVpcEndpoints,
  type VpcEndpoint as SdkVpcEndpoint,
} from '@aws-sdk/client-ec2'
import type { Collected } from '../model/collected.js'
import type { InstanceConnectEndpoint } from '../model/snapshot-hosts.js'
import type { VpcEndpoint, VpcEndpointService } from '../model/snapshot-network.js'
import type { RegionContext } from './context.js'
import { defined, nameOf, need, needEach, present } from './fields.js'
import { byToken } from './pages.js'

const PAGE_SIZE = 1000
const INSTANCE_CONNECT_PAGE_SIZE = 50

export function collectVpcEndpoints({ clients, runner, region }: RegionContext): Promise<Collected<VpcEndpoint[]>> {
  return runner.collectAll(
    'ec2:DescribeVpcEndpoints',
    (options) => paginateDescribeVpcEndpoints({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.VpcEndpoints, token: (page) => page.NextToken },
    endpointOf,
  )
}

function endpointOf(endpoint: SdkVpcEndpoint): VpcEndpoint {
  const type = need(endpoint.VpcEndpointType, 'VpcEndpointType')
  // What decides for one type may be lacking for the others: an endpoint of a resource has no service.
  const told = <T>(types: readonly string[], value: T | undefined, field: string, none: T): T =>
    types.includes(type) ? need(value, field) : (value ?? none)
  return defined({
    vpcEndpointId: need(endpoint.VpcEndpointId, 'VpcEndpointId'),
    vpcId: need(endpoint.VpcId, 'VpcId'),
    ownerId: endpoint.OwnerId,
    name: nameOf(endpoint.Tags),
    serviceName: told(['Interface', 'Gateway'], endpoint.ServiceName, 'ServiceName', ''),
    serviceRegion: endpoint.ServiceRegion,
    vpcEndpointType: type,
    state: need(endpoint.State, 'State'),
    subnetIds: told(['Interface'], endpoint.SubnetIds, 'SubnetIds', []),
    routeTableIds: told(['Gateway'], endpoint.RouteTableIds, 'RouteTableIds', []),
    groupIds: needEach(told(['Interface'], endpoint.Groups, 'Groups', []), 'Groups', (group) => group.GroupId),
    networkInterfaceIds: told(['Interface'], endpoint.NetworkInterfaceIds, 'NetworkInterfaceIds', []),
    privateDnsEnabled: told(['Interface'], endpoint.PrivateDnsEnabled, 'PrivateDnsEnabled', false),
    privateDnsOnlyForInboundResolverEndpoint: endpoint.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint,
    ipAddressType: endpoint.IpAddressType,
    dnsRecordIpType: endpoint.DnsOptions?.DnsRecordIpType,
    dnsNames: present((endpoint.DnsEntries ?? []).map((entry) => entry.DnsName)),
    policyDocument: endpoint.PolicyDocument,
    requesterManaged: endpoint.RequesterManaged ?? false,
    lastError: endpoint.LastError && `${endpoint.LastError.Code ?? ''}: ${endpoint.LastError.Message ?? ''}`,
  })
}

/** AWS's own services of the region; what other companies offer through PrivateLink is no business of an agent. */
export function collectVpcEndpointServices({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<VpcEndpointService[]>> {
  return runner.collectAll(
    'ec2:DescribeVpcEndpointServices',
    (options) =>
      byToken(
        (token) =>
          clients
            .ec2(region)
            .send(
              new DescribeVpcEndpointServicesCommand(defined({ MaxResults: PAGE_SIZE, NextToken: token })),
              options,
            ),
        (page) => page.NextToken,
      ),
    {
      items: (page) => page.ServiceDetails?.filter((service) => service.Owner === 'amazon'),
      token: (page) => page.NextToken,
    },
    (service) =>
      defined({
        serviceName: need(service.ServiceName, 'ServiceName'),
        serviceTypes: present((service.ServiceType ?? []).map((type) => type.ServiceType)),
        privateDnsNames: [
          ...new Set(
            present([service.PrivateDnsName, ...(service.PrivateDnsNames ?? []).map((name) => name.PrivateDnsName)]),
          ),
        ],
        availabilityZones: service.AvailabilityZones ?? [],
        policySupported: service.VpcEndpointPolicySupported,
      }),
  )
}

export function collectInstanceConnectEndpoints({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<InstanceConnectEndpoint[]>> {
  return runner.collectAll(
    'ec2:DescribeInstanceConnectEndpoints',
    (options) =>
      paginateDescribeInstanceConnectEndpoints(
        { client: clients.ec2(region), pageSize: INSTANCE_CONNECT_PAGE_SIZE },
        {},
        options,
      ),
    { items: (page) => page.InstanceConnectEndpoints, token: (page) => page.NextToken },
    (endpoint) => ({
      instanceConnectEndpointId: need(endpoint.InstanceConnectEndpointId, 'InstanceConnectEndpointId'),
      vpcId: endpoint.VpcId ?? '',
      subnetId: endpoint.SubnetId ?? '',
      groupIds: endpoint.SecurityGroupIds ?? [],
      state: endpoint.State ?? '',
    }),
  )
}
