import type { Config } from '../../model/config.js'
import { askOfButton, type SlackAsk, type SlackJob } from '../../model/slack-job.js'
import { mayReplyTo } from '../../slack/reply-address.js'
import { parseSlackRequest, type SlackRequest } from '../../slack/request.js'
import { distrusted } from '../../slack/signature.js'

/** A request to the function's URL. */
export interface HttpRequest {
  method: string
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}

/** An answer; `why` is for the log and never sent. */
export interface HttpAnswer {
  status: number
  body?: object
  why?: string
}

export interface Reception {
  slack: Pick<NonNullable<Config['slack']>, 'teamIds' | 'hooksUrl'>
  /** The signing secret. */
  secret: () => Promise<string>
  /** Notes a signature. @returns false where it was noted before */
  note: (signature: string) => Promise<boolean>
  /** Hands over to what does the work; whoever waits in Slack waits three seconds. */
  start: (job: SlackJob) => Promise<void>
  now: () => Date
}

/**
 * The front door: whatever does not come from Slack, now, for the first time and from a known workspace is sent away without
 * a word; the rest is handed over.
 */
export async function receiveFromSlack(request: HttpRequest, reception: Reception): Promise<HttpAnswer> {
  const { slack, secret, note, now } = reception
  if (request.method !== 'POST') return { status: 401, why: `method ${request.method}` }
  const signature = request.headers.get('x-slack-signature')
  const timestamp = request.headers.get('x-slack-request-timestamp')
  const distrust = distrusted({ timestamp, signature, body: request.body }, await secret(), now())
  if (distrust !== undefined || signature === undefined) return { status: 401, why: distrust ?? 'unsigned' }
  const asked = parseSlackRequest(Buffer.from(request.body).toString('utf8'))
  if (asked === undefined) return { status: 400, why: 'neither a command nor a button' }
  const stranger = asked.teamIds.find((id) => !slack.teamIds.includes(id))
  if (stranger !== undefined) return { status: 403, why: `workspace ${stranger} is not among slack.teamIds` }
  if (!mayReplyTo(asked.responseUrl, slack.hooksUrl))
    return { status: 403, why: 'its response_url is not slack.hooksUrl' }
  if (!(await note(signature))) return { status: 401, why: 'replayed' }
  return asked.asked.by === 'command' ? typed(asked, asked.asked.text, reception) : pressed(asked, reception)
}

const HELP =
  'Which private databases can be reached through Session Manager, and what is in the way: `/ssm-ready` for all, `/ssm-ready NAME` for a database, VPC or host by its name or id.'

async function typed(request: SlackRequest, text: string, { start }: Reception): Promise<HttpAnswer> {
  if (text === 'help') return told(HELP)
  const ask: SlackAsk = text === '' ? { ask: 'show' } : { ask: 'show', query: text.slice(0, 400) }
  try {
    await start(jobOf(request, ask))
  } catch (error) {
    return { ...told('The audit could not be started: try again in a minute.'), why: nameOf(error) }
  }
  return told('Looking at the account now: the answer follows here.')
}

async function pressed({ asked, ...request }: SlackRequest, { start }: Reception): Promise<HttpAnswer> {
  const ask = asked.by === 'button' ? askOfButton(asked.action, asked.value) : undefined
  // A button of a message that another version has posted. Slack shows a mark beside it.
  if (ask === undefined) return { status: 400, why: 'no button of this program' }
  try {
    await start(jobOf(request, ask))
    return { status: 200 }
  } catch (error) {
    return { status: 503, why: nameOf(error) }
  }
}

const jobOf = ({ user, responseUrl }: Pick<SlackRequest, 'user' | 'responseUrl'>, asked: SlackAsk): SlackJob => ({
  user,
  responseUrl,
  asked,
})

/** Seen by the one who asked, and by nobody else. */
const told = (text: string): HttpAnswer => ({ status: 200, body: { response_type: 'ephemeral', text } })

const nameOf = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
