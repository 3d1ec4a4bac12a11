import type { InstanceRoleChange } from '../../model/change.js'
import { codeForm } from '../code-form.js'
import { trustOf } from './instance-role/trust.js'

const ROLE = { type: 'AWS::IAM::Role' }
const PROFILE = { type: 'AWS::IAM::InstanceProfile', word: 'Profile' }
const TF_ROLE = { type: 'aws_iam_role', attribute: 'name' }
const TF_PROFILE = { type: 'aws_iam_instance_profile', attribute: 'name' }

/**
 * A role that EC2 may assume, in an instance profile of the same name.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/iam_role.html.markdown
 */
export const instanceRoleCode = codeForm<InstanceRoleChange>({
  cloudFormation: {
    made: { id: ROLE, profile: PROFILE },
    write: (change, words) => ({
      resources: [
        {
          ...ROLE,
          properties: {
            RoleName: words.text(change.roleName),
            AssumeRolePolicyDocument: words.document(trustOf(change)),
            ManagedPolicyArns: change.policyArns.map((arn) => words.text(arn)),
            Tags: words.tags(),
          },
        },
        {
          ...PROFILE,
          properties: { InstanceProfileName: words.text(change.roleName), Roles: [words.own(ROLE)] },
        },
      ],
    }),
  },
  terraform: {
    made: { id: TF_ROLE, profile: TF_PROFILE },
    write: (change, words) => ({
      resources: [
        {
          ...TF_ROLE,
          properties: {
            name: words.text(change.roleName),
            assume_role_policy: words.document(trustOf(change)),
            tags: words.tags(),
          },
        },
        ...change.policyArns.map((arn, i) => ({
          ...{ type: 'aws_iam_role_policy_attachment', word: `Part${i + 1}` },
          properties: { role: words.own(TF_ROLE, 'name'), policy_arn: words.text(arn) },
        })),
        {
          ...TF_PROFILE,
          properties: { name: words.text(change.roleName), role: words.own(TF_ROLE, 'name'), tags: words.tags() },
        },
      ],
    }),
  },
})
