import { needsOf } from '../inventory/needs.js'
import { Unreadable } from '../inventory/read.js'
import { RUN_COMMAND_ACTIONS } from '../model/session-permissions.js'
import { defineCheck, fail, pass, skip } from './define.js'
import { withRole } from './lib/host-permissions.js'
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
  id: 'role-run-command-permissions',
  title: 'The role may fetch commands, where the agent is too old to get them over the session channel',
  why: 'Agents before 3.3.40.0 fetch commands from ec2messages, with rights of its own. Without them Run Command does nothing, and the agent cannot be updated by it.',
  console:
    "IAM > Roles > the host's role > Permissions > Add permissions > Attach policies > AmazonSSMManagedInstanceCore.",
  subject: 'host',
  blocks: ['runCommand'],
  posture: false,
  needs: [...ROLE_NEEDS, 'ec2:DescribeVpcEndpointServices'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, context) {
    const need = needsOf(context.region.snapshot, [host.instanceId], []).find((n) => n.service === 'ec2messages')
    if (need?.failure) throw new Unreadable(need.failure)
    if (need?.needed !== 'yes')
      return skip(need?.reasons[0] ?? 'not-needed', `${host.instanceId} gets commands without ec2messages.`)
    return withRole(host, context, ({ used, who, ask }) => {
      const answers = RUN_COMMAND_ACTIONS.map((action) => ask(action, '*'))
      const { denied, open } = weigh(answers)
      const evidence = { roleArn: used.role.arn, ...permissionEvidence(answers) }
      if (denied.length > 0)
        return fail(deniedReason(denied), deniedSentence(`Role ${used.role.roleName}`, denied), {
          evidence,
          remedy: corePolicyRemedy({
            ...{ used, denied, context },
            text: `Update the agent to 3.3.40.0 or later, or attach AmazonSSMManagedInstanceCore to ${who}.`,
          }),
        })
      if (open.length > 0) return openOutcome(who, open, evidence)
      return pass('run-command-permissions', `Role ${used.role.roleName} may fetch commands.${disagreement(answers)}`, {
        evidence,
      })
    })
  },
})
