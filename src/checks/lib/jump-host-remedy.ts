import { hostTypeIn, offerOf } from '../../inventory/host-types.js'
import { once } from '../../inventory/once.js'
import { selectHosts, tagsOfNewHost } from '../../inventory/select-hosts.js'
import type { Change } from '../../model/change.js'
import { corePolicyArn } from '../../model/core-policy.js'
import type { ProposedChange } from '../../model/finding.js'
import { HOST_TYPES } from '../../model/host-types.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Subnet } from '../../model/snapshot-network.js'
import { newName, stepId } from '../../model/step-id.js'
import type { CheckContext } from '../define.js'

const REMEDY = 'launch-jump-host'
const NAME = 'ssm-ready-jump-host'

/** A new jump host in a private subnet, by the default selection of hosts; none where the config selects otherwise. */
export function jumpHostChanges(vpcId: string, context: CheckContext): ProposedChange[] | undefined {
  const { inventory } = context
  if (inventory.config.hosts !== undefined) return undefined
  const { region, snapshot } = context.region
  const subnets = oneOfEachZone(privateSubnets(vpcId, context))
  const offering = subnets.find(({ availabilityZone }) => hostTypeIn(snapshot, availabilityZone))
  // Where no zone offers a type, the remedy refuses what is proposed here.
  const subnet = offering ?? subnets[0]
  if (!subnet) return undefined
  const { availabilityZone } = subnet
  const hostType = hostTypeIn(snapshot, availabilityZone) ?? HOST_TYPES[0]
  const spare = subnets.filter(
    (each) => each !== subnet && offerOf(snapshot, hostType, each.availabilityZone) !== 'not-offered',
  )
  const { instances } = snapshot
  if (instances.outcome !== 'ok') return undefined
  const group: Change = {
    ...{ kind: 'create-security-group', region, vpcId, groupName: `${NAME}-group` },
    description: 'Jump host of Session Manager, without inbound rules',
  }
  const role: Change = {
    ...{ kind: 'create-instance-role', region, roleName: `${NAME}-${vpcId}` },
    policyArns: [corePolicyArn(inventory.snapshot.partition)],
  }
  const host: Change = {
    ...{ kind: 'run-instances', region, name: NAME, vpcId, subnetId: subnet.subnetId },
    spareSubnetIds: spare.map(({ subnetId }) => subnetId),
    ...{ availabilityZone, ...hostType },
    groupIds: [newName(stepId(REMEDY, group))],
    instanceProfileName: newName(stepId(REMEDY, role)),
    tags: tagsOfNewHost(hostsAmong(instances.value)),
  }
  return [group, role, host].map((change) => ({ remedy: REMEDY, change }))
}

/** Looked for once: hundreds of VPCs may have none. */
const hostsAmong = once((instances: readonly Instance[]) => selectHosts(instances))

/** Of this account, with IPv4, and without a way to or from the internet of its own. */
function privateSubnets(vpcId: string, { inventory }: CheckContext): Subnet[] {
  const { accountId } = inventory.snapshot
  const known = inventory.all('subnets')
  const subnets = (known.outcome === 'ok' ? known.value : []).filter(
    (subnet) =>
      subnet.vpcId === vpcId && subnet.ownerId === accountId && subnet.cidrBlock !== undefined && !subnet.ipv6Native,
  )
  return subnets
    .filter(({ subnetId, mapPublicIpOnLaunch }) => {
      const table = inventory.routeTableOf(subnetId)
      const routes = table.outcome === 'ok' ? table.value?.routes : undefined
      return (
        routes !== undefined && !mapPublicIpOnLaunch && !routes.some(({ gatewayId }) => gatewayId?.startsWith('igw-'))
      )
    })
    .sort((a, b) => (a.subnetId < b.subnetId ? -1 : 1))
}

/** The first of each zone, as they come. */
const oneOfEachZone = (subnets: readonly Subnet[]): Subnet[] =>
  subnets.filter(({ availabilityZone: zone }, i) => subnets.findIndex((s) => s.availabilityZone === zone) === i)
