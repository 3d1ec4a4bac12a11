import type { Profile } from '../../files/profile-names.js'
import type { CommandLine } from '../../model/command.js'
import type { Env } from '../../model/env.js'

/** The profile that commands about an account name, and, where nobody has it yet, what makes it. */
export interface AccountProfile {
  profile: string
  setUp?: CommandLine[]
}

export interface RoleOfAccount {
  accountId: string
  roleArn: string
  externalId?: string
}

/**
 * A command without a profile would run in whichever account its reader is signed in to. One that the reader has for the account
 * goes first: the role of an audit reads, and opens no session.
 */
export function accountProfile(
  role: RoleOfAccount,
  known: readonly Profile[],
  by: { env: Env; profile?: string },
): AccountProfile {
  const own = known.filter(({ accountId }) => accountId === role.accountId)
  const found = own.find(({ roleArn }) => roleArn !== role.roleArn) ?? own[0]
  if (found) return { profile: found.name }
  const profile = `ssm-ready-${role.accountId}`
  const set = (key: string, value: string): CommandLine => [
    ...['aws', 'configure', 'set', key, value, '--profile', profile],
  ]
  return {
    profile,
    setUp: [
      set('role_arn', role.roleArn),
      set(...sourceOf(by)),
      ...(role.externalId === undefined ? [] : [set('external_id', role.externalId)]),
    ],
  }
}

/**
 * Where the credentials come from that the role is assumed with.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
function sourceOf({ env, profile }: { env: Env; profile?: string }): [key: string, value: string] {
  const named = profile || env['AWS_PROFILE']
  if (named) return ['source_profile', named]
  if (env['AWS_ACCESS_KEY_ID']) return ['credential_source', 'Environment']
  if (env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI'])
    return ['credential_source', 'EcsContainer']
  return ['source_profile', 'default']
}
