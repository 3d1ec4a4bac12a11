import {
  GetDocumentCommand,
  type SSMClient,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm'

export const PREFERENCES = 'SSM-SessionManagerRunShell'

/** AWS takes no content a second time. */
let saves = 0

/** The session preferences in force, parsed. */
export async function preferencesNow(
  ssm: SSMClient,
): Promise<Record<string, unknown> & { inputs: Record<string, unknown> }> {
  return JSON.parse((await ssm.send(new GetDocumentCommand({ Name: PREFERENCES }))).Content ?? '')
}

/** Saves the session preferences with other inputs, or other parts, and puts them in force. */
export async function savePreferences(
  ssm: SSMClient,
  inputs: Record<string, unknown>,
  parts: object = {},
): Promise<void> {
  const now = await preferencesNow(ssm)
  saves += 1
  const description = `Sessions, ${saves}`
  const Content = JSON.stringify({ ...now, description, ...parts, inputs: { ...now.inputs, ...inputs } })
  const Name = PREFERENCES
  const { DocumentDescription } = await ssm.send(
    new UpdateDocumentCommand({ Name, Content, DocumentVersion: '$LATEST' }),
  )
  const DocumentVersion = DocumentDescription?.DocumentVersion
  await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion }))
}
