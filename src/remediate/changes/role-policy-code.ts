import type { RolePolicyChange } from '../../model/change.js'
import { codeForm } from '../code-form.js'
import { documentOf } from './role-policy-document.js'

/**
 * An inline policy of a role, whoever made that.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/iam_role_policy.html.markdown
 */
export const rolePolicyCode = codeForm<RolePolicyChange>({
  cloudFormation: {
    write: ({ roleName, policyName, statements }, words) => ({
      resources: [
        {
          type: 'AWS::IAM::Policy',
          properties: {
            PolicyName: words.text(policyName),
            Roles: [words.text(roleName)],
            PolicyDocument: words.document(documentOf(statements)),
          },
        },
      ],
    }),
  },
  terraform: {
    write: ({ roleName, policyName, statements }, words) => ({
      resources: [
        {
          type: 'aws_iam_role_policy',
          properties: {
            ...{ name: words.text(policyName), role: words.text(roleName) },
            policy: words.document(documentOf(statements)),
          },
        },
      ],
    }),
  },
})
