import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  paginateDescribeSecurityGroupRules,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { SecurityGroupRule, SecurityGroupRuleChange } from '../../model/change.js'
import type { Facts } from '../../model/plan.js'
import type { SecurityGroup } from '../../model/snapshot-network.js'
import { type ChangeContext, changeHandler, type StepIdentity } from '../change-handler.js'
import { editItems, findItem } from '../edit.js'
import { afterDryRun, filtersOf, mayTag, PLAN_TAG, tagsOf } from './request.js'
import { describedBy, permissionOf, ruleArguments, ruleWords, withoutRule } from './rule.js'
import { securityGroupRuleCode } from './security-group-rule-code.js'

type Kind = SecurityGroupRuleChange['kind']
type Side = 'ingress' | 'egress'

const SIDES = {
  ingress: { word: 'Ingress', side: 'inbound', verb: 'admit', preposition: 'from' },
  egress: { word: 'Egress', side: 'outbound', verb: 'send', preposition: 'to' },
} as const

const sideOf = (kind: Kind): Side => (kind.endsWith('egress') ? 'egress' : 'ingress')
const isRevoked = (kind: Kind) => kind.startsWith('revoke')
const afterOf = (kind: Kind) => (isRevoked(kind) ? 'absent' : 'present')

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const GROUPS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group/*']
const RULES = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group-rule/*']
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/**
 * One rule of a security group, authorized or revoked.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
 */
const ruleOf = (side: Side) =>
  changeHandler<SecurityGroupRuleChange>({
    kinds: [`authorize-security-group-${side}`, `revoke-security-group-${side}`],
    asCode: securityGroupRuleCode,
    doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
    api: ({ kind }) => [`ec2:${isRevoked(kind) ? 'Revoke' : 'Authorize'}SecurityGroup${SIDES[side].word}`],
    // What one kind does the other takes back.
    needs: [
      { action: 'ec2:DescribeSecurityGroups' },
      { action: 'ec2:DescribeSecurityGroupRules' },
      { action: `ec2:AuthorizeSecurityGroup${SIDES[side].word}`, resources: [...GROUPS, ...RULES] },
      mayTag(`AuthorizeSecurityGroup${SIDES[side].word}`, RULES),
      { action: `ec2:RevokeSecurityGroup${SIDES[side].word}`, resources: GROUPS },
    ],
    resource: ({ groupId }) => groupId,
    title: ({ kind, groupId, rule }) => {
      const words = ruleWords(rule, SIDES[side].preposition)
      if (isRevoked(kind)) return `Revoke the ${SIDES[side].side} rule ${words} of ${groupId}.`
      return `Let ${groupId} ${SIDES[side].verb} ${words}.`
    },
    commands({ kind, groupId, rule, region }) {
      return [['aws', 'ec2', kind, '--group-id', groupId, ...ruleArguments(rule), '--region', region]]
    },
    undoTitle: ({ kind, groupId, rule }) => {
      const words = ruleWords(rule, SIDES[side].preposition)
      if (isRevoked(kind)) return `Authorize ${words} on ${groupId} again, with its description.`
      return `Revoke ${words} of ${groupId} again.`
    },
    before(change, snapshot) {
      const group = findItem(snapshot, change.region, 'securityGroups', (g) => g.groupId === change.groupId)
      // A group that is still to be made has what is to be revoked, and nothing else.
      if (!group) return { rule: isRevoked(change.kind) ? 'present' : 'absent' }
      return { rule: present(rulesOf(group, change.kind), change.rule) ? 'present' : 'absent' }
    },
    after: ({ kind }) => ({ rule: afterOf(kind) }),
    async read(change, _step, { clients }) {
      const permission = await permissionNow(clients.ec2(change.region), change)
      if (permission === 'no-group')
        return { is: 'neither', facts: { group: 'absent' }, message: `${change.groupId} does not exist any more.` }
      const rule = permission ? 'present' : 'absent'
      const description = permission && descriptionOf(permission)
      const facts = { rule, ...(description !== undefined && { description }) }
      return { is: rule === afterOf(change.kind) ? 'after' : 'before', facts }
    },
    async perform(change, step, { clients }) {
      const ec2 = clients.ec2(change.region)
      const input = { GroupId: change.groupId, IpPermissions: [permissionOf(change.rule, describedBy(step.stepId))] }
      const TagSpecifications = [{ ResourceType: 'security-group-rule' as const, Tags: tagsOf(step) }]
      const revoked = { GroupId: change.groupId, IpPermissions: [permissionOf(change.rule)] }
      if (change.kind === 'revoke-security-group-ingress') {
        await afterDryRun((dry) => ec2.send(new RevokeSecurityGroupIngressCommand({ ...revoked, ...dry })))
        return {}
      }
      if (change.kind === 'revoke-security-group-egress') {
        await afterDryRun((dry) => ec2.send(new RevokeSecurityGroupEgressCommand({ ...revoked, ...dry })))
        return {}
      }
      await unlessThere(() =>
        change.kind === 'authorize-security-group-ingress'
          ? afterDryRun((dry) =>
              ec2.send(new AuthorizeSecurityGroupIngressCommand({ ...input, TagSpecifications, ...dry })),
            )
          : afterDryRun((dry) =>
              ec2.send(new AuthorizeSecurityGroupEgressCommand({ ...input, TagSpecifications, ...dry })),
            ),
      )
      return {}
    },
    undo: undoRule,
    applyTo(change, snapshot) {
      const field = side === 'egress' ? 'ipPermissionsEgress' : 'ipPermissions'
      return editItems(snapshot, change.region, 'securityGroups', (group) => {
        if (group.groupId !== change.groupId) return group
        const rest = withoutRule(group[field], change.rule)
        const rules = isRevoked(change.kind) ? rest : [...rest, asSnapshot(change.rule)]
        return { ...group, [field]: rules }
      })
    },
  })

async function undoRule(
  change: SecurityGroupRuleChange,
  { before, ...step }: StepIdentity & { before: Facts },
  { clients }: ChangeContext,
): Promise<void> {
  const { kind, groupId: GroupId, region } = change
  const ec2 = clients.ec2(region)
  const description = typeof before['description'] === 'string' ? before['description'] : undefined
  const input = { GroupId, IpPermissions: [permissionOf(change.rule, description)] }
  if (kind === 'revoke-security-group-ingress')
    return unlessThere(() => ec2.send(new AuthorizeSecurityGroupIngressCommand(input)))
  if (kind === 'revoke-security-group-egress')
    return unlessThere(() => ec2.send(new AuthorizeSecurityGroupEgressCommand(input)))
  const SecurityGroupRuleIds = await ownRules(ec2, GroupId, step)
  if (SecurityGroupRuleIds.length === 0)
    throw new Error(`The rule of ${GroupId} does not bear the tag ${PLAN_TAG} of this plan: it stays.`)
  const own = { GroupId, SecurityGroupRuleIds }
  if (kind === 'authorize-security-group-ingress') await ec2.send(new RevokeSecurityGroupIngressCommand(own))
  else await ec2.send(new RevokeSecurityGroupEgressCommand(own))
}

/** Ids of the rules of a group that a step of this plan has added. */
async function ownRules(client: EC2Client, groupId: string, step: StepIdentity): Promise<string[]> {
  const Filters = [{ Name: 'group-id', Values: [groupId] }, ...filtersOf(step)]
  const ids: string[] = []
  for await (const { SecurityGroupRules } of paginateDescribeSecurityGroupRules({ client }, { Filters })) {
    if (!SecurityGroupRules) throw new Error("AWS's answer lacks the rules of the group")
    ids.push(...SecurityGroupRules.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []))
  }
  return ids
}

/** Somebody, or this step before a crash, was faster. */
async function unlessThere(send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
  } catch (error) {
    if (!hasCode(error, ['InvalidPermission.Duplicate'])) throw error
  }
}

export const inboundRule = ruleOf('ingress')
export const outboundRule = ruleOf('egress')

async function permissionNow(
  ec2: EC2Client,
  { kind, groupId, rule }: SecurityGroupRuleChange,
): Promise<IpPermission | undefined | 'no-group'> {
  const GroupIds = [groupId]
  const answer = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds })).catch((error: unknown) => {
    if (hasCode(error, ['InvalidGroup.NotFound', 'InvalidGroupId.NotFound'])) return undefined
    throw error
  })
  const group = answer?.SecurityGroups?.[0]
  if (!group) return 'no-group'
  const listed = sideOf(kind) === 'egress' ? group.IpPermissionsEgress : group.IpPermissions
  if (!listed) throw new Error("AWS's answer lacks the rules of the group")
  return matching(listed, rule)
}

/** The permission, with this rule's peer alone. */
function matching(permissions: readonly IpPermission[], rule: SecurityGroupRule): IpPermission | undefined {
  const wanted = permissionOf(rule)
  for (const permission of permissions) {
    const { IpProtocol, FromPort, ToPort } = permission
    if (IpProtocol !== wanted.IpProtocol || !sameRange({ FromPort, ToPort }, wanted)) continue
    const ranges = permission.IpRanges?.filter((r) => r.CidrIp === wanted.IpRanges?.[0]?.CidrIp)
    const six = permission.Ipv6Ranges?.filter((r) => r.CidrIpv6 === wanted.Ipv6Ranges?.[0]?.CidrIpv6)
    const lists = permission.PrefixListIds?.filter((r) => r.PrefixListId === wanted.PrefixListIds?.[0]?.PrefixListId)
    const pairs = permission.UserIdGroupPairs?.filter((r) => r.GroupId === wanted.UserIdGroupPairs?.[0]?.GroupId)
    const peers = { IpRanges: ranges, Ipv6Ranges: six, PrefixListIds: lists, UserIdGroupPairs: pairs }
    if (Object.values(peers).some((found) => found !== undefined && found.length > 0)) return peers
  }
  return undefined
}

type Range = Pick<IpPermission, 'FromPort' | 'ToPort'>
const sameRange = (a: Range, b: Range) =>
  (a.FromPort ?? -1) === (b.FromPort ?? -1) && (a.ToPort ?? -1) === (b.ToPort ?? -1)

const descriptionOf = ({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: IpPermission) =>
  [IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs].flatMap((list) => list ?? [])[0]?.Description

const rulesOf = (group: SecurityGroup, kind: Kind) =>
  sideOf(kind) === 'egress' ? group.ipPermissionsEgress : group.ipPermissions

type SnapshotPermission = SecurityGroup['ipPermissions'][number]

const present = (permissions: readonly SnapshotPermission[], rule: SecurityGroupRule): boolean =>
  JSON.stringify(withoutRule(permissions, rule)) !== JSON.stringify(permissions)

function asSnapshot({ ipProtocol, fromPort, toPort, peer }: SecurityGroupRule): SnapshotPermission {
  return {
    ipProtocol,
    ...(fromPort !== undefined && { fromPort }),
    ...(toPort !== undefined && { toPort }),
    ipRanges: 'cidrIp' in peer ? [peer.cidrIp] : [],
    ipv6Ranges: 'cidrIpv6' in peer ? [peer.cidrIpv6] : [],
    prefixListIds: 'prefixListId' in peer ? [peer.prefixListId] : [],
    userIdGroupPairs: 'groupId' in peer ? [peer] : [],
  }
}
