import * as z from 'zod'
import type { Config } from '../model/config.js'
import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { Report } from '../model/report.js'
import type { Occasion } from '../publish/publisher.js'
import { getFile, putFile, type ReportFolder } from '../publish/s3-report.js'
import { type SlackDestination, sendToSlack } from '../publish/slack.js'
import { slackDue } from '../publish/slack-policy.js'
import { SLACK_TRANSPORT, type SlackTransport } from '../publish/slack-transport.js'

/** What a message to Slack needs. */
export interface NotifySlack {
  config: Config
  folder?: ReportFolder
  renderers: { slack(report: Report, reportUrl: string | undefined): { message: string; thread: string[] } }
  /** Reads the secret of a name of the config. */
  secret: (name: string) => Promise<string>
  now: () => Date
  env: Env
  transport?: SlackTransport
}

/** Whether messages go anywhere: a config may name Slack for its slash command alone. */
export const notifies = ({ slack }: Pick<Config, 'slack'>): boolean =>
  slack?.webhookUrl !== undefined || (slack?.botToken !== undefined && slack.channel !== undefined)

const SLACK_STATE = 'slack.json'
const slackStateSchema = z.object({ lastSentAt: z.iso.datetime() })

/** Sends a message when one is due, and says why it was; the state of the last one is kept in the bucket. */
export async function notifySlack(
  { report, previous, link, now }: Occasion,
  { config, folder, renderers, secret, env, transport = { ...SLACK_TRANSPORT, env } }: NotifySlack,
): Promise<string | undefined> {
  const { slack } = config
  if (!slack) return undefined
  const lastSentAt = folder && (await lastSent(folder))
  const due = slackDue({ notify: slack.notify, report, previous, lastSentAt, now })
  if (due === undefined) return undefined
  const { message, thread } = renderers.slack(report, link)
  await sendToSlack(await destinationOf(slack, secret), message, thread, transport)
  return folder === undefined || (await isNoted(now, folder)) ? due : `${due}; when that was could not be noted`
}

/** What was sent is sent, whatever becomes of the note. */
async function isNoted(now: Date, folder: ReportFolder): Promise<boolean> {
  try {
    await putFile(folder, SLACK_STATE, JSON.stringify({ lastSentAt: now.toISOString() }), 'application/json')
    return true
  } catch {
    return false
  }
}

async function destinationOf(
  { webhookUrl, botToken, channel = '' }: NonNullable<Config['slack']>,
  secret: NotifySlack['secret'],
): Promise<SlackDestination> {
  if (webhookUrl !== undefined) return { webhookUrl: usable(webhookUrl, await secret(webhookUrl), WEBHOOK) }
  return { botToken: usable(botToken ?? '', await secret(botToken ?? ''), TOKEN), channel }
}

interface Shape {
  fits(value: string): boolean
  words: string
}

const WEBHOOK: Shape = {
  fits: (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  words: 'no URL: put the address of the webhook there, https://hooks.slack.com/services/…',
}
/** What a header can hold. */
const TOKEN: Shape = {
  fits: (value) => /^[!-~]+$/.test(value),
  words: 'no token: put that of the bot there, xoxb-…',
}

/** What somebody has put there by mistake is named, and never shown. */
function usable(name: string, value: string, { fits, words }: Shape): string {
  if (!fits(value)) throw new UsageError(`${name} holds ${words}`)
  return value
}

/** A state that cannot be read counts as never sent: one message too many is better than silence. */
async function lastSent(folder: ReportFolder): Promise<Date | undefined> {
  const text = (await getFile(folder, SLACK_STATE).catch(() => undefined))?.text
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
