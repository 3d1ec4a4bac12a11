import { preferencesCommands } from '../inventory/preferences-commands.js'
import { defineCheck, fail, pass } from './define.js'
import { withInputs } from './lib/session-inputs.js'

/** Minutes. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html */
const MAXIMA = { idleSessionTimeout: 60, maxSessionDuration: 1440 } as const
const DEFAULT_IDLE = '20'

export default defineCheck({
  id: 'session-timeouts',
  title: 'The timeouts of sessions are in range',
  why: 'The preferences hold numbers as texts, and AWS takes values that it does not honour. A tunnel that is idle longer than the timeout ends.',
  console:
    'Systems Manager > Session Manager > Preferences > Edit: Idle session timeout (1 to 60 minutes), Maximum session duration (1 to 1440 minutes).',
  subject: 'region',
  blocks: [],
  posture: false,
  needs: ['ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html',
  statuses: ['pass', 'fail', 'unknown'],
  run({ region }, context) {
    return withInputs(
      context,
      () => [],
      (inputs) => {
        const { idleSessionTimeout, maxSessionDuration, invalid } = inputs
        const evidence = {
          idleSessionTimeout: idleSessionTimeout ?? DEFAULT_IDLE,
          ...(maxSessionDuration !== undefined && { maxSessionDuration }),
        }
        const wrong = Object.entries(MAXIMA).filter(
          ([name, maximum]) => invalid.includes(name) || !isInRange(inputs[name as keyof typeof MAXIMA], maximum),
        )
        if (wrong.length > 0) {
          const ranges = wrong.map(([name, maximum]) => `${name} must be "1" to "${maximum}" minutes`).join(', ')
          return fail('timeout-out-of-range', `In the session preferences of ${region}, ${ranges}.`, {
            evidence: { ...evidence, wrong: wrong.map(([name]) => name) },
            remedy: {
              text: 'Set the timeouts within their ranges; for work on databases, idleSessionTimeout 60.',
              ...preferencesCommands(context.region.snapshot, {
                inputs: Object.fromEntries(wrong.map(([name, maximum]) => [name, String(maximum)])),
              }),
            },
          })
        }
        const end =
          maxSessionDuration === undefined ? 'without a longest duration' : `at most ${maxSessionDuration} minutes`
        return pass(
          'timeouts-in-range',
          `Sessions in ${region} end after ${evidence.idleSessionTimeout} idle minutes, ${end}.`,
          {
            evidence,
          },
        )
      },
    )
  },
})

function isInRange(value: string | undefined, maximum: number): boolean {
  return value === undefined || (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= maximum)
}
