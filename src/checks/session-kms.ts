import { SESSION_KEY } from '../inventory/session-preferences.js'
import { defineCheck, fail, pass } from './define.js'
import { withInputs } from './lib/session-inputs.js'
import { sessionKeyRemedy } from './lib/session-key-remedy.js'

export default defineCheck({
  id: 'session-kms',
  title: 'Shell sessions are encrypted with a key',
  why: "Shell sessions are encrypted by TLS alone unless the preferences name a key. With one, who may read them is a matter of the key's policy. Tunnels are never encrypted with it.",
  console: 'Systems Manager > Session Manager > Preferences > Edit > KMS encryption > Enable.',
  subject: 'region',
  blocks: [],
  posture: true,
  needs: ['ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  statuses: ['pass', 'fail', 'unknown'],
  run({ region }, context) {
    return withInputs(context, SESSION_KEY, ({ kmsKeyId }) => {
      if (kmsKeyId !== undefined)
        return pass('session-key-set', `Shell sessions in ${region} are encrypted with ${kmsKeyId}.`, {
          evidence: { kmsKeyId },
        })
      return fail('no-session-key', `The session preferences of ${region} name no key.`, {
        remedy: sessionKeyRemedy(
          context,
          'Set kmsKeyId in the session preferences, after the key policy, the roles of the hosts and the operators allow its use.',
        ),
      })
    })
  },
})
