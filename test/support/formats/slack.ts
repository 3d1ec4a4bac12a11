import { z } from 'zod'

const mrkdwn = z.strictObject({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(3000),
  verbatim: z.literal(true),
})
/** Block Kit's limits, and our own dozen. */
const message = z.strictObject({
  text: z.string().min(1).max(4000),
  blocks: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('header'),
          text: z.strictObject({
            type: z.literal('plain_text'),
            text: z.string().min(1).max(150),
            emoji: z.literal(false),
          }),
        }),
        z.strictObject({ type: z.literal('section'), text: mrkdwn }),
        z.strictObject({ type: z.literal('context'), elements: z.array(mrkdwn).min(1).max(10) }),
      ]),
    )
    .min(1)
    .max(12),
})

/** The texts of a rendered message's blocks, held to Block Kit's limits. */
export function slackTexts(text: string): string[] {
  return message.parse(JSON.parse(text)).blocks.map((block) => {
    if (block.type === 'context') return block.elements.map((element) => element.text).join(' ')
    return block.text.text
  })
}
