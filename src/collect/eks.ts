import { type Cluster, DescribeClusterCommand, paginateListClusters } from '@aws-sdk/client-eks'
import type { Collected } from '../model/collected.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import type { RegionContext } from './context.js'
import { ofOffered } from './data-stores.js'
import { defined, need, present } from './fields.js'

const PAGE_SIZE = 100

/** The EKS clusters whose Kubernetes API has a private endpoint. */
export async function collectKubernetesClusters(context: RegionContext): Promise<Collected<DataStore[]>> {
  const { clients, runner, region } = context
  const client = clients.eks(region)
  const names = await runner.collectAll(
    'eks:ListClusters',
    (options) => paginateListClusters({ client, pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.clusters, token: (page) => page.nextToken },
    (name) => name,
  )
  if (names.outcome !== 'ok') return names
  const described = await Promise.all(
    names.value.map((name) =>
      runner.collectOne(
        'eks:DescribeCluster',
        async (options) => {
          const { cluster } = await client.send(new DescribeClusterCommand({ name }), options)
          return clusterOf(need(cluster, 'cluster'))
        },
        ['ResourceNotFoundException'],
      ),
    ),
  )
  const value: DataStore[] = []
  for (const cluster of described) {
    if (cluster.outcome !== 'ok') return ofOffered(cluster)
    // Deleted since it was listed.
    if (cluster.value) value.push(...cluster.value)
  }
  return { ...names, value }
}

/**
 * Nothing where the API has a public endpoint alone. With both, names resolve to private addresses inside the VPC only.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
function clusterOf(cluster: Cluster): DataStore[] {
  const network = need(cluster.resourcesVpcConfig, 'resourcesVpcConfig')
  if (need(network.endpointPrivateAccess, 'endpointPrivateAccess') !== true) return []
  const groups = present([network.clusterSecurityGroupId, ...(network.securityGroupIds ?? [])])
  return [
    defined({
      name: need(cluster.name, 'name'),
      arn: cluster.arn,
      engine: 'kubernetes',
      status: need(cluster.status, 'status'),
      endpoint: cluster.endpoint === undefined ? undefined : { address: new URL(cluster.endpoint).hostname, port: 443 },
      vpcId: network.vpcId,
      subnetIds: need(network.subnetIds, 'subnetIds'),
      vpcSecurityGroups: [...new Set(groups)].map((id) => ({ vpcSecurityGroupId: id, status: 'active' })),
      interfaceDescriptions: [`Amazon EKS ${cluster.name}`],
      publiclyAccessible: need(network.endpointPublicAccess, 'endpointPublicAccess'),
      publicAccessCidrs: network.publicAccessCidrs,
      isTlsRequired: true,
    }),
  ]
}
