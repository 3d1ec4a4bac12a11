/** IAM actions behind every judgement of a host's role. */
export const ROLE_NEEDS = [
  'ec2:DescribeInstances',
  'iam:GetInstanceProfile',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:SimulatePrincipalPolicy',
  'ssm:DescribeInstanceInformation',
  'ssm:GetServiceSetting',
]
