import { defineCheck, fail, pass, warn } from './define.js'
import { CALLER_NEEDS, CAPABILITY_DOCUMENTS, type SessionCapability, withOperator } from './lib/callers.js'
import { denialRemedy } from './lib/denial-remedy.js'
import { deniedReason, deniedSentence, disagreement, permissionEvidence } from './lib/permissions.js'
import { capital, openForOperator } from './lib/prerequisites.js'

const CAPABILITIES: SessionCapability[] = ['tunnel', 'shell', 'ssh']

export default defineCheck({
  id: 'caller-session-document',
  title: 'The operator may use the documents that open tunnels, shells and SSH',
  why: 'A session is opened with a document, and ssm:StartSession must be allowed on that, too. A policy that names instances alone refuses every tunnel.',
  console:
    "IAM > Roles > the operator's role > Permissions > Add permissions > Create inline policy: ssm:StartSession on the document that the finding names.",
  subject: 'caller',
  blocks: ['tunnel'],
  posture: false,
  needs: CALLER_NEEDS,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-default-session-document.html',
  statuses: ['pass', 'warn', 'fail', 'unknown'],
  run({ arn }, context) {
    return withOperator(arn, context, (operator) => {
      const answers = CAPABILITIES.map((capability) => ({ capability, answer: operator.askDocument(capability) }))
      const having = (...decisions: string[]) => answers.filter(({ answer }) => decisions.includes(answer.decision))
      const denied = having('explicit-deny', 'implicit-deny')
      const blocks = denied.map(({ capability }) => capability)
      const evidence = {
        principalArn: arn,
        can: Object.fromEntries(answers.map(({ capability, answer }) => [capability, answer.decision])),
        ...permissionEvidence(answers.map(({ answer }) => answer)),
      }
      const refused = denied.map(({ answer }) => answer)
      const names = denied.map(({ capability }) => CAPABILITY_DOCUMENTS[capability]).join(', ')
      const who = capital(operator.who)
      if (blocks.includes('tunnel'))
        return fail(deniedReason(refused), `${deniedSentence(who, refused)} Documents: ${names}.`, {
          evidence,
          blocks,
          remedy: denialRemedy(operator.who, refused, {
            text: `Allow ${operator.who} ssm:StartSession on the documents: the command prints a policy that does.`,
            commands: [['ssm-ready', 'policy', 'operator']],
          }),
        })
      const open = having('unknown')
      if (open.length > 0)
        return {
          ...openForOperator(
            operator.who,
            open.map(({ answer }) => answer),
            evidence,
          ),
          blocks: open.map(({ capability }) => capability),
        }
      // A role for tunnels alone is good practice, so that it is said, not failed.
      if (denied.length > 0)
        return warn('some-documents-denied', `${who} may open tunnels, but may not use ${names}.`, { evidence, blocks })
      const sentence = `${who} may use the documents for tunnels, shells and SSH.`
      return pass('documents-allowed', `${sentence}${disagreement(answers.map(({ answer }) => answer))}`, { evidence })
    })
  },
})
