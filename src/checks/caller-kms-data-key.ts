import { keyAccess } from '../iam/key-access.js'
import { SESSION_KEY } from '../inventory/session-preferences.js'
import { defineCheck, fail, pass, skip } from './define.js'
import { CALLER_NEEDS, withOperator } from './lib/callers.js'
import { denialRemedy } from './lib/denial-remedy.js'
import { deniedReason, deniedSentence, disagreement, permissionEvidence } from './lib/permissions.js'
import { capital, openForOperator } from './lib/prerequisites.js'
import { sessionKey, withInputs } from './lib/session-inputs.js'

/** The plugin's encryption context: of a session on any of the hosts. */
const ENCRYPTION_CONTEXT = {
  'kms:EncryptionContext:aws:ssm:SessionId': 'present',
  'kms:EncryptionContext:aws:ssm:TargetId': 'present',
  'kms:EncryptionContext:*': [],
  'kms:EncryptionContextKeys': ['aws:ssm:SessionId', 'aws:ssm:TargetId'],
} as const

export default defineCheck({
  id: 'caller-kms-data-key',
  title: 'The operator may generate data keys with the session key',
  why: 'Where the session preferences name a key, the client makes the data key of each shell with it. Without that right every shell fails with an encryption error. Tunnels do not use the key.',
  console:
    "IAM > Roles > the operator's role > Permissions > Add permissions > Create inline policy: kms:GenerateDataKey on the session key. Where the key's own policy refuses: KMS > Customer managed keys > the key > Key policy > Edit.",
  subject: 'caller',
  blocks: ['shell'],
  posture: false,
  needs: [...CALLER_NEEDS, 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run({ arn }, context) {
    return withInputs(context, SESSION_KEY, ({ kmsKeyId }) => {
      if (kmsKeyId === undefined) return skip('no-session-key', 'The session preferences name no key.')
      return withOperator(arn, context, (operator) => {
        const key = sessionKey(context)
        if (key === null) return skip('session-key-not-found', `There is no key ${kmsKeyId}.`)
        const answer = keyAccess(context.iam, key, {
          principalArn: arn,
          action: 'kms:GenerateDataKey',
          context: () => ({ ...operator.known, ...ENCRYPTION_CONTEXT }),
        })
        const evidence = { principalArn: arn, keyArn: key.arn, ...permissionEvidence([answer]) }
        if (answer.decision === 'unknown') return openForOperator(operator.who, [answer], evidence)
        const who = capital(operator.who)
        if (answer.decision === 'allowed')
          return pass('data-key-allowed', `${who} may generate data keys with ${key.arn}.${disagreement([answer])}`, {
            evidence,
          })
        const byKey = answer.deniedBy === 'resource-policy'
        return fail(
          byKey ? 'denied-by-key-policy' : deniedReason([answer]),
          `${deniedSentence(who, [answer])} Key: ${key.arn}.`,
          {
            evidence,
            remedy: denialRemedy(operator.who, [answer], {
              text: byKey
                ? `Let the key policy of ${key.arn} give ${operator.who} kms:GenerateDataKey, or leave the decision to its account.`
                : `Allow kms:GenerateDataKey on ${key.arn} in a policy of ${operator.who}.`,
            }),
          },
        )
      })
    })
  },
})
