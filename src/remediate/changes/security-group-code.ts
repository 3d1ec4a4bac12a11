import type { CreateSecurityGroupChange } from '../../model/change.js'
import { codeForm } from '../code-form.js'

const GROUP = { type: 'AWS::EC2::SecurityGroup', attribute: 'GroupId' }
const TF_GROUP = { type: 'aws_security_group', attribute: 'id' }
const EVERYWHERE = { Ipv4: { cidr_ipv4: '0.0.0.0/0' }, Ipv6: { cidr_ipv6: '::/0' } }

/**
 * A group as EC2 makes it: nothing comes in, everything goes out. Terraform takes away the outbound rule that EC2 adds, so
 * that it has to be written there.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/security_group.html.markdown
 */
export const securityGroupCode = codeForm<CreateSecurityGroupChange>({
  cloudFormation: {
    made: { id: GROUP },
    write: ({ groupName, description, vpcId }, words) => ({
      resources: [
        {
          ...GROUP,
          properties: {
            GroupName: words.text(groupName),
            GroupDescription: words.text(description),
            VpcId: words.text(vpcId),
            Tags: words.tags(),
          },
        },
      ],
    }),
  },
  terraform: {
    made: { id: TF_GROUP },
    write: ({ groupName, description, vpcId }, words) => ({
      resources: [
        {
          ...TF_GROUP,
          properties: {
            name: words.text(groupName),
            description: words.text(description),
            vpc_id: words.text(vpcId),
            tags: words.tags(),
          },
        },
        ...Object.entries(EVERYWHERE).map(([word, cidr]) => ({
          ...{ type: 'aws_vpc_security_group_egress_rule', word: `All${word}` },
          properties: {
            ...{ security_group_id: words.own(TF_GROUP, 'id'), ip_protocol: '-1', ...cidr },
            tags: words.tags(),
          },
        })),
      ],
    }),
  },
})
