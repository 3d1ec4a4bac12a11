import type { Answer } from '../iam/answer.js'
import { read } from '../inventory/read.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { defineCheck, fail, pass, skip, warn } from './define.js'
import {
  CALLER_NEEDS,
  CAPABILITY_DOCUMENTS,
  type Operator,
  type SessionCapability,
  withOperator,
} from './lib/callers.js'
import { denialRemedy } from './lib/denial-remedy.js'
import {
  conditionText,
  deniedReason,
  deniedSentence,
  disagreement,
  permissionEvidence,
  weigh,
} from './lib/permissions.js'
import { capital, openForOperator } from './lib/prerequisites.js'

/** Evidence names each host; the answers themselves are shown for so many. */
const ANSWERS_TOLD = 10

export default defineCheck({
  id: 'caller-start-session',
  title: 'The operator may start sessions on the hosts',
  why: 'Whoever may not call ssm:StartSession on a host cannot use it, however well it is set up. A condition on a tag that the host does not have refuses just the same.',
  console:
    "IAM > Roles > the operator's role > Permissions > Add permissions > Create inline policy: ssm:StartSession on the hosts.",
  subject: 'caller',
  blocks: ['tunnel', 'shell', 'ssh'],
  posture: false,
  needs: CALLER_NEEDS,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run({ arn }, context) {
    const { region, hosts, snapshot } = context.region
    read(snapshot.instances)
    return withOperator(arn, context, (operator) => {
      if (hosts.length === 0) return skip('no-hosts', `There are no hosts in ${region}.`)
      const asked = hosts.map((host) => operator.askHost(host))
      const answers = asked.map(({ answer }) => answer)
      const prerequisites = [...new Set(asked.flatMap(({ tagConditions }) => tagConditions.map(conditionText)))]
      const { denied, open, allowed } = weigh(answers)
      const who = capital(operator.who)
      const evidence = {
        principalArn: arn,
        can: reach(operator, hosts, answers),
        ...(prerequisites.length > 0 && { prerequisites }),
        ...permissionEvidence(answers.slice(0, ANSWERS_TOLD)),
      }
      const remedy = denialRemedy(operator.who, denied, {
        text: `Allow ${operator.who} ssm:StartSession on the hosts: the command prints a policy that does.`,
        commands: [['ssm-ready', 'policy', 'operator']],
      })
      if (denied.length === answers.length)
        return fail(deniedReason(denied), deniedSentence(who, denied), { evidence, remedy })
      if (open.length > 0) return openForOperator(operator.who, open, evidence)
      if (denied.length > 0)
        return warn(
          'some-hosts-denied',
          `${who} may start sessions on ${allowed.length} of ${answers.length} hosts in ${region}.`,
          {
            evidence,
            remedy,
          },
        )
      return pass(
        'start-session-allowed',
        `${who} may start sessions on all hosts in ${region}.${disagreement(answers)}`,
        {
          evidence,
        },
      )
    })
  },
})

/** What the operator can do where: hosts by capability, as far as it is certain. */
function reach(
  operator: Operator,
  hosts: readonly Instance[],
  answers: readonly Answer[],
): Record<SessionCapability, string[]> {
  const onHosts = hosts.filter((_, i) => answers[i]?.decision === 'allowed').map((host) => host.instanceId)
  const withDocument = (capability: SessionCapability) =>
    operator.askDocument(capability).decision === 'allowed' ? onHosts : []
  const entries = (Object.keys(CAPABILITY_DOCUMENTS) as SessionCapability[]).map((c) => [c, withDocument(c)])
  return Object.fromEntries(entries) as Record<SessionCapability, string[]>
}
