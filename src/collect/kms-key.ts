import { DescribeKeyCommand, GetKeyPolicyCommand, paginateListGrants } from '@aws-sdk/client-kms'
import type { Collected } from '../model/collected.js'
import type { KmsKey } from '../model/snapshot-hosts.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'

const GRANTS_PAGE_SIZE = 100
const ABSENT = ['NotFoundException', 'InvalidArnException']

/**
 * A key with its policy and grants.
 * @param keyId key id, alias or ARN; an ARN may lie in another region, and is looked up there
 */
export async function collectKey(context: RegionContext, keyId: string): Promise<Collected<KmsKey | null>> {
  const kms = context.clients.kms(regionOfArn(keyId) ?? context.region)
  const key = await context.runner.collectOne(
    'kms:DescribeKey',
    async (options) => {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }), options)
      const { KeyId, Arn, KeyState, KeySpec, KeyUsage, KeyManager, MultiRegion } = need(KeyMetadata, 'KeyMetadata')
      return {
        keyId: need(KeyId, 'KeyId'),
        arn: need(Arn, 'Arn'),
        keyState: need(KeyState, 'KeyState') as string,
        keySpec: need(KeySpec, 'KeySpec') as string,
        keyUsage: need(KeyUsage, 'KeyUsage') as string,
        keyManager: need(KeyManager, 'KeyManager') as string,
        multiRegion: MultiRegion ?? false,
      }
    },
    ABSENT,
  )
  if (key.outcome !== 'ok') return key
  if (key.value === null) return { ...key, value: null }
  const { arn } = key.value
  const [policy, grants] = await Promise.all([keyPolicy(context, kms, arn), keyGrants(context, kms, arn)])
  return { ...key, value: { ...key.value, policy, grants } }
}

type Kms = ReturnType<RegionContext['clients']['kms']>

const regionOfArn = (text: string) => (text.startsWith('arn:') ? text.split(':')[3] || undefined : undefined)

function keyPolicy({ runner }: RegionContext, kms: Kms, KeyId: string): Promise<Collected<string>> {
  return runner.collectOne('kms:GetKeyPolicy', async (options) => {
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }), options)
    return need(Policy, 'Policy')
  })
}

function keyGrants({ runner }: RegionContext, kms: Kms, KeyId: string): Promise<KmsKey['grants']> {
  return runner.collectAll(
    'kms:ListGrants',
    (options) => paginateListGrants({ client: kms, pageSize: GRANTS_PAGE_SIZE }, { KeyId }, options),
    { items: (page) => page.Grants, token: (page) => page.NextMarker },
    (grant) =>
      defined({
        granteePrincipal: grant.GranteePrincipal,
        operations: need(grant.Operations, 'Operations'),
        encryptionContextSubset: grant.Constraints?.EncryptionContextSubset,
        encryptionContextEquals: grant.Constraints?.EncryptionContextEquals,
      }),
  )
}
