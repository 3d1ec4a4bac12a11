import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountProfile } from '../../../src/app/accounts/account-profile.js'
import { profiles } from '../../../src/files/profile-names.js'

const ROLE = { accountId: '222233334444', roleArn: 'arn:aws:iam::222233334444:role/audit', externalId: 'x y' }

async function profilesIn(config: string, credentials = '') {
  const folder = mkdtempSync(join(tmpdir(), 'ssm-ready-'))
  const env = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') }
  writeFileSync(env.AWS_CONFIG_FILE, config)
  writeFileSync(env.AWS_SHARED_CREDENTIALS_FILE, credentials)
  return profiles(env)
}

const CONFIG = `[default]
region = eu-west-1
# role_arn = arn:aws:iam::111122223333:role/none
[profile audit-orders]
role_arn=arn:aws:iam::222233334444:role/audit
source_profile = default
s3 =
  sso_account_id = 999999999999
[profile "orders dba"]
sso_account_id = 222233334444
[sso-session corp]
sso_account_id = 222233334444
[profile billing]
sso_account_id = 555566667777
`

describe('the profile of an account', () => {
  it('is read with its account, whichever way it gets there', async () => {
    expect(await profilesIn(CONFIG, '[default]\naws_access_key_id = AKIA\n[old]\n')).toEqual([
      { name: 'default' },
      { name: 'audit-orders', roleArn: ROLE.roleArn, accountId: ROLE.accountId },
      { name: 'orders dba', accountId: ROLE.accountId },
      { name: 'billing', accountId: '555566667777' },
      { name: 'old' },
    ])
  })

  it('is one that does more than read, before that of the role of the audit', async () => {
    const known = await profilesIn(CONFIG)
    expect(accountProfile(ROLE, known, { env: {} })).toEqual({ profile: 'orders dba' })
    const without = known.filter(({ name }) => name !== 'orders dba')
    expect(accountProfile(ROLE, without, { env: {} })).toEqual({ profile: 'audit-orders' })
  })

  it.each([
    ['the profile that is given', { env: { AWS_PROFILE: 'other' }, profile: 'corp' }, ['source_profile', 'corp']],
    ['that of the environment', { env: { AWS_PROFILE: 'other' } }, ['source_profile', 'other']],
    ['the environment', { env: { AWS_ACCESS_KEY_ID: 'AKIA' } }, ['credential_source', 'Environment']],
    ['a container', { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://x' } }, ['credential_source', 'EcsContainer']],
    ['the default profile', { env: {} }, ['source_profile', 'default']],
  ])('that nobody has comes with the commands that make it: from %s', (_, by, source) => {
    const profile = 'ssm-ready-222233334444'
    const set = (key: string, value: string) => ['aws', 'configure', 'set', key, value, '--profile', profile]
    expect(accountProfile(ROLE, [], by)).toEqual({
      profile,
      setUp: [set('role_arn', ROLE.roleArn), set(source[0] ?? '', source[1] ?? ''), set('external_id', 'x y')],
    })
  })
})
