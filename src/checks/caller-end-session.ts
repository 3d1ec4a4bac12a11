import { END_SESSION_ACTIONS } from '../model/session-permissions.js'
import { defineCheck, pass, warn } from './define.js'
import { CALLER_NEEDS, withOperator } from './lib/callers.js'
import { denialRemedy } from './lib/denial-remedy.js'
import { deniedReason, deniedSentence, disagreement, permissionEvidence, weigh } from './lib/permissions.js'
import { capital, openForOperator } from './lib/prerequisites.js'

export default defineCheck({
  id: 'caller-end-session',
  title: 'The operator may resume and terminate their own sessions',
  why: 'A client resumes its session after a lost connection, and ends it when it is done. Without these rights a short interruption ends the tunnel, or leaves a session open until it times out.',
  console:
    "IAM > Roles > the operator's role > Permissions > Add permissions > Create inline policy: ssm:ResumeSession and ssm:TerminateSession on the person's own sessions.",
  subject: 'caller',
  blocks: [],
  posture: false,
  needs: CALLER_NEEDS,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html',
  statuses: ['pass', 'warn', 'fail', 'unknown'],
  run({ arn }, context) {
    return withOperator(arn, context, (operator) => {
      const answers = END_SESSION_ACTIONS.map((action) => operator.askSession(action))
      const { denied, open } = weigh(answers)
      const evidence = { principalArn: arn, ...permissionEvidence(answers) }
      const who = capital(operator.who)
      if (denied.length > 0)
        return warn(
          deniedReason(denied),
          `${deniedSentence(who, denied)} A lost connection ends the session, or leaves it open.`,
          {
            evidence,
            remedy: denialRemedy(operator.who, denied, {
              text: `Allow ${operator.who} ssm:ResumeSession and ssm:TerminateSession on session/\${aws:userid}-*.`,
            }),
          },
        )
      if (open.length > 0) return openForOperator(operator.who, open, evidence)
      return pass(
        'end-session-allowed',
        `${who} may resume and terminate their own sessions.${disagreement(answers)}`,
        {
          evidence,
        },
      )
    })
  },
})
