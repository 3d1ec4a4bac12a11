import { preferencesCommands } from '../../inventory/preferences-commands.js'
import type { Change } from '../../model/change.js'
import type { ProposedChange, Remedy } from '../../model/finding.js'
import { newName, stepId } from '../../model/step-id.js'
import type { CheckContext } from '../define.js'

const KEY = 'create-session-key'
const PREFERENCES = 'set-session-preferences'
const YOURS = 'YOUR_KMS_KEY_ARN'
const BY_PLAN = `The plan makes a key, lets the roles of the hosts use it and names it; by hand, put the ARN of a key of yours in place of ${YOURS}.`

/** A new key that the session preferences name, once hosts and operators may use it. */
export function sessionKeyRemedy(context: CheckContext, text: string): Remedy {
  const { region } = context.region
  const { partition, accountId } = context.inventory.snapshot
  const create: Change = {
    ...{ kind: 'create-key', region, aliasName: 'alias/ssm-ready-session' },
    ...{ description: 'Session Manager sessions', statements: [] },
  }
  const kmsKeyId = `arn:${partition}:kms:${region}:${accountId}:key/${newName(stepId(KEY, create))}`
  const { commands } = preferencesCommands(context.region.snapshot, { inputs: { kmsKeyId: YOURS } })
  const printed = commands ? { printed: true as const } : {}
  const changes: ProposedChange[] = [
    { remedy: KEY, change: create, ...printed },
    { remedy: PREFERENCES, change: { kind: 'update-session-preferences', region, inputs: { kmsKeyId } }, ...printed },
  ]
  return { id: PREFERENCES, text: commands ? `${text} ${BY_PLAN}` : text, changes, ...(commands && { commands }) }
}
