import { type Cluster, paginateDescribeClusterSubnetGroups, paginateDescribeClusters } from '@aws-sdk/client-redshift'
import { paginateListWorkgroups, type Workgroup } from '@aws-sdk/client-redshift-serverless'
import type { Collected } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { RegionContext } from './context.js'
import { joined } from './data-stores.js'
import { defined, need, needEach, present } from './fields.js'

const PAGE_SIZE = 100

/** Redshift's clusters, and the workgroups of Redshift Serverless where AWS runs it. */
export function collectWarehouses(context: RegionContext): Promise<Collected<DataStore[]>> {
  const { clients, runner, region } = context
  const paging = () => ({ client: clients.redshift(region), pageSize: PAGE_SIZE })
  const lists = {
    clusters: runner.collectAll(
      'redshift:DescribeClusters',
      (options) => paginateDescribeClusters(paging(), {}, options),
      { items: (page) => page.Clusters, token: (page) => page.Marker },
      (cluster) => cluster,
    ),
    subnetGroups: runner.collectAll(
      'redshift:DescribeClusterSubnetGroups',
      (options) => paginateDescribeClusterSubnetGroups(paging(), {}, options),
      { items: (page) => page.ClusterSubnetGroups, token: (page) => page.Marker },
      (group): [string | undefined, string[]] => [
        group.ClusterSubnetGroupName,
        needEach(group.Subnets, 'Subnets', (subnet) => subnet.SubnetIdentifier),
      ],
    ),
    workgroups: runner.collectAll(
      'redshift-serverless:ListWorkgroups',
      (options) =>
        paginateListWorkgroups({ client: clients.redshiftServerless(region), pageSize: PAGE_SIZE }, {}, options),
      { items: (page) => page.workgroups, token: (page) => page.nextToken },
      workgroupOf,
    ),
  }
  return joined(lists, 'workgroups', (found) => {
    const subnets = new Map(found.subnetGroups)
    return [...found.clusters.map((cluster) => clusterOf(cluster, subnets)), ...found.workgroups]
  })
}

/**
 * A cluster stays in its zone unless it may be relocated or lies in two of them.
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/managing-cluster-recovery.html
 */
function zonesOf({ AvailabilityZone, AvailabilityZoneRelocationStatus, MultiAZ }: Cluster): string[] | undefined {
  const stays = [AvailabilityZoneRelocationStatus, MultiAZ].every((option) => option?.toLowerCase() === 'disabled')
  return stays && AvailabilityZone !== undefined ? [AvailabilityZone] : undefined
}

function clusterOf(cluster: Cluster, subnets: ReadonlyMap<string | undefined, string[]>): DataStore {
  const { Address, Port } = cluster.Endpoint ?? {}
  return defined({
    name: need(cluster.ClusterIdentifier, 'ClusterIdentifier'),
    arn: cluster.ClusterNamespaceArn,
    engine: 'redshift',
    status: need(cluster.ClusterStatus, 'ClusterStatus'),
    endpoint: Address === undefined || Port === undefined ? undefined : { address: Address, port: Port },
    vpcId: cluster.VpcId,
    subnetIds: subnets.get(cluster.ClusterSubnetGroupName) ?? [],
    vpcSecurityGroups: need(cluster.VpcSecurityGroups, 'VpcSecurityGroups').map(({ VpcSecurityGroupId, Status }) => ({
      vpcSecurityGroupId: need(VpcSecurityGroupId, 'VpcSecurityGroupId'),
      status: Status ?? '',
    })),
    availabilityZone: cluster.AvailabilityZone,
    nodeZones: zonesOf(cluster),
    interfaceDescriptions: ['RedshiftNetworkInterface'],
    publiclyAccessible: need(cluster.PubliclyAccessible, 'PubliclyAccessible'),
    masterUsername: cluster.MasterUsername,
    databaseName: cluster.DBName,
  })
}

function workgroupOf(workgroup: Workgroup): DataStore {
  const { address, port, vpcEndpoints = [] } = workgroup.endpoint ?? {}
  return defined({
    name: need(workgroup.workgroupName, 'workgroupName'),
    arn: workgroup.workgroupArn,
    engine: 'redshift-serverless',
    status: need(workgroup.status, 'status'),
    endpoint: address === undefined || port === undefined ? undefined : { address, port },
    vpcId: vpcEndpoints[0]?.vpcId,
    subnetIds: need(workgroup.subnetIds, 'subnetIds'),
    vpcSecurityGroups: need(workgroup.securityGroupIds, 'securityGroupIds').map((id) => ({
      vpcSecurityGroupId: id,
      status: 'active',
    })),
    interfaceDescriptions: present(vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId)).map(
      (id) => `VPC Endpoint Interface ${id}`,
    ),
    publiclyAccessible: need(workgroup.publiclyAccessible, 'publiclyAccessible'),
    isServerless: true,
  })
}
