import { DisableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import { DeleteDocumentCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { useSim } from './support/audits.js'
import { type Fault, Faults } from './support/faults.js'
import { awsCliAvailable } from './support/pasted.js'
import { PREFERENCES as Name, savePreferences } from './support/preferences.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const LOG_GROUP = '/ssm/sessions'
const BUCKET = 'session-logs-of-a-test'

describe.skipIf(!simAvailable || !awsCliAvailable)('a printed command of sessions, pasted', () => {
  let sim: Sim
  let ids: ArticleIds
  let ssm: SSMClient
  let kms: KMSClient
  let faults: Faults
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
    ssm = new SSMClient(options)
    kms = new KMSClient(options)
    ids = await sim.article()
    faults = new Faults(sim)
  })
  afterAll(async () => {
    for (const client of [ssm, kms]) client?.destroy()
    restore?.()
  })
  // A command that works leaves the account as it was.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    await sim.reset()
    ids = await sim.article()
    faults = new Faults(sim)
  })

  const save = (inputs: Record<string, unknown>, parts?: object) => savePreferences(ssm, inputs, parts)
  const key = () => ({ KMS_KEY_ARN: ids.kmsKeyArn })

  const FAULTS: Record<string, Fault> = {
    'preferences that were never saved': {
      told: ['session-preferences', 'preferences-absent'],
      make: () => ssm.send(new DeleteDocumentCommand({ Name })),
      values: key,
    },
    'timeouts out of range': {
      told: ['session-timeouts', 'timeout-out-of-range'],
      make: () => save({ idleSessionTimeout: '600' }),
    },
    'no session key': {
      told: ['session-kms', 'no-session-key'],
      make: () => save({ kmsKeyId: '' }),
      values: key,
    },
    'a session key that does not exist': {
      told: ['session-kms-key', 'key-not-found'],
      make: () => save({ kmsKeyId: 'alias/not-there' }),
      values: key,
    },
    'a session key that is disabled': {
      told: ['session-kms-key', 'key-disabled'],
      make: () => kms.send(new DisableKeyCommand({ KeyId: ids.kmsKeyId })),
    },
    'a session key that is to be deleted': {
      told: ['session-kms-key', 'key-pending-deletion'],
      make: () => kms.send(new ScheduleKeyDeletionCommand({ KeyId: ids.kmsKeyId })),
    },
    'Run As ssm-user': {
      told: ['session-run-as', 'run-as-ssm-user'],
      make: () => save({ runAsEnabled: true, runAsDefaultUser: 'ssm-user' }),
    },
    'Run As root': {
      told: ['session-run-as', 'run-as-root'],
      make: () => save({ runAsEnabled: true, runAsDefaultUser: 'root' }),
      values: () => ({ USER: 'operator' }),
      left: ['session-run-as: pass run-as-default-user'],
    },
    'another session type': {
      told: ['session-preferences', 'preferences-session-type'],
      make: () => save({}, { sessionType: 'Port' }),
    },
    'a log bucket that does not exist': {
      told: ['session-log-bucket', 'bucket-not-found'],
      make: () => save({ s3BucketName: BUCKET }),
      left: ['role-log-delivery: warn permissions-missing', 'session-log-bucket: pass bucket-encrypted'],
    },
    'a role that may not write to the log bucket': {
      told: ['role-log-delivery', 'permissions-missing'],
      make: async () => undefined,
      left: ['role-log-delivery: pass log-delivery-allowed'],
    },
    'a log group that does not exist': {
      told: ['session-log-group', 'log-group-not-found'],
      make: () => save({ s3BucketName: '', cloudWatchLogGroupName: LOG_GROUP, cloudWatchEncryptionEnabled: true }),
      values: key,
      left: [
        ...[
          'endpoint-logs: pass available',
          'path-logs: pass reachable',
          'role-log-delivery: fail permissions-missing',
        ],
        ...['session-log-bucket: skip no-log-bucket', 'session-log-group: pass log-group-ready'],
      ],
    },
    // The agent looks the encryption of the group up before it writes: a round for each.
    'a role that may not look log groups up, by the policy that there is': {
      told: ['role-log-delivery', 'permissions-missing'],
      make: async () => undefined,
      left: ['role-log-delivery: warn permissions-missing'],
      still: true,
    },
    'a role that may not write to the log group, by the policy that there is': {
      told: ['role-log-delivery', 'permissions-missing'],
      make: async () => undefined,
      left: ['role-log-delivery: pass log-delivery-allowed'],
    },
  }

  it.each(Object.entries(FAULTS))('%s', (_, fault) => faults.clearsItsProblem(fault))
})
