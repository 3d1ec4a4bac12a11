import { defineCheck, fail, pass } from './define.js'
import { CALLER_NEEDS, withOperator } from './lib/callers.js'
import { denialRemedy } from './lib/denial-remedy.js'
import { deniedReason, deniedSentence, disagreement, permissionEvidence } from './lib/permissions.js'
import { capital, openForOperator } from './lib/prerequisites.js'

export default defineCheck({
  id: 'caller-data-channel',
  title: 'The operator may open the data channel of their own sessions',
  why: "Newer clients open the session's data channel with the person's own credentials. A policy that allows ssm:StartSession alone starts a session that nothing goes through.",
  console:
    "IAM > Roles > the operator's role > Permissions > Add permissions > Create inline policy: ssmmessages:OpenDataChannel on the person's own sessions.",
  subject: 'caller',
  blocks: ['tunnel', 'shell', 'ssh'],
  posture: false,
  needs: CALLER_NEEDS,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html',
  statuses: ['pass', 'warn', 'fail', 'unknown'],
  run({ arn }, context) {
    return withOperator(arn, context, (operator) => {
      const answer = operator.askSession('ssmmessages:OpenDataChannel')
      const evidence = { principalArn: arn, ...permissionEvidence([answer]) }
      if (answer.decision === 'unknown') return openForOperator(operator.who, [answer], evidence)
      const who = capital(operator.who)
      if (answer.decision === 'allowed')
        return pass('data-channel-allowed', `${who} may open data channels.${disagreement([answer])}`, { evidence })
      return fail(
        deniedReason([answer]),
        `${deniedSentence(who, [answer])} Session Manager plugins from 1.2.764.0 on need it.`,
        {
          evidence,
          remedy: denialRemedy(operator.who, [answer], {
            text: `Allow ${operator.who} ssmmessages:OpenDataChannel on session/\${aws:userid}-*.`,
          }),
        },
      )
    })
  },
})
