import type { AttachRolePolicyChange } from '../../model/change.js'
import { CORE_POLICY, CORE_POLICY_DOCUMENT, corePolicyArn } from '../../model/core-policy.js'
import { codeForm } from '../code-form.js'

const FOREIGN = 'CloudFormation cannot attach a policy that is there to a role that it did not make.'

/**
 * A managed policy of a role. CloudFormation attaches policies to roles of others only as it makes them: it gets one that
 * says what AWS's policy for hosts says.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/iam_role_policy_attachment.html.markdown
 */
export const attachRolePolicyCode = codeForm<AttachRolePolicyChange>({
  cloudFormation: {
    write({ roleName, policyArn }, words) {
      const amends = words.makerOf(roleName)
      if (amends !== undefined)
        return {
          amends,
          properties(before) {
            const { ManagedPolicyArns: old } = before
            return { ...before, ManagedPolicyArns: [...(Array.isArray(old) ? old : []), words.text(policyArn)] }
          },
        }
      if (policyArn !== corePolicyArn(words.partition)) return { left: FOREIGN }
      return {
        resources: [
          {
            type: 'AWS::IAM::ManagedPolicy',
            properties: {
              Description: `As ${CORE_POLICY}`,
              Roles: [words.text(roleName)],
              PolicyDocument: words.document(JSON.parse(CORE_POLICY_DOCUMENT)),
            },
          },
        ],
      }
    },
  },
  terraform: {
    write: ({ roleName, policyArn }, words) => ({
      resources: [
        {
          type: 'aws_iam_role_policy_attachment',
          properties: { role: words.text(roleName), policy_arn: words.text(policyArn) },
        },
      ],
    }),
  },
})
