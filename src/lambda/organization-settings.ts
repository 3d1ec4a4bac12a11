import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'

/** What the functions of an organisation are told beside what all are told. */
export interface OrganizationSettings {
  bucket: string
  /** The stack's own account, which is entered without a role. */
  own: { accountId: string; partition: string }
  home: string
  roleName: string
  externalId?: string
}

/** @throws UsageError naming the variable that is missing */
export function organizationSettings(env: Env): OrganizationSettings {
  const required = (name: string) => {
    const value = env[name]
    if (value === undefined || value === '')
      throw new UsageError(
        `Environment variable ${name}: it is missing: was the stack deployed with --param=organization?`,
      )
    return value
  }
  const externalId = env['SSM_READY_EXTERNAL_ID']
  return {
    bucket: required('SSM_READY_BUCKET'),
    own: { accountId: required('SSM_READY_ACCOUNT'), partition: required('SSM_READY_PARTITION') },
    home: required('AWS_REGION'),
    roleName: required('SSM_READY_MEMBER_ROLE'),
    ...(externalId !== undefined && externalId !== '' && { externalId }),
  }
}

/** The bucket, seen from the account that the stack is in. */
export const homeOf = ({ own, bucket, home }: OrganizationSettings, env: Env) => ({
  ...{ accountId: own.accountId, bucket, region: home, env },
})
