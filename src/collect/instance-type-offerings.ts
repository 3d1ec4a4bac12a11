import { paginateDescribeInstanceTypeOfferings } from '@aws-sdk/client-ec2'
import type { Collected } from '../model/collected.js'
import { HOST_TYPES } from '../model/host-types.js'
import type { InstanceTypeOffering } from '../model/snapshot-hosts.js'
import type { RegionContext } from './context.js'
import { need } from './fields.js'

/**
 * Which zones offer what a new jump host may be.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html
 */
export function collectInstanceTypeOfferings({
  clients,
  runner,
  region,
}: Pick<RegionContext, 'clients' | 'runner' | 'region'>): Promise<Collected<InstanceTypeOffering[]>> {
  const input = {
    LocationType: 'availability-zone' as const,
    Filters: [{ Name: 'instance-type', Values: HOST_TYPES.map(({ instanceType }) => instanceType) }],
  }
  return runner.collectAll(
    'ec2:DescribeInstanceTypeOfferings',
    (options) => paginateDescribeInstanceTypeOfferings({ client: clients.ec2(region), pageSize: 1000 }, input, options),
    { items: (page) => page.InstanceTypeOfferings, token: (page) => page.NextToken },
    ({ InstanceType, Location }) => ({
      instanceType: need(InstanceType, 'InstanceType'),
      availabilityZone: need(Location, 'Location'),
    }),
  )
}
