import type { CollectFailure, FailureOutcome } from '../../model/collected.js'
import { failedSchema } from '../../model/organization-run.js'

/** Errors of the functions, of Lambda and of Step Functions, by what they mean. */
const OUTCOMES = new Map<string, FailureOutcome>(
  Object.entries({
    Throttled: 'throttled',
    'Lambda.TooManyRequestsException': 'throttled',
    Unavailable: 'timeout',
    'Sandbox.Timedout': 'timeout',
    'States.Timeout': 'timeout',
    AccountRefused: 'denied',
  }),
)

/** Where the message does not name the call that ended it. */
const INVOCATION = 'lambda:InvokeFunction'

/** What the state machine noted of an account or region that came to nothing. */
export function failureOf(text: string): CollectFailure {
  const noted = jsonOf(text)
  // Step Functions writes a text as JSON's text.
  const { data } = failedSchema.safeParse(typeof noted === 'string' ? jsonOf(noted) : noted)
  if (data === undefined)
    return { outcome: 'error', api: INVOCATION, message: 'it failed, and the note of it cannot be read' }
  const said = messageIn(data.Cause)
  const [, api, message] = /^([a-z0-9-]+:[A-Z]\w+): (.*)$/s.exec(said) ?? []
  return {
    outcome: OUTCOMES.get(data.Error) ?? 'error',
    ...(api !== undefined && message !== undefined
      ? { api, message }
      : { api: INVOCATION, message: said === '' ? data.Error : `${data.Error}: ${said}` }),
  }
}

/** Of an error of a function's own, its message; else as it stands. */
function messageIn(cause: string): string {
  const { errorMessage } = Object(jsonOf(cause)) as { errorMessage?: unknown }
  return typeof errorMessage === 'string' ? errorMessage : cause
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
