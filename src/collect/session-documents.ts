import { DescribeDocumentCommand, GetDocumentCommand } from '@aws-sdk/client-ssm'
import type { Collected } from '../model/collected.js'
import type { SessionDocument, SessionPreferences } from '../model/snapshot-hosts.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'

const PREFERENCES = 'SSM-SessionManagerRunShell'

/** AWS's own documents that sessions run. */
const SESSION_DOCUMENTS = [
  'AWS-StartPortForwardingSession',
  'AWS-StartPortForwardingSessionToRemoteHost',
  'AWS-StartSSHSession',
] as const

const ABSENT = ['InvalidDocument']

/** The default version, which is the one that sessions use; `null` where nobody ever saved preferences. */
export async function collectSessionPreferences(context: RegionContext): Promise<Collected<SessionPreferences | null>> {
  const { clients, runner, region } = context
  const document = await runner.collectOne(
    'ssm:GetDocument',
    async (options) => {
      const command = new GetDocumentCommand({ Name: PREFERENCES, DocumentFormat: 'JSON' })
      const { Content, DocumentVersion } = await clients.ssm(region).send(command, options)
      return { content: need(Content, 'Content'), DocumentVersion }
    },
    ABSENT,
  )
  if (document.outcome !== 'ok') return document
  if (document.value === null) return { ...document, value: null }
  const description = await describe(context, PREFERENCES)
  const latestVersion = description.outcome === 'ok' ? description.value?.LatestVersion : undefined
  const value = defined({
    documentName: PREFERENCES,
    documentVersion: document.value.DocumentVersion,
    latestVersion,
    ...contentOf(document.value.content),
  })
  return { ...document, value }
}

type Content = Pick<
  SessionPreferences,
  'schemaVersion' | 'description' | 'sessionType' | 'otherParts' | 'inputs' | 'contentError'
>

/** Preferences are written by hand: content that is no JSON object is a finding, not a failure. */
function contentOf(text: string): Content {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    return { contentError: error instanceof Error ? error.message : String(error) }
  }
  if (!isObject(content)) return { contentError: 'the content is no JSON object' }
  const { schemaVersion, description, sessionType, inputs = {}, ...others } = content
  if (!isObject(inputs)) return { contentError: 'inputs is no JSON object' }
  const texts = Object.entries({ schemaVersion, description, sessionType })
  const odd = texts.filter(([, value]) => value !== undefined && typeof value !== 'string').map(([name]) => name)
  const otherParts = [...Object.keys(others), ...odd]
  return {
    ...Object.fromEntries(texts.filter(([, value]) => typeof value === 'string')),
    ...(otherParts.length > 0 && { otherParts }),
    inputs,
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe({ clients, runner, region }: RegionContext, Name: string) {
  return runner.collectOne(
    'ssm:DescribeDocument',
    async (options) => (await clients.ssm(region).send(new DescribeDocumentCommand({ Name }), options)).Document,
    ABSENT,
  )
}

/** By name; `null`: the region does not have it. */
export async function collectSessionDocuments(
  context: RegionContext,
): Promise<Record<string, Collected<SessionDocument | null>>> {
  const entries = await Promise.all(
    SESSION_DOCUMENTS.map(async (name): Promise<[string, Collected<SessionDocument | null>]> => {
      const answer = await describe(context, name)
      if (answer.outcome !== 'ok') return [name, answer]
      const { Status, DocumentType } = answer.value ?? {}
      if (answer.value === null) return [name, { ...answer, value: null }]
      if (Status === undefined || DocumentType === undefined)
        return [name, { outcome: 'error', api: answer.api, message: `AWS's answer lacks the status of ${name}` }]
      return [name, { ...answer, value: { name, status: Status, documentType: DocumentType } }]
    }),
  )
  return Object.fromEntries(entries)
}
