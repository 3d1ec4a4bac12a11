import {
  DescribeVpcAttributeCommand,
  DescribeVpcBlockPublicAccessExclusionsCommand,
  DescribeVpcBlockPublicAccessOptionsCommand,
  paginateDescribeDhcpOptions,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  type VpcEncryptionControl,
} from '@aws-sdk/client-ec2'
import type { Collected } from '../model/collected.js'
import type { BlockPublicAccess, DhcpOptions, Subnet, Vpc, VpcAttributes } from '../model/snapshot-network.js'
import type { RegionContext } from './context.js'
import { defined, nameOf, need, present, tagsOf } from './fields.js'
import { byToken } from './pages.js'

const PAGE_SIZE = 1000

export function collectVpcs({ clients, runner, region }: RegionContext): Promise<Collected<Vpc[]>> {
  return runner.collectAll(
    'ec2:DescribeVpcs',
    (options) => paginateDescribeVpcs({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.Vpcs, token: (page) => page.NextToken },
    (vpc) => {
      const blocks = present(
        need(vpc.CidrBlockAssociationSet, 'CidrBlockAssociationSet')
          .filter((a) => isAssociated(a.CidrBlockState?.State))
          .map((a) => a.CidrBlock),
      )
      return defined({
        vpcId: need(vpc.VpcId, 'VpcId'),
        ownerId: vpc.OwnerId ?? '',
        name: nameOf(vpc.Tags),
        tags: tagsOf(vpc.Tags),
        isDefault: vpc.IsDefault ?? false,
        cidrBlocks: [...new Set([...present([vpc.CidrBlock]), ...blocks])],
        ipv6CidrBlocks: associatedIpv6(vpc.Ipv6CidrBlockAssociationSet),
        dhcpOptionsId: need(vpc.DhcpOptionsId, 'DhcpOptionsId'),
        encryptionMode: encryptionModeOf(vpc.EncryptionControl),
      })
    },
  )
}

/** One that is deleted does nothing any more; one without a mode may do anything. */
function encryptionModeOf(control: VpcEncryptionControl | undefined): string | undefined {
  if (control === undefined || control.State === 'deleted') return undefined
  return control.State === 'enforce-in-progress' ? 'enforce' : (control.Mode ?? 'not stated')
}

interface Ipv6Association {
  Ipv6CidrBlock?: string | undefined
  Ipv6CidrBlockState?: { State?: string | undefined } | undefined
}

const isAssociated = (state: string | undefined) => state === undefined || state === 'associated'

function associatedIpv6(associations: readonly Ipv6Association[] | undefined): string[] {
  return present(
    (associations ?? []).filter((a) => isAssociated(a.Ipv6CidrBlockState?.State)).map((a) => a.Ipv6CidrBlock),
  )
}

/** AWS gives one attribute per call. */
export async function collectVpcAttributes(
  { clients, runner, region }: RegionContext,
  vpcId: string,
): Promise<Collected<VpcAttributes>> {
  const ask = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    runner.collectOne('ec2:DescribeVpcAttribute', (options) =>
      clients.ec2(region).send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }), options),
    )
  const [support, hostnames] = await Promise.all([ask('enableDnsSupport'), ask('enableDnsHostnames')])
  if (support.outcome !== 'ok') return support
  if (hostnames.outcome !== 'ok') return hostnames
  const enableDnsSupport = support.value.EnableDnsSupport?.Value
  const enableDnsHostnames = hostnames.value.EnableDnsHostnames?.Value
  if (enableDnsSupport === undefined || enableDnsHostnames === undefined)
    return { outcome: 'error', api: support.api, message: `AWS's answer lacks the DNS attributes of ${vpcId}` }
  return { outcome: 'ok', api: support.api, value: { enableDnsSupport, enableDnsHostnames } }
}

export function collectDhcpOptions({ clients, runner, region }: RegionContext): Promise<Collected<DhcpOptions[]>> {
  return runner.collectAll(
    'ec2:DescribeDhcpOptions',
    (options) => paginateDescribeDhcpOptions({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.DhcpOptions, token: (page) => page.NextToken },
    (set) => ({
      dhcpOptionsId: need(set.DhcpOptionsId, 'DhcpOptionsId'),
      domainNameServers: present(
        (set.DhcpConfigurations ?? [])
          .filter((c) => c.Key === 'domain-name-servers')
          .flatMap((c) => c.Values ?? [])
          .map((v) => v.Value),
      ),
    }),
  )
}

export function collectSubnets({ clients, runner, region }: RegionContext): Promise<Collected<Subnet[]>> {
  return runner.collectAll(
    'ec2:DescribeSubnets',
    (options) => paginateDescribeSubnets({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.Subnets, token: (page) => page.NextToken },
    (subnet) =>
      defined({
        subnetId: need(subnet.SubnetId, 'SubnetId'),
        vpcId: need(subnet.VpcId, 'VpcId'),
        ownerId: subnet.OwnerId ?? '',
        name: nameOf(subnet.Tags),
        availabilityZone: need(subnet.AvailabilityZone, 'AvailabilityZone'),
        availabilityZoneId: subnet.AvailabilityZoneId,
        cidrBlock: subnet.CidrBlock,
        ipv6CidrBlocks: associatedIpv6(subnet.Ipv6CidrBlockAssociationSet),
        ipv6Native: subnet.Ipv6Native ?? false,
        mapPublicIpOnLaunch: subnet.MapPublicIpOnLaunch ?? false,
      }),
  )
}

export async function collectBlockPublicAccess({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<BlockPublicAccess>> {
  const [mode, exclusions] = await Promise.all([
    runner.collectOne('ec2:DescribeVpcBlockPublicAccessOptions', async (options) => {
      const answer = await clients.ec2(region).send(new DescribeVpcBlockPublicAccessOptionsCommand({}), options)
      const { InternetGatewayBlockMode, State } = need(
        answer.VpcBlockPublicAccessOptions,
        'VpcBlockPublicAccessOptions',
      )
      return defined({
        internetGatewayBlockMode: need(InternetGatewayBlockMode, 'InternetGatewayBlockMode') as string,
        state: State as string | undefined,
      })
    }),
    runner.collectAll(
      'ec2:DescribeVpcBlockPublicAccessExclusions',
      (options) =>
        byToken(
          (token) =>
            clients
              .ec2(region)
              .send(
                new DescribeVpcBlockPublicAccessExclusionsCommand(defined({ MaxResults: PAGE_SIZE, NextToken: token })),
                options,
              ),
          (page) => page.NextToken,
        ),
      { items: (page) => page.VpcBlockPublicAccessExclusions, token: (page) => page.NextToken },
      (exclusion) => ({
        resourceArn: need(exclusion.ResourceArn, 'ResourceArn'),
        internetGatewayExclusionMode: need(exclusion.InternetGatewayExclusionMode, 'InternetGatewayExclusionMode'),
        state: exclusion.State ?? '',
      }),
    ),
  ])
  if (mode.outcome !== 'ok') return mode
  return { ...mode, value: { ...mode.value, exclusions } }
}
