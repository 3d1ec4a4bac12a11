import { isAllowed } from '../iam/is-allowed.js'
import { CHANNEL_ACTIONS } from '../model/session-permissions.js'
import { defineCheck, fail, pass, skip } from './define.js'
import { hostRequestContext, hostRole, registrationAnswer } from './lib/host-role.js'
import {
  deniedReason,
  deniedSentence,
  disagreement,
  openOutcome,
  permissionEvidence,
  weigh,
} from './lib/permissions.js'
import { ROLE_NEEDS } from './lib/role-needs.js'
import { corePolicyRemedy } from './lib/role-remedies.js'

export default defineCheck({
  id: 'role-session-permissions',
  title: 'The role may register the host and open session channels',
  why: 'The agent registers with ssm:UpdateInstanceInformation and opens its channels with four actions of ssmmessages. Boundaries, organization policies and denials count as well: what a policy grants is not always what the host has.',
  console:
    "IAM > Roles > the host's role > Permissions > Add permissions > Attach policies > AmazonSSMManagedInstanceCore.",
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: ROLE_NEEDS,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, context) {
    const used = hostRole(host, context)
    if (used.kind === 'none') return skip('no-role', `${host.instanceId} has no role.`)
    const known = hostRequestContext(host, used, context)
    const registration = registrationAnswer(host, used, context)
    const channels = CHANNEL_ACTIONS.map((action) => isAllowed(context.iam, used.role.arn, action, '*', known))
    const answers = [registration, ...channels]
    const { denied, open } = weigh(answers)
    const who = `role ${used.role.roleName}`
    const evidence = { roleArn: used.role.arn, credentials: used.kind, ...permissionEvidence(answers) }
    if (denied.length > 0) {
      const beaten = used.kind === 'instance-profile' && used.insteadOf && registration.decision === 'allowed'
      if (beaten)
        return fail(
          'profile-beats-default-host-management',
          `${deniedSentence(`Role ${used.role.roleName}`, denied)} Default Host Management never steps in, since the role may register the host.`,
          {
            evidence: { ...evidence, defaultHostManagementRoleArn: used.insteadOf?.arn },
            remedy: corePolicyRemedy({
              ...{ used, denied, context },
              text: `Attach AmazonSSMManagedInstanceCore to ${who}, or take ssm:UpdateInstanceInformation from it.`,
            }),
          },
        )
      return fail(deniedReason(denied), deniedSentence(`Role ${used.role.roleName}`, denied), {
        evidence,
        remedy: corePolicyRemedy({
          ...{ used, denied, context },
          text: `Attach AmazonSSMManagedInstanceCore to ${who}, or allow the missing actions in its policies.`,
        }),
      })
    }
    if (open.length > 0) return openOutcome(who, open, evidence)
    return pass(
      'session-permissions',
      `Role ${used.role.roleName} may register ${host.instanceId} and open session channels.${disagreement(answers)}`,
      { evidence },
    )
  },
})
