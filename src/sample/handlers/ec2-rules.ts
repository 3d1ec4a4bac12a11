import type * as EC2 from '@aws-sdk/client-ec2'
import type { SampleRegion } from '../account.js'
import { awsError } from './errors.js'
import { filtered } from './filters.js'
import type { Handlers } from './handler.js'
import { ec2Page } from './paging.js'

type Permissions = 'IpPermissions' | 'IpPermissionsEgress'

/** Changes of the rules of security groups. */
export const ec2Rules: Handlers<typeof EC2> = {
  DescribeSecurityGroupRules(input, { region }) {
    const rules = filtered(region.securityGroupRules, input.Filters, { 'group-id': ({ GroupId }) => GroupId })
    const { items, more } = ec2Page(rules, input)
    return { SecurityGroupRules: items.map(({ permission, ...rule }) => rule), ...more }
  },
  AuthorizeSecurityGroupIngress: (input, { region }) => authorize(region, input, 'IpPermissions'),
  AuthorizeSecurityGroupEgress: (input, { region }) => authorize(region, input, 'IpPermissionsEgress'),
  RevokeSecurityGroupIngress: (input, { region }) => revoke(region, input, 'IpPermissions'),
  RevokeSecurityGroupEgress: (input, { region }) => revoke(region, input, 'IpPermissionsEgress'),
}

interface RuleInput {
  GroupId?: string | undefined
  IpPermissions?: EC2.IpPermission[] | undefined
  SecurityGroupRuleIds?: string[] | undefined
  TagSpecifications?: EC2.TagSpecification[] | undefined
  DryRun?: boolean | undefined
}

function authorize(region: SampleRegion, input: RuleInput, field: Permissions) {
  const group = groupOf(region, input)
  const { IpPermissions = [], TagSpecifications = [] } = input
  for (const wanted of IpPermissions)
    if ((group[field] ?? []).some((there) => holds(there, wanted)))
      throw awsError('InvalidPermission.Duplicate', 'the specified rule already exists')
  dryRun(input)
  group[field] = [...(group[field] ?? []), ...structuredClone(IpPermissions).map(withAllLists)]
  const Tags = TagSpecifications.flatMap((each) => each.Tags ?? [])
  for (const permission of IpPermissions)
    region.securityGroupRules.push({
      SecurityGroupRuleId: `sgr-${region.securityGroupRules.length.toString(16).padStart(17, '0')}`,
      ...{ GroupId: group.GroupId, IsEgress: field === 'IpPermissionsEgress', Tags, permission },
    })
  return { Return: true, SecurityGroupRules: [] }
}

/** EC2 answers with every list, also with those that nobody named. */
const withAllLists = (permission: EC2.IpPermission): EC2.IpPermission => ({
  ...{ IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] },
  ...permission,
})

function revoke(region: SampleRegion, input: RuleInput, field: Permissions) {
  const group = groupOf(region, input)
  const gone = input.IpPermissions ?? named(region, input)
  for (const wanted of gone)
    if (!(group[field] ?? []).some((there) => holds(there, wanted)))
      throw awsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.')
  dryRun(input)
  for (const wanted of gone) group[field] = (group[field] ?? []).flatMap((there) => without(there, wanted))
  region.securityGroupRules = region.securityGroupRules.filter(
    ({ GroupId, permission }) => GroupId !== group.GroupId || !gone.some((wanted) => holds(wanted, permission)),
  )
  return { Return: true }
}

function named({ securityGroupRules }: SampleRegion, { SecurityGroupRuleIds = [] }: RuleInput): EC2.IpPermission[] {
  return SecurityGroupRuleIds.map((id) => {
    const rule = securityGroupRules.find((each) => each.SecurityGroupRuleId === id)
    if (!rule)
      throw awsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`)
    return rule.permission
  })
}

function groupOf(region: SampleRegion, { GroupId = '' }: RuleInput): EC2.SecurityGroup {
  const group = region.securityGroups.find((each) => each.GroupId === GroupId)
  if (!group) throw awsError('InvalidGroup.NotFound', `The security group '${GroupId}' does not exist`)
  return group
}

/** Asked for: would it be carried out? It would. */
export function dryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
  if (DryRun) throw awsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
}

/**
 * A client token is for one thing, also once that is gone.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export function assertUnspent(token: string | undefined, { spentTokens }: SampleRegion): void {
  if (token !== undefined && spentTokens.includes(token))
    throw awsError('IdempotentParameterMismatch', `The client token ${token} was used with other parameters.`)
}

const samePorts = (a: EC2.IpPermission, b: EC2.IpPermission) =>
  a.IpProtocol === b.IpProtocol && (a.FromPort ?? -1) === (b.FromPort ?? -1) && (a.ToPort ?? -1) === (b.ToPort ?? -1)

/** The peers of a permission, as texts. */
const peersOf = ({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: EC2.IpPermission) => [
  ...(IpRanges ?? []).map((r) => r.CidrIp),
  ...(Ipv6Ranges ?? []).map((r) => r.CidrIpv6),
  ...(PrefixListIds ?? []).map((r) => r.PrefixListId),
  ...(UserIdGroupPairs ?? []).map((r) => r.GroupId),
]

function holds(there: EC2.IpPermission, wanted: EC2.IpPermission): boolean {
  const peers = new Set(peersOf(there))
  return samePorts(there, wanted) && peersOf(wanted).every((peer) => peers.has(peer))
}

function without(there: EC2.IpPermission, gone: EC2.IpPermission): EC2.IpPermission[] {
  if (!samePorts(there, gone)) return [there]
  const peers = new Set(peersOf(gone))
  const left = {
    ...there,
    IpRanges: there.IpRanges?.filter((r) => !peers.has(r.CidrIp)),
    Ipv6Ranges: there.Ipv6Ranges?.filter((r) => !peers.has(r.CidrIpv6)),
    PrefixListIds: there.PrefixListIds?.filter((r) => !peers.has(r.PrefixListId)),
    UserIdGroupPairs: there.UserIdGroupPairs?.filter((r) => !peers.has(r.GroupId)),
  }
  return peersOf(left).length === 0 ? [] : [left]
}
