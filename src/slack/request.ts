import * as z from 'zod'

/** Somebody in Slack. */
export interface SlackUser {
  id: string
  name?: string
}

/** What Slack sends: a command that somebody typed, or a button that somebody pressed. */
export interface SlackRequest {
  /** Workspaces that it comes from: where it was typed, and that of the person where Slack says so. */
  teamIds: string[]
  user: SlackUser
  /** Takes up to five messages within half an hour. */
  responseUrl: string
  asked: { by: 'command'; text: string } | { by: 'button'; action: string; value: string }
}

const id = z.string().min(1)

/** @see https://docs.slack.dev/interactivity/implementing-slash-commands */
const commandSchema = z.object({
  team_id: id,
  user_id: id,
  user_name: z.string().optional(),
  response_url: z.string(),
  text: z.string().default(''),
})

const idOf = z.object({ id }).nullish()

/** @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const pressSchema = z.object({
  type: z.literal('block_actions'),
  team: idOf,
  enterprise: idOf,
  user: z.object({ id, username: z.string().optional(), name: z.string().optional(), team_id: z.string().optional() }),
  response_url: z.string(),
  actions: z.tuple([z.object({ action_id: id, value: z.string().default('') })]).rest(z.unknown()),
})

/** The request of a form that Slack has sent; `undefined`: it is none that this program knows. */
export function parseSlackRequest(body: string): SlackRequest | undefined {
  const form = new URLSearchParams(body)
  const payload = form.get('payload')
  return payload === null ? commandOf(Object.fromEntries(form)) : pressOf(payload)
}

function commandOf(form: Record<string, string>): SlackRequest | undefined {
  const { data } = commandSchema.safeParse(form)
  if (data === undefined) return undefined
  return {
    teamIds: [data.team_id],
    user: { id: data.user_id, ...(data.user_name && { name: data.user_name }) },
    responseUrl: data.response_url,
    asked: { by: 'command', text: unescaped(data.text).trim() },
  }
}

function pressOf(payload: string): SlackRequest | undefined {
  const { data } = pressSchema.safeParse(jsonOf(payload))
  // An app that is installed for a whole organization hears of no single workspace.
  const place = data?.team?.id ?? data?.enterprise?.id
  if (data === undefined || place === undefined) return undefined
  const { user, response_url: responseUrl, actions } = data
  const name = user.username ?? user.name
  const [{ action_id: action, value }] = actions
  return {
    teamIds: [...new Set([place, user.team_id ?? place])],
    user: { id: user.id, ...(name && { name }) },
    responseUrl,
    asked: { by: 'button', action, value },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What Slack escapes in the text of a command. Ampersands last. */
const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
