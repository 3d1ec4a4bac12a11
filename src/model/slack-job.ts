import * as z from 'zod'
import { PLAN_ID } from './plan-id.js'

const query = z.string().min(1).max(400)
const ids = (pattern: RegExp) => z.array(z.string().regex(pattern)).max(40)

/** Of one step: `all` and `automatic`, which mean many, are none. */
const stepId = z
  .string()
  .regex(/^[^:]+:./)
  .max(1000)

/** What somebody in Slack asks for: `ask` is the button's action, the rest its value. */
export const askSchema = z.discriminatedUnion('ask', [
  /** Without a query: all databases. */
  z.strictObject({ ask: z.literal('show'), query: query.optional() }),
  z.strictObject({ ask: z.literal('connect'), query }),
  z.strictObject({ ask: z.literal('explain'), query }),
  /** Without ids: of the whole account. */
  z.strictObject({
    ask: z.literal('plan'),
    vpcIds: ids(/^vpc-[0-9a-f]{8,17}$/).optional(),
    hostIds: ids(/^i-[0-9a-f]{8,17}$/).optional(),
    /** Without them: what makes the blocked tunnels ready. */
    remedies: ids(/^[a-z0-9-]{1,60}$/).optional(),
  }),
  z.strictObject({ ask: z.literal('apply'), planId: z.string().regex(PLAN_ID), stepId }),
])
export type SlackAsk = z.infer<typeof askSchema>

/** What the front door gives to the function that does the work, once it knows that Slack has sent it. */
export const slackJobSchema = z.strictObject({
  user: z.strictObject({ id: z.string().min(1), name: z.string().optional() }),
  responseUrl: z.string(),
  asked: askSchema,
})
export type SlackJob = z.infer<typeof slackJobSchema>

/** A button's value, of which Slack keeps so many characters. */
export const MAX_BUTTON_VALUE = 2000

/** What a button asks for; `undefined`: it is none of ours. */
export function askOfButton(action: string, value: string): SlackAsk | undefined {
  try {
    const fields: unknown = JSON.parse(value)
    return askSchema.safeParse({ ...Object(fields), ask: action }).data
  } catch {
    return undefined
  }
}
