import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  type KeyMetadata,
  type KMSClient,
  ListResourceTagsCommand,
  paginateListAliases,
  paginateListGrants,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms'
import { GetDocumentCommand } from '@aws-sdk/client-ssm'
import { hasCode } from '../../aws/errors.js'
import type { CreateKeyChange } from '../../model/change.js'
import type { CommandLine } from '../../model/command.js'
import { SESSION_PREFERENCES_DOCUMENT } from '../../model/session-permissions.js'
import { type ChangeContext, changeHandler, type StepIdentity } from '../change-handler.js'
import { createKeyCode } from './create-key-code.js'
import { KEY_WAITING_DAYS, keyPolicyOf } from './key-policy.js'
import { isOf, ON_PLANNED, PLAN_TAG, STEP_TAG, WITH_PLAN_TAG } from './request.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const KEYS = ['arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*']
const ALIASES = ['arn:${AWS::Partition}:kms:*:${AWS::AccountId}:alias/ssm-ready-*']
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

const ID_ALONE = ['--query', 'KeyMetadata.KeyId', '--output', 'text']

/** Makes a key and prints its id. */
const keyMaker = (description: string, region: string): CommandLine => [
  ...['aws', 'kms', 'create-key', '--description', description],
  ...[...ID_ALONE, '--region', region],
]

/**
 * A symmetric key of the account's, with an alias.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 */
export const createKey = changeHandler<CreateKeyChange>({
  kinds: ['create-key'],
  asCode: createKeyCode,
  doc: 'https://docs.aws.amazon.com/kms/latest/developerguide/create-keys.html',
  api: () => ['kms:CreateKey', 'kms:CreateAlias'],
  needs: [
    { action: 'kms:DescribeKey', resources: KEYS },
    { action: 'kms:ListAliases' },
    { action: 'kms:ListGrants', resources: KEYS },
    { action: 'kms:ListKeys' },
    { action: 'kms:ListResourceTags', resources: KEYS },
    { action: 'ssm:GetDocument' },
    { action: 'kms:CreateKey', condition: WITH_PLAN_TAG },
    { action: 'kms:TagResource', resources: KEYS, condition: WITH_PLAN_TAG },
    ...['kms:CreateAlias', 'kms:DeleteAlias'].flatMap((action) => [
      { action, resources: ALIASES },
      { action, resources: KEYS, condition: ON_PLANNED },
    ]),
    {
      action: 'kms:ScheduleKeyDeletion',
      resources: KEYS,
      condition: ON_PLANNED,
    },
  ],
  resource: ({ aliasName }) => aliasName,
  title: ({ aliasName, region }) =>
    `Create a symmetric key in ${region} under ${aliasName}, which policies of this account give to whom they name.`,
  commands: ({ aliasName, description, region }) => [
    [
      ...['aws', 'kms', 'create-alias', '--alias-name', aliasName, '--target-key-id'],
      { output: keyMaker(description, region) },
      ...['--region', region],
    ],
  ],
  lookup: ({ aliasName, region }) => [
    ...['aws', 'kms', 'describe-key', '--key-id', aliasName, ...ID_ALONE, '--region', region],
  ],
  undoTitle: ({ aliasName }) =>
    `Delete ${aliasName} and schedule the deletion of its key: it stays, unusable, for ${KEY_WAITING_DAYS} days, in which that can be cancelled.`,
  before: () => ({ key: 'absent' }),
  after: ({ aliasName }) => ({ key: aliasName }),
  async read({ aliasName, region }, _step, { clients }) {
    const key = await keyOf(aliasName, clients.kms(region))
    if (!key) return { is: 'before', facts: { key: 'absent' } }
    const { KeyId: keyId, KeyState: keyState, KeySpec: keySpec, KeyUsage: keyUsage } = key
    const facts = { key: aliasName, keyId, keyState, keySpec, keyUsage }
    const fits = keyState === 'Enabled' && keySpec === 'SYMMETRIC_DEFAULT' && keyUsage === 'ENCRYPT_DECRYPT'
    if (keyId !== undefined && fits) return { is: 'after', facts, created: keyId }
    const message = `${aliasName} names ${keyId}, which is ${keyState}, ${keySpec}, for ${keyUsage}: no key for sessions.`
    return { is: 'neither', facts, message }
  },
  async perform(change, step, { clients, accountId, partition }) {
    const kms = clients.kms(change.region)
    const keyId = (await taggedKey(step, kms)) ?? (await newKey(change, step, kms, { accountId, partition }))
    await kms
      .send(new CreateAliasCommand({ AliasName: change.aliasName, TargetKeyId: keyId }))
      .catch((error: unknown) => {
        if (!hasCode(error, ['AlreadyExistsException'])) throw error
      })
    return { created: keyId }
  },
  halves: true,
  async undo(change, { created, ...step }, context) {
    const kms = context.clients.kms(change.region)
    const keyId = created ?? (await taggedKey(step, kms))
    if (keyId === undefined || !(await bearsTags(keyId, step, kms))) return
    await assertUnused(keyId, change, context)
    for (const alias of await aliasesOf(keyId, kms))
      if (alias === change.aliasName) await kms.send(new DeleteAliasCommand({ AliasName: alias }))
    await kms
      .send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: KEY_WAITING_DAYS }))
      .catch((error: unknown) => {
        // It is on its way already.
        if (!hasCode(error, ['KMSInvalidStateException'])) throw error
      })
  },
  // The account's keys are not in a snapshot; that of the sessions is, once the preferences name it.
  applyTo: (_change, snapshot) => snapshot,
})

async function keyOf(KeyId: string, kms: KMSClient): Promise<KeyMetadata | undefined> {
  try {
    return (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata
  } catch (error) {
    if (hasCode(error, ['NotFoundException'])) return undefined
    throw error
  }
}

/** CreateKey takes no client token: a key whose answer was lost is found by its tags. */
async function taggedKey(step: StepIdentity, client: KMSClient): Promise<string | undefined> {
  for await (const { Keys = [] } of paginateListKeys({ client, pageSize: 1000 }, {}))
    for (const { KeyId = '' } of Keys) if (await bearsTags(KeyId, step, client)) return KeyId
  return undefined
}

async function bearsTags(KeyId: string, step: StepIdentity, kms: KMSClient): Promise<boolean> {
  try {
    const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }))
    const tags = Tags.map(({ TagKey: Key, TagValue: Value }) => ({ Key, Value }))
    if (!isOf(tags, step)) return false
    return (await keyOf(KeyId, kms))?.KeyState !== 'PendingDeletion'
  } catch (error) {
    // The policy of somebody else's key, or AWS's own, does not let everybody look.
    if (hasCode(error, ['AccessDeniedException', 'NotFoundException', 'UnsupportedOperationException'])) return false
    throw error
  }
}

async function newKey(
  { description, statements }: CreateKeyChange,
  { planId, stepId }: StepIdentity,
  kms: KMSClient,
  account: Pick<ChangeContext, 'accountId' | 'partition'>,
): Promise<string> {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Description: description,
      Policy: keyPolicyOf(account, statements),
      Tags: [
        { TagKey: PLAN_TAG, TagValue: planId },
        { TagKey: STEP_TAG, TagValue: stepId },
      ],
    }),
  )
  if (KeyMetadata?.KeyId === undefined) throw new Error("AWS's answer lacks the id of the key")
  return KeyMetadata.KeyId
}

async function aliasesOf(KeyId: string, client: KMSClient): Promise<string[]> {
  const names: string[] = []
  for await (const { Aliases = [] } of paginateListAliases({ client, pageSize: 100 }, { KeyId }))
    names.push(...Aliases.flatMap(({ AliasName }) => AliasName ?? []))
  return names
}

/** @throws Error where sessions, or holders of a grant, would lose the key */
async function assertUnused(keyId: string, { aliasName, region }: CreateKeyChange, { clients }: ChangeContext) {
  const preferences = await clients
    .ssm(region)
    .send(new GetDocumentCommand({ Name: SESSION_PREFERENCES_DOCUMENT, DocumentFormat: 'JSON' }))
    .catch((error: unknown) => {
      if (!hasCode(error, ['InvalidDocument'])) throw error
    })
  const named = preferences?.Content ?? ''
  if (named.includes(keyId) || named.includes(aliasName))
    throw new Error(`${SESSION_PREFERENCES_DOCUMENT} of ${region} names ${keyId}: sessions need the key.`)
  for await (const { Grants = [] } of paginateListGrants(
    { client: clients.kms(region), pageSize: 100 },
    { KeyId: keyId },
  ))
    if (Grants.length > 0) throw new Error(`${keyId} has grants: somebody uses the key.`)
}
