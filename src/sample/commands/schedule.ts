import type { SendCommandRequest } from '@aws-sdk/client-ssm'
import type { Ending, Invocation, SamplePace } from '../account.js'
import { TERMINATED } from './ending.js'
import { amount } from './sent-command.js'

const HOUR_SECONDS = 3600

/**
 * When each host begins and ends: at most MaxConcurrency at a time, none begins any more once more than MaxErrors have failed.
 * A stuck one ends with the command's total timeout: TimeoutSeconds and the hour that the document may run.
 */
export function schedule(
  hosts: readonly { instanceId: string; ending: Ending }[],
  request: SendCommandRequest,
  requestedAt: number,
  pace: SamplePace,
): Invocation[] {
  const slots = Math.max(1, amount(request.MaxConcurrency ?? '50', hosts.length))
  const tolerated = amount(request.MaxErrors ?? '0', hosts.length)
  const timeout = ((request.TimeoutSeconds ?? HOUR_SECONDS) + HOUR_SECONDS) * 1000
  const free = new Array<number>(slots).fill(requestedAt + pace.pending)
  const invocations: Invocation[] = []
  for (const { instanceId, ending } of hosts) {
    const startsAt = Math.min(...free)
    if (errorsBy(invocations, startsAt) > tolerated) {
      invocations.push({ instanceId, endsAt: startsAt, ending: TERMINATED })
      continue
    }
    const endsAt = startsAt + (ending.stuck ? timeout : pace.run)
    free[free.indexOf(startsAt)] = endsAt
    invocations.push({ instanceId, ...(ending.undelivered ? {} : { startsAt }), endsAt, ending })
  }
  return invocations
}

/** Undelivered commands are no errors in the sense of MaxErrors. */
function errorsBy(invocations: readonly Invocation[], moment: number): number {
  return invocations.filter(
    ({ endsAt, ending }) =>
      endsAt <= moment && !ending.undelivered && (ending.status === 'Failed' || ending.status === 'TimedOut'),
  ).length
}
