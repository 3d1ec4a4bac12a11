import type { InstanceRoleChange } from '../../../model/change.js'
import { dnsSuffix } from '../../../model/dns-suffix.js'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html */
export const trustOf = ({ region }: InstanceRoleChange) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: `ec2.${dnsSuffix(region)}` }, Action: 'sts:AssumeRole' }],
})
