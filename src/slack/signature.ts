import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a request says of itself: the two headers, and the body byte by byte as it came. */
export interface Signed {
  timestamp: string | undefined
  signature: string | undefined
  body: Uint8Array
}

/** Milliseconds that a request may be old, or ahead of this clock. */
const MAX_AGE = 5 * 60_000

/** Why a request is not taken for Slack's; `undefined`: it is Slack's. */
export type Distrust = 'unsigned' | 'too old' | 'forged'

/**
 * Whether Slack has sent a request, and just now.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function distrusted({ timestamp, signature, body }: Signed, secret: string, now: Date): Distrust | undefined {
  if (timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp)) return 'unsigned'
  // Without a secret anybody could sign.
  if (secret === '') return 'forged'
  const expected = Buffer.from(signatureOf(timestamp, body, secret))
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return 'forged'
  return Math.abs(now.getTime() - Number(timestamp) * 1000) > MAX_AGE ? 'too old' : undefined
}

/** `v0=…`, as Slack signs a request. */
export const signatureOf = (timestamp: string, body: Uint8Array, secret: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`
