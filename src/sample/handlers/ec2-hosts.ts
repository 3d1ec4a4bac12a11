import type * as EC2 from '@aws-sdk/client-ec2'
import { byIds, type FilterFields, filtered } from './filters.js'
import type { Handlers } from './handler.js'
import { ec2Page } from './paging.js'

export const ec2Hosts: Handlers<typeof EC2> = {
  DescribeRegions(_input, { account }) {
    const names = [...account.regions.keys()]
    return {
      Regions: names.map((name) => ({
        RegionName: name,
        Endpoint: `ec2.${name}.amazonaws.com`,
        OptInStatus: 'opt-in-not-required',
      })),
    }
  },
  /** A page holds MaxResults instances, each in a reservation of its own. */
  DescribeInstances(input, { account, region }) {
    const code = 'InvalidInstanceID.NotFound'
    const instances = byIds(region.instances, input.InstanceIds, (i) => i.InstanceId, code)
    const { items, more } = ec2Page(filtered(instances, input.Filters, INSTANCE_FIELDS), input)
    return {
      Reservations: items.map((instance) => ({
        ReservationId: `r-${instance.InstanceId?.slice(2)}`,
        OwnerId: account.accountId,
        Instances: [instance],
      })),
      ...more,
    }
  },
  /** Running instances only, unless all are asked for. */
  DescribeInstanceStatus(input, { region }) {
    const code = 'InvalidInstanceID.NotFound'
    const all = byIds(region.instanceStatuses, input.InstanceIds, (s) => s.InstanceId, code)
    const shown = input.IncludeAllInstances ? all : all.filter((s) => s.InstanceState?.Name === 'running')
    const statuses = filtered<EC2.InstanceStatus & { Tags?: EC2.Tag[] }>(shown, input.Filters, STATUS_FIELDS)
    const { items, more } = ec2Page(statuses, input)
    return { InstanceStatuses: items, ...more }
  },
  DescribeInstanceConnectEndpoints(input, { region }) {
    const endpoints = filtered(region.instanceConnectEndpoints, input.Filters, CONNECT_FIELDS)
    const { items, more } = ec2Page(endpoints, input, 50, 1)
    return { InstanceConnectEndpoints: items, ...more }
  },
}

const INSTANCE_FIELDS: FilterFields<EC2.Instance> = {
  'vpc-id': (i) => i.VpcId,
  'subnet-id': (i) => i.SubnetId,
  'instance-id': (i) => i.InstanceId,
  'instance-state-name': (i) => i.State?.Name,
}

const STATUS_FIELDS: FilterFields<EC2.InstanceStatus> = {
  'instance-state-name': (s) => s.InstanceState?.Name,
  'instance-status.status': (s) => s.InstanceStatus?.Status,
  'system-status.status': (s) => s.SystemStatus?.Status,
}

const CONNECT_FIELDS: FilterFields<EC2.Ec2InstanceConnectEndpoint> = {
  'vpc-id': (e) => e.VpcId,
  state: (e) => e.State,
}
