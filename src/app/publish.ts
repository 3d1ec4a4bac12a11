import * as z from 'zod'
import { parseReport } from '../files/report-file.js'
import type { Config } from '../model/config.js'
import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import { getFile, putFile, type ReportFolder } from '../publish/s3-report.js'
import { type SlackDestination, sendToSlack } from '../publish/slack.js'
import { slackDue } from '../publish/slack-policy.js'
import { SLACK_TRANSPORT, type SlackTransport } from '../publish/slack-transport.js'
import type { Account } from './account.js'

/** How reports are put into words; what this room may not know. */
export interface Renderers {
  slack(report: Report, reportUrl: string | undefined): { message: string; thread: string[] }
  /** `suffix`: behind the name that all files of one report share. */
  files(report: Report, format: Format): Promise<{ suffix: string; content: string }[]>
}

export interface PublishDependencies {
  config: Config
  /** Absent where no bucket is configured: then nothing is remembered from run to run. */
  folder?: ReportFolder
  renderers: Renderers
  now: () => Date
  transport?: SlackTransport
}

export interface Published {
  /** `s3://` addresses, the JSON report first. */
  locations: string[]
  /** Why a Slack message went out; absent when none did. */
  slack?: string
}

/** Where an account's reports are kept; `undefined` without a bucket. */
export function reportFolder(
  { clients, identity, regions }: Account,
  bucket: string | undefined,
  bucketRegion: string | undefined,
): ReportFolder | undefined {
  const region = bucketRegion || regions[0]
  if (bucket === undefined || region === undefined) return undefined
  return { s3: clients.s3(region), bucket, accountId: identity.accountId }
}

const LATEST = 'latest.json'
const SLACK_STATE = 'slack.json'
const slackStateSchema = z.object({ lastSentAt: z.iso.datetime() })

/** The report that was published last. */
export async function lastPublished(folder: ReportFolder): Promise<Report | undefined> {
  const text = await getFile(folder, LATEST)
  return text === undefined ? undefined : parseReport(text, `s3://${folder.bucket} ${LATEST}`)
}

/** Puts the report into the bucket under its own time alone, and gives its address. */
export function keepReport(report: Report, folder: ReportFolder): Promise<string> {
  return putFile(folder, `${report.generatedAt}.json`, JSON.stringify(report), 'application/json')
}

/**
 * Puts the report, and the formats asked for, into the bucket, and sends Slack a message when one is due.
 * @throws what S3 or Slack refuse: a report that was not published must not look published
 */
export async function publishReport(
  report: Report,
  formats: readonly Format[],
  previous: Report | undefined,
  dependencies: PublishDependencies,
): Promise<Published> {
  const locations = dependencies.folder
    ? await putAll(report, formats, dependencies.folder, dependencies.renderers)
    : []
  const slack = await notifySlack(report, previous, dependencies)
  return { locations, ...(slack !== undefined && { slack }) }
}

async function putAll(
  report: Report,
  formats: readonly Format[],
  folder: ReportFolder,
  renderers: Renderers,
): Promise<string[]> {
  const locations = [await keepReport(report, folder)]
  for (const format of formats.filter((f) => f !== 'json')) {
    const type = TYPES[format] ?? 'text/plain'
    for (const { suffix, content } of await renderers.files(report, format))
      locations.push(await putFile(folder, `${report.generatedAt}${suffix}`, content, type))
  }
  await putFile(folder, LATEST, JSON.stringify(report), 'application/json')
  return locations
}

const TYPES: Partial<Record<Format, string>> = {
  html: 'text/html; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  junit: 'application/xml',
  sarif: 'application/sarif+json',
  asff: 'application/json',
  jsonl: 'application/jsonl',
  metrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  slack: 'application/json',
}

async function notifySlack(
  report: Report,
  previous: Report | undefined,
  { config, folder, renderers, now, transport = SLACK_TRANSPORT }: PublishDependencies,
): Promise<string | undefined> {
  const destination = destinationOf(config)
  if (!destination || !config.slack) return undefined
  const lastSentAt = folder && (await lastSent(folder))
  const due = slackDue({ notify: config.slack.notify, report, previous, lastSentAt, now: now() })
  if (due === undefined) return undefined
  const { message, thread } = renderers.slack(report, config.slack.reportUrl)
  await sendToSlack(destination, message, thread, transport)
  if (folder)
    await putFile(folder, SLACK_STATE, JSON.stringify({ lastSentAt: now().toISOString() }), 'application/json')
  return due
}

function destinationOf({ slack }: Config): SlackDestination | undefined {
  if (slack?.webhookUrl !== undefined) return { webhookUrl: slack.webhookUrl }
  if (slack?.botToken !== undefined && slack.channel !== undefined)
    return { botToken: slack.botToken, channel: slack.channel }
  return undefined
}

/** A state that cannot be read counts as never sent: one message too many is better than silence. */
async function lastSent(folder: ReportFolder): Promise<Date | undefined> {
  const text = await getFile(folder, SLACK_STATE)
  const state = text === undefined ? undefined : slackStateSchema.safeParse(jsonOrNothing(text))
  return state?.success ? new Date(state.data.lastSentAt) : undefined
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
