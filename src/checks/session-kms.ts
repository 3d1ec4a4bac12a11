import { SESSION_KEY } from '../inventory/session-preferences.js'
import { defineCheck, fail, pass } from './define.js'
import { preferencesCommands, YOUR_KEY } from './lib/preferences-remedy.js'
import { withInputs } from './lib/session-inputs.js'

export default defineCheck({
  id: 'session-kms',
  title: 'Shell sessions are encrypted with a key',
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
        remedy: {
          text: 'Set kmsKeyId in the session preferences, after the key policy, the roles of the hosts and the operators allow its use.',
          ...preferencesCommands(context, { inputs: { kmsKeyId: YOUR_KEY } }),
        },
      })
    })
  },
})
