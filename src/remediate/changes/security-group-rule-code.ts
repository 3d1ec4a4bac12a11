import type { SecurityGroupRuleChange } from '../../model/change.js'
import { codeForm, type Properties, type Words, type Written } from '../code-form.js'
import { describedBy } from './rule.js'

const FOREIGN = 'CloudFormation and Terraform take no rule away from a group that they did not make.'

/**
 * One rule of a group, whoever made that.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/vpc_security_group_ingress_rule.html.markdown
 */
export const securityGroupRuleCode = codeForm<SecurityGroupRuleChange>({
  cloudFormation: {
    write: (change, words, { id }) =>
      written(change, {
        type: change.kind.endsWith('egress') ? 'AWS::EC2::SecurityGroupEgress' : 'AWS::EC2::SecurityGroupIngress',
        properties: {
          GroupId: words.text(change.groupId),
          IpProtocol: change.rule.ipProtocol,
          ...named({ FromPort: change.rule.fromPort, ToPort: change.rule.toPort }),
          ...cloudFormationPeer(change, words),
          Description: words.text(describedBy(id)),
        },
      }),
  },
  terraform: {
    write: (change, words, { id }) =>
      written(change, {
        type: `aws_vpc_security_group_${change.kind.endsWith('egress') ? 'egress' : 'ingress'}_rule`,
        properties: {
          security_group_id: words.text(change.groupId),
          ip_protocol: change.rule.ipProtocol,
          ...named({ from_port: change.rule.fromPort, to_port: change.rule.toPort }),
          ...terraformPeer(change, words),
          description: words.text(describedBy(id)),
          tags: words.tags(),
        },
      }),
  },
})

const written = ({ kind }: SecurityGroupRuleChange, resource: { type: string; properties: Properties }): Written =>
  kind.startsWith('revoke') ? { left: FOREIGN } : { resources: [resource] }

const named = (values: Record<string, number | undefined>): Properties =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))

function cloudFormationPeer({ kind, rule: { peer } }: SecurityGroupRuleChange, words: Words): Properties {
  if ('cidrIp' in peer) return { CidrIp: words.text(peer.cidrIp) }
  if ('cidrIpv6' in peer) return { CidrIpv6: words.text(peer.cidrIpv6) }
  const side = kind.endsWith('egress') ? 'Destination' : 'Source'
  if ('prefixListId' in peer) return { [`${side}PrefixListId`]: words.text(peer.prefixListId) }
  const owner = side === 'Source' && peer.userId !== undefined && peer.userId !== words.accountId
  return {
    [`${side}SecurityGroupId`]: words.text(peer.groupId),
    ...(owner && { SourceSecurityGroupOwnerId: words.text(peer.userId ?? '') }),
  }
}

function terraformPeer({ rule: { peer } }: SecurityGroupRuleChange, words: Words): Properties {
  if ('cidrIp' in peer) return { cidr_ipv4: words.text(peer.cidrIp) }
  if ('cidrIpv6' in peer) return { cidr_ipv6: words.text(peer.cidrIpv6) }
  if ('prefixListId' in peer) return { prefix_list_id: words.text(peer.prefixListId) }
  const owner = peer.userId === undefined || peer.userId === words.accountId ? '' : `${peer.userId}/`
  return { referenced_security_group_id: words.text(`${owner}${peer.groupId}`) }
}
