import { defineCheck, fail, pass, skip, unknown } from './define.js'
import { withInputs } from './lib/session-inputs.js'

export default defineCheck({
  id: 'session-run-as',
  title: 'With Run As on, shells have an operating system user to run as',
  subject: 'region',
  blocks: ['shell'],
  posture: false,
  needs: ['ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-run-as.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run({ region }, context) {
    return withInputs(context, ({ runAsEnabled, runAsDefaultUser: user }) => {
      if (!runAsEnabled) return skip('run-as-off', `Shells in ${region} run as ssm-user.`)
      // Tags of sessions and principals come before the default, and no API tells a session's.
      if (user === undefined)
        return unknown(
          'run-as-user-by-tag',
          `Run As is on in ${region} without a default user: only people whose session or role has the tag SSMSessionRunAs get a shell.`,
          {
            evidence: { runAsEnabled },
            remedy: { text: 'Set runAsDefaultUser, or tag the role of every operator with SSMSessionRunAs.' },
          },
        )
      const evidence = { runAsEnabled, runAsDefaultUser: user }
      if (user === 'root')
        return fail('run-as-root', `Run As names root in ${region}, which Session Manager refuses.`, {
          evidence,
          remedy: { text: 'Name a user other than root in runAsDefaultUser.' },
        })
      return pass('run-as-default-user', `Shells in ${region} run as ${user}, who must exist on every host.`, {
        evidence,
      })
    })
  },
})
