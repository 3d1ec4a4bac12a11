import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { SecurityGroupRule, SecurityGroupRuleChange } from '../../model/change.js'
import type { SecurityGroup } from '../../model/snapshot-network.js'
import { type ChangeContext, changeHandler, type StepIdentity } from '../change-handler.js'
import { editItems, findItem } from '../edit.js'
import { afterDryRun, tagsOf } from './request.js'
import { describedBy, permissionOf, ruleArguments, ruleWords, withoutRule } from './rule.js'
import { securityGroupRuleCode } from './security-group-rule-code.js'

type Kind = SecurityGroupRuleChange['kind']

const WORDS: Record<Kind, { does: string; undoes: string; api: string; preposition: string; after: string }> = {
  'authorize-security-group-ingress': {
    ...{ does: 'Let', undoes: 'revoke', preposition: 'from', after: 'present' },
    api: 'ec2:AuthorizeSecurityGroupIngress',
  },
  'authorize-security-group-egress': {
    ...{ does: 'Let', undoes: 'revoke', preposition: 'to', after: 'present' },
    api: 'ec2:AuthorizeSecurityGroupEgress',
  },
  'revoke-security-group-ingress': {
    ...{ does: 'Revoke', undoes: 'authorize', preposition: 'from', after: 'absent' },
    api: 'ec2:RevokeSecurityGroupIngress',
  },
  'revoke-security-group-egress': {
    ...{ does: 'Revoke', undoes: 'authorize', preposition: 'to', after: 'absent' },
    api: 'ec2:RevokeSecurityGroupEgress',
  },
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const GROUPS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group/*']

/**
 * One rule of a security group, authorized or revoked.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
 */
export const securityGroupRule = changeHandler<SecurityGroupRuleChange>({
  kinds: [
    ...(['authorize-security-group-ingress', 'authorize-security-group-egress'] as const),
    ...(['revoke-security-group-ingress', 'revoke-security-group-egress'] as const),
  ],
  asCode: securityGroupRuleCode,
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  api: ({ kind }) => [WORDS[kind].api],
  needs: [
    { action: 'ec2:DescribeSecurityGroups' },
    ...[
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupEgress',
    ].map((action) => ({ action, resources: GROUPS })),
  ],
  resource: ({ groupId }) => groupId,
  title({ kind, groupId, rule }) {
    const { does, preposition } = WORDS[kind]
    const side = kind.endsWith('egress') ? 'outbound' : 'inbound'
    if (does === 'Revoke') return `Revoke the ${side} rule ${ruleWords(rule, preposition)} of ${groupId}.`
    return `Let ${groupId} ${preposition === 'to' ? 'send' : 'admit'} ${ruleWords(rule, preposition)}.`
  },
  commands({ kind, groupId, rule, region }) {
    return [['aws', 'ec2', kind, '--group-id', groupId, ...ruleArguments(rule), '--region', region]]
  },
  undoTitle: ({ kind, groupId, rule }) =>
    WORDS[kind].undoes === 'revoke'
      ? `Revoke ${ruleWords(rule, WORDS[kind].preposition)} of ${groupId} again.`
      : `Authorize ${ruleWords(rule, WORDS[kind].preposition)} on ${groupId} again, with its description.`,
  before(change, snapshot) {
    const group = findItem(snapshot, change.region, 'securityGroups', (g) => g.groupId === change.groupId)
    // A group that is still to be made has what is to be revoked, and nothing else.
    if (!group) return { rule: WORDS[change.kind].after === 'present' ? 'absent' : 'present' }
    return { rule: present(rulesOf(group, change.kind), change.rule) ? 'present' : 'absent' }
  },
  after: ({ kind }) => ({ rule: WORDS[kind].after }),
  async read(change, _step, { clients }) {
    const permission = await permissionNow(clients.ec2(change.region), change)
    if (permission === 'no-group')
      return { is: 'neither', facts: { group: 'absent' }, message: `${change.groupId} does not exist any more.` }
    const rule = permission ? 'present' : 'absent'
    const description = permission && descriptionOf(permission)
    const facts = { rule, ...(description !== undefined && { description }) }
    return { is: rule === WORDS[change.kind].after ? 'after' : 'before', facts }
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
    const field = change.kind.endsWith('egress') ? 'ipPermissionsEgress' : 'ipPermissions'
    return editItems(snapshot, change.region, 'securityGroups', (group) => {
      if (group.groupId !== change.groupId) return group
      const rest = withoutRule(group[field], change.rule)
      const rules = change.kind.startsWith('revoke') ? rest : [...rest, asSnapshot(change.rule)]
      return { ...group, [field]: rules }
    })
  },
})

async function undoRule(
  change: SecurityGroupRuleChange,
  { before, stepId }: StepIdentity & { before: Record<string, unknown> },
  { clients }: ChangeContext,
): Promise<void> {
  const ec2 = clients.ec2(change.region)
  const description = typeof before['description'] === 'string' ? before['description'] : undefined
  const input = { GroupId: change.groupId, IpPermissions: [permissionOf(change.rule, description)] }
  const ours = { GroupId: change.groupId, IpPermissions: [permissionOf(change.rule, describedBy(stepId))] }
  switch (change.kind) {
    case 'authorize-security-group-ingress':
      await ec2.send(new RevokeSecurityGroupIngressCommand(ours))
      return
    case 'authorize-security-group-egress':
      await ec2.send(new RevokeSecurityGroupEgressCommand(ours))
      return
    case 'revoke-security-group-ingress':
      await unlessThere(() => ec2.send(new AuthorizeSecurityGroupIngressCommand(input)))
      return
    case 'revoke-security-group-egress':
      await unlessThere(() => ec2.send(new AuthorizeSecurityGroupEgressCommand(input)))
  }
}

/** Somebody, or this step before a crash, was faster. */
async function unlessThere(send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
  } catch (error) {
    if (!hasCode(error, ['InvalidPermission.Duplicate'])) throw error
  }
}

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
  const listed = kind.endsWith('egress') ? group.IpPermissionsEgress : group.IpPermissions
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
  kind.endsWith('egress') ? group.ipPermissionsEgress : group.ipPermissions

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
