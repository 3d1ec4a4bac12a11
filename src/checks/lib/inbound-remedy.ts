import { once } from '../../inventory/once.js'
import type { Change, CreateSecurityGroupChange, SecurityGroupRule } from '../../model/change.js'
import type { Remedy } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { SecurityGroup } from '../../model/snapshot-network.js'
import { newName, stepId } from '../../model/step-id.js'
import type { CheckContext } from '../define.js'
import { interfacesOf } from './host.js'
import { rulesOf, sameRule } from './rules-of.js'

const REMEDY = 'remove-inbound-rules'

const text =
  'Give the host a security group of its own without inbound rules: Session Manager needs none, and other members of a shared group may need theirs.'

/**
 * Revokes the rules of groups that hosts alone bear, those that name EC2 Instance Connect Endpoints' groups aside where that
 * can be; from others the host moves to a group without inbound rules that lets out the same and is let in where the old
 * one is. The same remedy, one and the same object, for all hosts with the same groups that need not move.
 */
export function inboundRemedy(host: Instance, groups: readonly SecurityGroup[], context: CheckContext): Remedy {
  const { networkInterfaces, securityGroups, vpcs } = context.region.snapshot
  if (networkInterfaces.outcome !== 'ok' || securityGroups.outcome !== 'ok' || vpcs.outcome !== 'ok') return { text }
  const open = groups.filter((group) => group.ipPermissions.length > 0)
  const others = foreignGroups(context)
  const shared = open.filter(({ groupId, groupName }) => groupName === 'default' || others.has(groupId))
  const revoked = remedyOf(
    open.filter((group) => !shared.includes(group)),
    context,
  )
  if (shared.length === 0) return revoked
  const moved = proposed(moveFrom(shared, host, securityGroups.value, context))
  return { ...revoked, changes: [...(revoked.changes ?? []), ...moved] }
}

const proposed = (changes: readonly Change[]) => changes.map((change) => ({ remedy: REMEDY, change }))

/** Ids of the groups that others than hosts bear. */
const foreignGroups = once(({ region }: CheckContext): ReadonlySet<string> => {
  const { networkInterfaces } = region.snapshot
  const hosts = new Set(region.hosts.map((each) => each.instanceId))
  const interfaces = networkInterfaces.outcome === 'ok' ? networkInterfaces.value : []
  return new Set(interfaces.flatMap(({ instanceId = '', groupIds }) => (hosts.has(instanceId) ? [] : groupIds)))
})

const remedies = once((_: CheckContext) => new Map<string, Remedy>())

/** Revokes the rules of groups. */
function remedyOf(groups: readonly SecurityGroup[], context: CheckContext): Remedy {
  const known = remedies(context)
  const key = groups.map(({ groupId }) => groupId).join(' ')
  const remedy = known.get(key) ?? {
    id: REMEDY,
    text,
    changes: proposed(groups.flatMap((g) => revocations(g, context))),
  }
  known.set(key, remedy)
  return remedy
}

function revocations({ groupId, ipPermissions }: SecurityGroup, context: CheckContext): Change[] {
  const { instanceConnectEndpoints } = context.region.snapshot
  const endpoints = instanceConnectEndpoints.outcome === 'ok' ? instanceConnectEndpoints.value : []
  const isEndpoints = ({ peer }: SecurityGroupRule) =>
    'groupId' in peer && endpoints.some(({ groupIds }) => groupIds.includes(peer.groupId))
  return rulesOf(ipPermissions)
    .filter((rule) => !isEndpoints(rule))
    .map((rule) => rulesChange('revoke-security-group-ingress', groupId, rule, context))
}

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
  const known = replacements(context)
  const instead = new Map(
    shared.map((group) => {
      const replacement = known.get(group) ?? replacementOf(group, all, context)
      known.set(group, replacement)
      return [group.groupId, replacement]
    }),
  )
  const prepared = [...instead.values()].flatMap(({ changes }) => changes)
  const moves = interfacesOf(host, context).flatMap(({ networkInterfaceId, vpcId, groupIds }): Change[] => {
    const next = [...new Set(groupIds.map((id) => instead.get(id)?.groupId ?? id))]
    if (next.join() === groupIds.join()) return []
    const { region } = context.region
    return [{ kind: 'modify-network-interface-groups', region, networkInterfaceId, vpcId, groupIds: next }]
  })
  return [...prepared, ...moves]
}

interface Replacement {
  groupId: string
  changes: Change[]
}

const replacements = once((_: CheckContext) => new Map<SecurityGroup, Replacement>())

function replacementOf(group: SecurityGroup, all: readonly SecurityGroup[], context: CheckContext): Replacement {
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
