import type { Env } from '../model/env.js'
import { UsageError } from '../model/errors.js'
import type { Waits } from '../remediate/change-handler.js'

/** What the environment says of a remedy's waits; the rest is as in DEFAULT_WAITS. */
export type RemedyWaits = Partial<Waits>

/**
 * How long a remedy waits, where the environment says so: `SSM_READY_COMMAND_SECONDS` for a command's end,
 * `SSM_READY_REPORT_SECONDS` for what it should change to show.
 * @throws UsageError naming the variable
 */
export function remedyWaits(env: Env): RemedyWaits {
  const command = seconds(env, 'SSM_READY_COMMAND_SECONDS')
  const report = seconds(env, 'SSM_READY_REPORT_SECONDS')
  return { ...(command !== undefined && { command }), ...(report !== undefined && { report }) }
}

function seconds(env: Env, name: string): number | undefined {
  const text = env[name]
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new UsageError(`Environment variable ${name}: expected a number of seconds, got ${JSON.stringify(text)}.`)
}
