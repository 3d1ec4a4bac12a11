import * as KMS from '@aws-sdk/client-kms'
import type { SampleKey } from '../account.js'
import { policyDocument } from '../build/iam.js'
import { uuidOf } from '../build/ids.js'
import { awsError, metadata } from './errors.js'
import type { Call, Handlers } from './handler.js'
import { page } from './paging.js'

const HUNDRED = { most: 100, standard: 50 }
const DAY = 24 * 60 * 60 * 1000

export const kms: Handlers<typeof KMS> = {
  DescribeKey(input, call) {
    return { KeyMetadata: keyOf(input.KeyId, call).metadata }
  },
  GetKeyPolicy(input, call) {
    return { Policy: keyOf(input.KeyId, call).policy, PolicyName: 'default' }
  },
  ListGrants(input, call) {
    const { grants } = keyOf(input.KeyId, call)
    const cut = page(grants, { size: input.Limit, token: input.Marker }, HUNDRED)
    return { Grants: cut.items, Truncated: cut.next !== undefined, NextMarker: cut.next }
  },
  ListKeys(input, { region }) {
    const keys = region.keys.map(({ metadata: { KeyId, Arn } }) => ({ KeyId, KeyArn: Arn }))
    const cut = page(keys, { size: input.Limit, token: input.Marker }, { most: 1000, standard: 100 })
    return { Keys: cut.items, Truncated: cut.next !== undefined, NextMarker: cut.next }
  },
  ListAliases(input, call) {
    const keys = input.KeyId === undefined ? call.region.keys : [keyOf(input.KeyId, call)]
    const aliases = keys.flatMap((key) =>
      key.aliases.map((AliasName) => ({ AliasName, TargetKeyId: key.metadata.KeyId })),
    )
    const cut = page(aliases, { size: input.Limit, token: input.Marker }, HUNDRED)
    return { Aliases: cut.items, Truncated: cut.next !== undefined, NextMarker: cut.next }
  },
  ListResourceTags(input, call) {
    return { Tags: keyOf(input.KeyId, call).tags ?? [], Truncated: false }
  },
  CreateKey(input, { account, region }) {
    const KeyId = uuidOf(account.accountId, region.region, 'key', String(region.keys.length))
    const Arn = `arn:${account.partition}:kms:${region.region}:${account.accountId}:key/${KeyId}`
    const root = `arn:${account.partition}:iam::${account.accountId}:root`
    const all = { Effect: 'Allow' as const, Principal: { AWS: root }, Action: 'kms:*', Resource: '*' }
    const key: SampleKey = {
      metadata: {
        ...{ KeyId, Arn, AWSAccountId: account.accountId, Description: input.Description },
        ...{ Enabled: true, KeyState: 'Enabled', KeyUsage: input.KeyUsage ?? 'ENCRYPT_DECRYPT' },
        ...{ KeySpec: input.KeySpec ?? 'SYMMETRIC_DEFAULT', KeyManager: 'CUSTOMER', Origin: 'AWS_KMS' },
        ...{ MultiRegion: false, EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] },
      },
      aliases: [],
      policy: input.Policy ?? policyDocument(all),
      grants: [],
      ...(input.Tags && { tags: input.Tags }),
    }
    region.keys.push(key)
    return { KeyMetadata: key.metadata }
  },
  CreateAlias(input, call) {
    const { AliasName = '' } = input
    if (call.region.keys.some((key) => key.aliases.includes(AliasName)))
      throw awsError('AlreadyExistsException', `An alias with the name ${AliasName} already exists`)
    usable(keyOf(input.TargetKeyId, call)).aliases.push(AliasName)
    return {}
  },
  DeleteAlias(input, call) {
    const key = keyOf(input.AliasName, call)
    key.aliases = key.aliases.filter((alias) => alias !== input.AliasName)
    return {}
  },
  ScheduleKeyDeletion(input, call) {
    const { metadata: key } = usable(keyOf(input.KeyId, call))
    const days = input.PendingWindowInDays ?? 30
    Object.assign(key, { Enabled: false, KeyState: 'PendingDeletion', DeletionDate: new Date(call.now + days * DAY) })
    return { KeyId: key.Arn, KeyState: 'PendingDeletion', DeletionDate: key.DeletionDate, PendingWindowInDays: days }
  },
}

/** By id, ARN, alias or the alias's ARN. */
function keyOf(id: string | undefined, { region }: Call): SampleKey {
  const name = id?.replace(/^arn:[^:]*:kms:[^:]*:\d*:(key\/)?/, '')
  const key = region.keys.find((k) => k.metadata.KeyId === name || k.aliases.includes(name ?? ''))
  if (key) return key
  throw new KMS.NotFoundException({ message: `Key '${id}' does not exist`, $metadata: metadata(400) })
}

function usable(key: SampleKey): SampleKey {
  if (key.metadata.KeyState !== 'PendingDeletion') return key
  throw awsError('KMSInvalidStateException', `${key.metadata.Arn} is pending deletion.`)
}
