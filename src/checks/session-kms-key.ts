import { SESSION_KEY } from '../inventory/session-preferences.js'
import type { CommandLine } from '../model/command.js'
import type { KmsKey } from '../model/snapshot-hosts.js'
import { defineCheck, fail, pass, skip, unknown, warn } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { sessionKey, withInputs } from './lib/session-inputs.js'
import { sessionKeyRemedy } from './lib/session-key-remedy.js'

export default defineCheck({
  id: 'session-kms-key',
  title: 'The session key can encrypt sessions of its region',
  why: 'A session key that is disabled, deleted or of the wrong kind ends every shell of the region with an encryption error.',
  console:
    'KMS > Customer managed keys > the key > Key actions > Enable, or Cancel key deletion. Or name another key: Systems Manager > Session Manager > Preferences > Edit > KMS encryption.',
  subject: 'region',
  blocks: ['shell'],
  posture: false,
  needs: ['kms:DescribeKey', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run({ region }, context) {
    return withInputs(context, SESSION_KEY, ({ kmsKeyId }) => {
      if (kmsKeyId === undefined) return skip('no-session-key', `The session preferences of ${region} name no key.`)
      const key = sessionKey(context)
      if (key === null)
        return fail('key-not-found', `Session key ${kmsKeyId} does not exist in ${region}.`, {
          evidence: { kmsKeyId },
          remedy: sessionKeyRemedy(context, 'Name an existing key in the session preferences, or none.'),
        })
      const { arn, keyState, keySpec, keyUsage, keyManager } = key
      const evidence = { kmsKeyId, keyArn: arn, keyState, keySpec, keyUsage, keyManager }
      const fault = faultOf(key, region)
      if (fault) {
        const { reason, message, remedy, steps } = fault
        return fail(reason, message, {
          evidence,
          remedy: steps ? { text: remedy, commands: steps(key.keyId) } : sessionKeyRemedy(context, remedy),
        })
      }
      if (keyState === 'Creating') return unknown('key-not-ready', `Session key ${arn} is being created.`, { evidence })
      // Its policy cannot be edited, so that other principals cannot be given the key: an inference, hence no fail.
      if (keyManager === 'AWS')
        return warn(
          'aws-managed-key',
          `Session key ${arn} is managed by AWS: its policy cannot let hosts and people use it.`,
          {
            evidence,
            remedy: sessionKeyRemedy(context, 'Use a customer managed key as the session key.'),
          },
        )
      return pass('key-usable', `Session key ${arn} is enabled.`, { evidence })
    })
  },
})

/** Of the account's own key: another account's takes neither. */
const ofKey = (operation: string, keyId: string) => awsCommand('kms', operation, '--key-id', keyId)

interface KeyState {
  reason: string
  remedy: string
  /** What makes the key usable again. */
  steps?: (keyId: string) => CommandLine[]
}

const STATES: ReadonlyMap<string, KeyState> = new Map([
  [
    'Disabled',
    {
      reason: 'key-disabled',
      remedy: 'Enable the key, or name another one in the session preferences.',
      steps: (keyId) => [ofKey('enable-key', keyId)],
    },
  ],
  [
    'PendingDeletion',
    {
      reason: 'key-pending-deletion',
      remedy: "Cancel the key's deletion and enable it, or name another one in the session preferences.",
      steps: (keyId) => [ofKey('cancel-key-deletion', keyId), ofKey('enable-key', keyId)],
    },
  ],
])
const USABLE_STATES = new Set(['Enabled', 'Updating', 'Creating'])

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
function faultOf(
  { arn, keyState, keySpec, keyUsage }: KmsKey,
  region: string,
): (KeyState & { message: string }) | undefined {
  const remedy = 'Name a symmetric encryption key of this region in the session preferences.'
  if (!USABLE_STATES.has(keyState)) {
    const known = STATES.get(keyState) ?? {
      reason: 'key-unavailable',
      remedy: 'Name a usable key in the session preferences.',
    }
    return { ...known, message: `Session key ${arn} is ${keyState}: no shell can start.` }
  }
  if (keySpec !== 'SYMMETRIC_DEFAULT')
    return { reason: 'key-spec', message: `Session key ${arn} is ${keySpec}, not symmetric.`, remedy }
  if (keyUsage !== 'ENCRYPT_DECRYPT')
    return { reason: 'key-usage', message: `Session key ${arn} is for ${keyUsage}, not for encryption.`, remedy }
  const keyRegion = arn.split(':')[3]
  if (keyRegion !== region)
    return { reason: 'key-region', message: `Session key ${arn} belongs to ${keyRegion}, not to ${region}.`, remedy }
  return undefined
}
