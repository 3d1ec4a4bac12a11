import {
  DescribeDocumentCommand,
  GetDocumentCommand,
  type GetDocumentResult,
  type SSMClient,
  UpdateDocumentCommand,
} from '@aws-sdk/client-ssm'
import { hasCode } from '../../../aws/errors.js'
import { SESSION_PREFERENCES_DOCUMENT as Name } from '../../../model/session-permissions.js'
import type { StepIdentity } from '../../change-handler.js'

/** The default version, which is the one that sessions use. */
export async function documentNow(ssm: SSMClient): Promise<GetDocumentResult | undefined> {
  try {
    return await ssm.send(new GetDocumentCommand({ Name, DocumentFormat: 'JSON' }))
  } catch (error) {
    if (hasCode(error, ['InvalidDocument'])) return undefined
    throw error
  }
}

export type Inputs = Record<string, unknown>

export function contentOf({ Content = '' }: GetDocumentResult): { inputs: Inputs } | undefined {
  try {
    const content: unknown = JSON.parse(Content)
    if (!isObject(content)) return undefined
    const { inputs = {} } = content
    return isObject(inputs) ? { ...content, inputs } : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Inputs =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The inputs of those names; absent ones are empty, as the agent takes them. */
export const selected = (from: Inputs, names: Inputs): Inputs =>
  Object.fromEntries(
    Object.keys(names)
      .sort()
      .map((name) => [name, from[name] ?? '']),
  )

export const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Versions bear no tags, but a name, which is unique in the document. */
const versionNameOf = ({ planId }: StepIdentity) => planId

export async function ownVersion(step: StepIdentity, ssm: SSMClient): Promise<string | undefined> {
  try {
    const { Document } = await ssm.send(new DescribeDocumentCommand({ Name, VersionName: versionNameOf(step) }))
    return Document?.DocumentVersion
  } catch (error) {
    if (hasCode(error, ['InvalidDocument', 'InvalidDocumentVersion'])) return undefined
    throw error
  }
}

/** A new version, or the latest one where that says the same. */
export async function newVersion(content: object, step: StepIdentity, ssm: SSMClient): Promise<string> {
  const { DocumentDescription } = await ssm
    .send(
      new UpdateDocumentCommand({
        ...{ Name, DocumentVersion: '$LATEST', DocumentFormat: 'JSON', VersionName: versionNameOf(step) },
        Content: JSON.stringify(content, undefined, 2),
      }),
    )
    .catch(async (error: unknown) => {
      if (!hasCode(error, ['DuplicateDocumentContent'])) throw error
      const { Document } = await ssm.send(new DescribeDocumentCommand({ Name }))
      return { DocumentDescription: { DocumentVersion: Document?.LatestVersion } }
    })
  if (DocumentDescription?.DocumentVersion === undefined) throw new Error("AWS's answer lacks the new version")
  return DocumentDescription.DocumentVersion
}
