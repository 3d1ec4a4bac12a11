import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import { DeleteDocumentCommand } from '@aws-sdk/client-ssm'
import { expect } from 'vitest'
import { PREFERENCES, preferencesNow, savePreferences } from './support/preferences.js'
import { describeRemedies, type World } from './support/remedies.js'
import { CREDENTIALS, REGION } from './support/sim.js'

const detachCustom = ({ aws, ids }: World) =>
  aws.iam.send(new DetachRolePolicyCommand({ RoleName: ids.roleName, PolicyArn: ids.policyArn }))

async function logToGroup({ sim, aws, ids }: World): Promise<void> {
  const logs = new CloudWatchLogsClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/ssm/sessions', kmsKeyId: ids.kmsKeyArn }))
  logs.destroy()
  await savePreferences(aws.ssm, { cloudWatchLogGroupName: '/ssm/sessions', cloudWatchEncryptionEnabled: true })
}

describeRemedies('a remedy of sessions', {
  'the session key': { remedies: ['grant-kms-decrypt'], make: detachCustom },
  'the encryption of buckets': { remedies: ['grant-s3-encryption-configuration'], make: detachCustom },
  'the session logs': { remedies: ['grant-log-delivery'], make: logToGroup },
  'no session key': {
    remedies: ['create-session-key', 'set-session-preferences'],
    also: ['grant-kms-decrypt'],
    make: ({ aws }) => savePreferences(aws.ssm, { kmsKeyId: '', idleSessionTimeout: '33' }),
    async applied({ aws }) {
      const { inputs } = await preferencesNow(aws.ssm)
      expect(inputs).toMatchObject({ kmsKeyId: expect.stringMatching(/:key\//), idleSessionTimeout: '33' })
    },
  },
  'preferences that were never saved': {
    remedies: ['create-session-key', 'set-session-preferences'],
    also: ['grant-kms-decrypt'],
    make: ({ aws }) => aws.ssm.send(new DeleteDocumentCommand({ Name: PREFERENCES })),
  },
})
