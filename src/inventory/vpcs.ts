import type { RegionSnapshot } from '../model/snapshot.js'
import type { Vpc } from '../model/snapshot-network.js'
import { dataStoreLists } from './data-stores.js'

/** A VPC that the audit speaks of; `vpc` is absent when DescribeVpcs could not be read. */
export interface AuditedVpc {
  vpcId: string
  name: string
  vpc?: Vpc
}

/** All VPCs of a region; where DescribeVpcs was refused, those that anything else names, so that they are not lost. */
export function auditedVpcs(region: RegionSnapshot): AuditedVpc[] {
  if (region.vpcs.outcome === 'ok')
    return region.vpcs.value.map((vpc) => ({ vpcId: vpc.vpcId, name: vpc.name ?? '', vpc }))
  const { subnets, instances, dbInstances, dbSubnetGroups, dbProxies } = region
  const named = [subnets, instances, dbInstances, dbSubnetGroups, dbProxies, ...dataStoreLists(region)].flatMap(
    (list) => (list.outcome === 'ok' ? list.value.flatMap(({ vpcId }) => vpcId ?? []) : []),
  )
  return [...new Set(named)].map((vpcId) => ({ vpcId, name: '' }))
}
