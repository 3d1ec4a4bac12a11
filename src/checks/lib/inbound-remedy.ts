import type { Change, CreateSecurityGroupChange, SecurityGroupRule } from '../../model/change.js'
import type { Remedy } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { NetworkInterface, SecurityGroup } from '../../model/snapshot-network.js'
import { newName, stepId } from '../../model/step-id.js'
import type { CheckContext } from '../define.js'
import { interfacesOf } from './host.js'
import { rulesOf, sameRule } from './rules-of.js'

const REMEDY = 'remove-inbound-rules'

const text =
  'Give the host a security group of its own without inbound rules: Session Manager needs none, and other members of a shared group may need theirs.'

/**
 * Revokes the rules of groups that hosts alone bear; from others the host moves to a group without inbound rules that lets
 * out the same and is let in where the old one is.
 * @param connectEndpointGroups groups of EC2 Instance Connect Endpoints, whose rules stay where they can
 */
export function inboundRemedy(
  host: Instance,
  groups: readonly SecurityGroup[],
  connectEndpointGroups: readonly string[],
  context: CheckContext,
): Remedy {
  const { networkInterfaces, securityGroups, vpcs } = context.region.snapshot
  if (networkInterfaces.outcome !== 'ok' || securityGroups.outcome !== 'ok' || vpcs.outcome !== 'ok') return { text }
  const hosts = new Set(context.region.hosts.map((each) => each.instanceId))
  const open = groups.filter((group) => group.ipPermissions.length > 0)
  const isShared = ({ groupId, groupName }: SecurityGroup) =>
    groupName === 'default' ||
    networkInterfaces.value.some((eni) => bears(eni, groupId) && !hosts.has(eni.instanceId ?? ''))
  const shared = open.filter(isShared)
  const revoked = open
    .filter((group) => !shared.includes(group))
    .flatMap((group) =>
      rulesOf(group.ipPermissions)
        .filter(({ peer }) => !('groupId' in peer && connectEndpointGroups.includes(peer.groupId)))
        .map((rule): Change => rulesChange('revoke-security-group-ingress', group.groupId, rule, context)),
    )
  const moved = shared.length === 0 ? [] : moveFrom(shared, host, securityGroups.value, context)
  const changes = [...revoked, ...moved]
  return { id: REMEDY, text, changes: changes.map((change) => ({ remedy: REMEDY, change })) }
}

const bears = ({ groupIds }: NetworkInterface, groupId: string) => groupIds.includes(groupId)

type RuleKind = Extract<Change, { rule: SecurityGroupRule }>['kind']

const rulesChange = (kind: RuleKind, groupId: string, rule: SecurityGroupRule, { region }: CheckContext): Change => ({
  ...{ kind, region: region.region, groupId, rule },
})

/** First the groups with all that they need, then the interfaces: the host is never without its ways. */
function moveFrom(
  shared: readonly SecurityGroup[],
  host: Instance,
  all: readonly SecurityGroup[],
  context: CheckContext,
): Change[] {
  const instead = new Map(shared.map((group) => [group.groupId, replacementOf(group, all, context)]))
  const prepared = [...instead.values()].flatMap(({ changes }) => changes)
  const moves = interfacesOf(host, context).flatMap(({ networkInterfaceId, vpcId, groupIds }): Change[] => {
    const next = [...new Set(groupIds.map((id) => instead.get(id)?.groupId ?? id))]
    if (next.join() === groupIds.join()) return []
    const { region } = context.region
    return [{ kind: 'modify-network-interface-groups', region, networkInterfaceId, vpcId, groupIds: next }]
  })
  return [...prepared, ...moves]
}

function replacementOf(group: SecurityGroup, all: readonly SecurityGroup[], context: CheckContext) {
  const { vpcId = '', groupId: old } = group
  const create: CreateSecurityGroupChange = {
    ...{ kind: 'create-security-group', region: context.region.region, vpcId },
    groupName: `ssm-ready-instead-of-${old}`,
    description: `As ${old} and without inbound rules`,
  }
  const there = all.find((each) => each.vpcId === vpcId && each.groupName === create.groupName)
  const groupId = there?.groupId ?? newName(stepId(REMEDY, create))
  const has = rulesOf(there?.ipPermissionsEgress ?? firstEgress(vpcId, context))
  const wants = rulesOf(group.ipPermissionsEgress)
  const lacks = (rules: readonly SecurityGroupRule[]) => (rule: SecurityGroupRule) =>
    !rules.some((r) => sameRule(r, rule))
  const changes: Change[] = [
    ...(there ? [] : [create]),
    ...wants.filter(lacks(has)).map((rule) => rulesChange('authorize-security-group-egress', groupId, rule, context)),
    ...has.filter(lacks(wants)).map((rule) => rulesChange('revoke-security-group-egress', groupId, rule, context)),
    ...all.flatMap((other) => twins(other, old, groupId, context)),
  ]
  return { groupId, changes }
}

/** What EC2 gives to a new group. */
function firstEgress(vpcId: string, { inventory }: CheckContext): SecurityGroup['ipPermissionsEgress'] {
  const vpc = inventory.vpc(vpcId)
  const six = vpc.outcome === 'ok' && (vpc.value?.ipv6CidrBlocks.length ?? 0) > 0
  return [
    {
      ...{ ipProtocol: '-1', ipRanges: ['0.0.0.0/0'], ipv6Ranges: six ? ['::/0'] : [] },
      ...{ prefixListIds: [], userIdGroupPairs: [] },
    },
  ]
}

/** Rules by which a group admits the old group, for the new one. */
function twins(other: SecurityGroup, old: string, groupId: string, context: CheckContext): Change[] {
  const rules = rulesOf(other.ipPermissions)
  return rules.flatMap((rule) => {
    const { peer } = rule
    if (!('groupId' in peer) || peer.groupId !== old) return []
    const twin = { ...rule, peer: { ...peer, groupId } }
    return rules.some((each) => sameRule(each, twin))
      ? []
      : [rulesChange('authorize-security-group-ingress', other.groupId, twin, context)]
  })
}
