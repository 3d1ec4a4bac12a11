import type { z } from 'zod'
import { UsageError } from './errors.js'
import { zodSentence } from './zod-sentence.js'

/** @throws UsageError: `what` is no valid JSON, and `hint`, what to do */
export function parseJson(text: string, what: string, hint?: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${what} is no valid JSON${hint === undefined ? '' : `: ${hint}`}.`, { cause })
  }
}

/** @throws UsageError naming the field and what it accepts */
export function parseAs<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (!result.success) throw new UsageError(zodSentence(what, result.error))
  return result.data
}
