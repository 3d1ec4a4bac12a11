import * as z from 'zod'
import type { HttpAnswer, HttpRequest } from '../app/slack/receive.js'

/** @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
const eventSchema = z.object({
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
})

/** The request that came to the function's URL; `undefined`: the event is of something else. */
export function requestOf(event: unknown): HttpRequest | undefined {
  const { data } = eventSchema.safeParse(event)
  if (data === undefined) return undefined
  const { requestContext, headers, body, isBase64Encoded } = data
  return {
    method: requestContext.http.method,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  }
}

/** What Lambda makes the answer of a URL of. */
export interface UrlAnswer {
  statusCode: number
  headers: Record<string, string>
  body: string
}

export const urlAnswer = ({ status, body }: HttpAnswer): UrlAnswer => ({
  statusCode: status,
  headers: { 'cache-control': 'no-store', ...(body && { 'content-type': 'application/json' }) },
  body: body === undefined ? '' : JSON.stringify(body),
})
