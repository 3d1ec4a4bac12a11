import { SESSION_KEY } from '../inventory/session-preferences.js'
import { defineCheck, fail, pass, skip } from './define.js'
import { withRole } from './lib/host-permissions.js'
import { deniedReason, deniedSentence, disagreement, openOutcome, permissionEvidence } from './lib/permissions.js'
import { ROLE_NEEDS } from './lib/role-needs.js'
import { grantRemedy } from './lib/role-remedies.js'
import { sessionKey, withInputs } from './lib/session-inputs.js'

export default defineCheck({
  id: 'role-kms-decrypt',
  title: 'The role may decrypt with the session key',
  why: "Where the session preferences name a key, the host decrypts the data key of each shell with it. Both the role and the key's policy have to let it. Tunnels do not use the key.",
  console:
    "IAM > Roles > the host's role > Permissions > Add permissions > Create inline policy: kms:Decrypt on the session key. Where the key's own policy refuses: KMS > Customer managed keys > the key > Key policy > Edit.",
  subject: 'host',
  blocks: ['shell'],
  posture: false,
  needs: [...ROLE_NEEDS, 'kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, context) {
    return withInputs(context, SESSION_KEY, (inputs) => {
      if (inputs.kmsKeyId === undefined) return skip('no-session-key', 'The session preferences name no key.')
      return withRole(host, context, ({ used, who, askKey }) => {
        const key = sessionKey(context)
        if (key === null) return skip('session-key-not-found', `There is no key ${inputs.kmsKeyId}.`)
        const answer = askKey(key, 'kms:Decrypt')
        const evidence = { roleArn: used.role.arn, keyArn: key.arn, ...permissionEvidence([answer]) }
        if (answer.decision === 'unknown') return openOutcome(who, [answer], evidence)
        if (answer.decision === 'allowed')
          return pass(
            'decrypt-allowed',
            `Role ${used.role.roleName} may decrypt with ${key.arn}.${disagreement([answer])}`,
            {
              evidence,
            },
          )
        const byKey = answer.deniedBy === 'resource-policy'
        return fail(
          byKey ? 'denied-by-key-policy' : deniedReason([answer]),
          `${deniedSentence(`Role ${used.role.roleName}`, [answer])} Key: ${key.arn}.`,
          {
            evidence,
            remedy: byKey
              ? {
                  text: `Let the key policy of ${key.arn} give ${who} kms:Decrypt, or leave the decision to its account.`,
                }
              : grantRemedy(
                  { used, denied: [answer], context, text: `Allow kms:Decrypt on ${key.arn} in a policy of ${who}.` },
                  'grant-kms-decrypt',
                  'session-key',
                  [{ actions: ['kms:Decrypt'], resource: key.arn }],
                ),
          },
        )
      })
    })
  },
})
