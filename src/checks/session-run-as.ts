import { preferencesCommands } from '../inventory/preferences-commands.js'
import { RUN_AS } from '../inventory/session-preferences.js'
import { type CheckContext, defineCheck, fail, type Outcome, pass, skip, unknown, warn } from './define.js'
import { runsWindows } from './lib/host.js'
import { withInputs } from './lib/session-inputs.js'

export default defineCheck({
  id: 'session-run-as',
  title: 'With Run As on, shells have an operating system user to run as',
  why: 'With Run As on, a shell runs as a user that must exist on the host. Where none is named, or one that cannot be used, the shell ends at once.',
  console:
    'Systems Manager > Session Manager > Preferences > Edit > Enable Run As support for Linux instances: a user name that exists on every host.',
  subject: 'region',
  blocks: ['shell'],
  posture: false,
  needs: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-run-as.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run({ region, hosts }, context) {
    return withInputs(context, RUN_AS, ({ runAsEnabled, runAsDefaultUser: user }) => {
      if (!runAsEnabled) return skip('run-as-off', `Shells in ${region} run as ssm-user.`)
      // The agent's shell for Windows does not read it.
      const concerned = hosts.filter((host) => !runsWindows(host, context)).map((host) => host.instanceId)
      if (hosts.length > 0 && concerned.length === 0)
        return skip('windows-only', `Run As is on in ${region}, where all hosts run Windows, which ignores it.`)
      const outcome = judgeUser(region, user, context)
      return concerned.length < hosts.length ? { ...outcome, hostIds: concerned } : outcome
    })
  },
})

function judgeUser(region: string, user: string | undefined, context: CheckContext): Outcome {
  const evidence = { runAsEnabled: true, ...(user !== undefined && { runAsDefaultUser: user }) }
  // Tags of sessions and principals come before the default, and no API shows a session's.
  if (user === undefined)
    return unknown(
      'run-as-user-by-tag',
      `Run As is on in ${region} without a default user: only people whose session or role has the tag SSMSessionRunAs get a shell.`,
      {
        evidence,
        remedy: { text: 'Set runAsDefaultUser, or tag the role of every operator with SSMSessionRunAs.' },
      },
    )
  if (user === 'root')
    return fail(
      'run-as-root',
      `Run As names root in ${region}, which Session Manager refuses: only people whose session or role has the tag SSMSessionRunAs get a shell.`,
      {
        evidence,
        remedy: {
          text: 'Name a user other than root in runAsDefaultUser, who exists on every host.',
          ...preferencesCommands(context.region.snapshot, { inputs: { runAsDefaultUser: 'YOUR_USER' } }),
        },
      },
    )
  if (user === 'ssm-user')
    return warn(
      'run-as-ssm-user',
      `Run As names ssm-user in ${region}, whom the agent does not create while Run As is on.`,
      {
        evidence,
        remedy: {
          text: 'Turn Run As off, or name a user in runAsDefaultUser who exists on every host.',
          ...preferencesCommands(context.region.snapshot, { inputs: { runAsEnabled: false } }),
        },
      },
    )
  return pass('run-as-default-user', `Shells in ${region} run as ${user}, who must exist on every host.`, { evidence })
}
