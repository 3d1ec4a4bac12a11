import {
  CreateDocumentCommand,
  DeleteDocumentCommand,
  ListTagsForResourceCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm'
import { preferencesCommands } from '../../inventory/preferences-commands.js'
import type { SessionPreferencesChange } from '../../model/change.js'
import type { CommandLine } from '../../model/command.js'
import { SESSION_PREFERENCES_DOCUMENT as Name } from '../../model/session-permissions.js'
import type { RegionSnapshot, Snapshot } from '../../model/snapshot.js'
import { changeHandler } from '../change-handler.js'
import { editRegion } from '../edit.js'
import { keyPolicyOf } from './key-policy.js'
import { isOf, PLAN_TAG, tagsOf, WITH_PLAN_TAG } from './request.js'
import { contentOf, documentNow, isSame, newVersion, ownVersion, selected } from './session-preferences/document.js'
import { FIRST, firstPreferences } from './session-preferences/first.js'
import { sessionPreferencesCode } from './session-preferences-code.js'

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const DOCUMENT = ['arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:document/SSM-SessionManagerRunShell']

/**
 * Some inputs of the session preferences of a region; the document is created where there is none.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-configure-preferences-cli.html
 */
export const sessionPreferences = changeHandler<SessionPreferencesChange>({
  kinds: ['update-session-preferences'],
  asCode: sessionPreferencesCode,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html',
  api: () => ['ssm:CreateDocument', 'ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'],
  needs: [
    { action: 'ssm:GetDocument', resources: DOCUMENT },
    { action: 'ssm:DescribeDocument', resources: DOCUMENT },
    { action: 'ssm:ListTagsForResource', resources: DOCUMENT },
    { action: 'ssm:AddTagsToResource', resources: DOCUMENT, condition: WITH_PLAN_TAG },
    { action: 'ssm:CreateDocument', resources: DOCUMENT, condition: WITH_PLAN_TAG },
    { action: 'ssm:UpdateDocument', resources: DOCUMENT },
    { action: 'ssm:UpdateDocumentDefaultVersion', resources: DOCUMENT },
    // Also a version of a document that people have made, and that bears no tag.
    { action: 'ssm:DeleteDocument', resources: DOCUMENT },
  ],
  resource: () => Name,
  title: ({ inputs, region }) =>
    `Set ${Object.entries(inputs).map(settingText).join(', ')} in the session preferences of ${region}; whatever else they say stays.`,
  commands({ inputs, region: name }, snapshot) {
    const region = snapshot?.regions.find((each) => each.region === name)
    return (region && preferencesCommands(region, { inputs }).commands) ?? byHand(name)
  },
  undoTitle: ({ region }) =>
    `Make the version of before the default one again in ${region} and delete the new one, or the whole document where there was none.`,
  before({ inputs, region }, snapshot) {
    const preferences = preferencesOf(snapshot, region)
    if (!preferences) return { document: 'absent' }
    const { documentVersion } = preferences
    const values = selected(preferences.inputs ?? {}, inputs)
    return { document: 'present', ...(documentVersion !== undefined && { documentVersion }), inputs: values }
  },
  after: ({ inputs }) => ({ document: 'present', inputs }),
  async read({ inputs, region }, { before }, { clients }) {
    const document = await documentNow(clients.ssm(region))
    if (!document)
      return before['document'] === 'absent'
        ? { is: 'before', facts: { document: 'absent' } }
        : { is: 'neither', facts: { document: 'absent' }, message: `${Name} of ${region} does not exist any more.` }
    const content = contentOf(document)
    const facts = { document: 'present', documentVersion: document.DocumentVersion }
    if (!content)
      return {
        is: 'neither',
        facts,
        message: `${Name} of ${region} is no valid document: nothing of it could be kept.`,
      }
    const values = selected(content.inputs, inputs)
    if (isSame(values, selected(inputs, inputs))) return { is: 'after', facts: { ...facts, inputs: values } }
    if (before['document'] === 'present' && isSame(values, before['inputs']))
      return { is: 'before', facts: { ...facts, inputs: values } }
    const message = `Somebody saved the session preferences of ${region} meanwhile: ${JSON.stringify(values)}.`
    return { is: 'neither', facts: { ...facts, inputs: values }, message }
  },
  async perform({ inputs, region }, step, { clients }) {
    const ssm = clients.ssm(region)
    const document = await documentNow(ssm)
    if (!document) {
      const Content = JSON.stringify(firstPreferences(inputs), undefined, 2)
      await ssm.send(
        new CreateDocumentCommand({
          Name,
          Content,
          DocumentType: 'Session',
          DocumentFormat: 'JSON',
          Tags: tagsOf(step),
        }),
      )
      return { created: '1' }
    }
    const content = contentOf(document)
    if (!content) throw new Error(`${Name} of ${region} is no valid document.`)
    const version =
      (await ownVersion(step, ssm)) ??
      (await newVersion({ ...content, inputs: { ...content.inputs, ...inputs } }, step, ssm))
    await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: version }))
    return { created: version }
  },
  halves: true,
  async undo({ region }, { before, ...step }, { clients }) {
    const ssm = clients.ssm(region)
    if (before['document'] === 'absent') {
      if (!(await documentNow(ssm))) return
      const { TagList } = await ssm.send(new ListTagsForResourceCommand({ ResourceType: 'Document', ResourceId: Name }))
      if (!isOf(TagList, step)) throw new Error(`${Name} of ${region} does not bear the tag ${PLAN_TAG} of this plan.`)
      await ssm.send(new DeleteDocumentCommand({ Name }))
      return
    }
    const [own, now] = [await ownVersion(step, ssm), await documentNow(ssm)]
    const { documentVersion: old } = before
    if (now?.DocumentVersion !== old) {
      if (own !== undefined && now?.DocumentVersion !== own)
        throw new Error(`Somebody made version ${now?.DocumentVersion} of ${Name} the default one since.`)
      await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: String(old) }))
    }
    if (own !== undefined) await ssm.send(new DeleteDocumentCommand({ Name, DocumentVersion: own }))
  },
  applyTo: (change, snapshot) =>
    editRegion(snapshot, change.region, (region) =>
      region.sessionPreferences.outcome === 'ok' ? changed(region, change, snapshot) : {},
    ),
})

/** Where the document is not known as a whole, people have to change it. */
const byHand = (region: string): CommandLine[] => [
  [
    ...['aws', 'ssm', 'get-document', '--name', Name, '--document-format', 'JSON'],
    ...['--query', 'Content', '--output', 'text', '--region', region],
  ],
  [
    ...['aws', 'ssm', 'update-document', '--name', Name, '--document-version', '$LATEST'],
    ...['--content', { placeholder: 'CHANGED_CONTENT' }, '--region', region],
  ],
  [
    ...['aws', 'ssm', 'update-document-default-version', '--name', Name],
    ...['--document-version', { placeholder: 'NEW_VERSION' }, '--region', region],
  ],
]

const settingText = ([name, value]: [string, string | boolean]) =>
  String(value).includes('new:') ? `${name} to the new key` : `${name} to ${value}`

function changed(
  { sessionPreferences, sessionKey }: RegionSnapshot,
  { inputs }: SessionPreferencesChange,
  snapshot: Snapshot,
): Partial<RegionSnapshot> {
  if (sessionPreferences.outcome !== 'ok') return {}
  const old = sessionPreferences.value
  const { documentVersion, latestVersion = documentVersion } = old ?? {}
  const version = String(Number(latestVersion ?? '0') + 1)
  const value = {
    ...{ documentName: Name, sessionType: FIRST.sessionType, ...old },
    ...{ documentVersion: version, latestVersion: version },
    inputs: { ...(old?.inputs ?? FIRST.inputs), ...inputs },
  }
  const { kmsKeyId } = inputs
  const named = typeof kmsKeyId === 'string' ? keyNamed(kmsKeyId, sessionKey, snapshot) : sessionKey
  return { sessionPreferences: { ...sessionPreferences, value }, ...(named && { sessionKey: named }) }
}

/** A key that an earlier step makes is as that makes it; of another one nothing was read. */
function keyNamed(arn: string, now: RegionSnapshot['sessionKey'], snapshot: Snapshot): RegionSnapshot['sessionKey'] {
  if (now?.outcome === 'ok' && now.value?.arn === arn) return now
  const api = 'kms:DescribeKey'
  const keyId = arn.split(':key/')[1]
  if (!keyId?.startsWith('new:'))
    return { outcome: 'error', api, message: 'it was not named when the snapshot was taken' }
  const value = {
    ...{ keyId, arn, keyState: 'Enabled', keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' },
    ...{ keyManager: 'CUSTOMER', multiRegion: false },
    policy: { outcome: 'ok' as const, api: 'kms:GetKeyPolicy', value: keyPolicyOf(snapshot, []) },
    grants: { outcome: 'ok' as const, api: 'kms:ListGrants', value: [] },
  }
  return { outcome: 'ok', api, value }
}

function preferencesOf(snapshot: Snapshot, name: string) {
  const preferences = snapshot.regions.find(({ region }) => region === name)?.sessionPreferences
  return preferences?.outcome === 'ok' ? preferences.value : undefined
}
