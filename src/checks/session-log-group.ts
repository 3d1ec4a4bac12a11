import { read } from '../inventory/read.js'
import { LOG_GROUP } from '../inventory/session-preferences.js'
import { defineCheck, fail, pass, skip, warn } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { withInputs } from './lib/session-inputs.js'

export default defineCheck({
  id: 'session-log-group',
  title: 'The log group exists and is encrypted as the session preferences demand',
  why: 'A log group that is gone loses the logs. With cloudWatchEncryptionEnabled the agent looks at the group before each shell, and refuses the shell where the group is not there or has no key.',
  console:
    'CloudWatch > Log groups > Create log group, with the ARN of a key where encryption is demanded. A group that is there gets its key by the command alone.',
  subject: 'region',
  blocks: ['shell'],
  posture: false,
  needs: ['logs:DescribeLogGroups', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(_, context) {
    return withInputs(
      context,
      LOG_GROUP,
      ({ cloudWatchLogGroupName: name, cloudWatchEncryptionEnabled: encrypted }) => {
        if (name === undefined) return skip('no-log-group', 'The session preferences name no log group.')
        const group = read(
          context.region.snapshot.logGroup ?? {
            outcome: 'unsupported',
            api: 'logs:DescribeLogGroups',
            message: 'not collected',
          },
        )
        const evidence = {
          cloudWatchLogGroupName: name,
          cloudWatchEncryptionEnabled: encrypted,
          kmsKeyId: group?.kmsKeyId ?? null,
        }
        if (group === null) {
          const key = encrypted ? ['--kms-key-id', { placeholder: 'KMS_KEY_ARN' }] : []
          const remedy = {
            text: `Create the log group${encrypted ? ', with a key that CloudWatch Logs may use' : ''}, or name another one in the session preferences.`,
            commands: [awsCommand('logs', 'create-log-group', '--log-group-name', name, ...key)],
          }
          // A group that is not there counts as one that is not encrypted.
          if (encrypted)
            return fail('log-group-not-found', `Log group ${name} does not exist: the agent refuses every shell.`, {
              evidence,
              remedy,
            })
          return warn('log-group-not-found', `Log group ${name} does not exist: session logs are lost.`, {
            evidence,
            remedy,
            blocks: [],
          })
        }
        if (encrypted && group.kmsKeyId === undefined)
          return fail('log-group-not-encrypted', `Log group ${name} has no key: the agent refuses every shell.`, {
            evidence,
            remedy: {
              text: 'Associate a KMS key that CloudWatch Logs may use with the log group, or set cloudWatchEncryptionEnabled to false.',
              commands: [
                awsCommand(
                  ...['logs', 'associate-kms-key', '--log-group-name', name],
                  ...['--kms-key-id', { placeholder: 'KMS_KEY_ARN' }],
                ),
              ],
            },
          })
        return pass('log-group-ready', `Log group ${name} exists${group.kmsKeyId ? ' and is encrypted' : ''}.`, {
          evidence,
        })
      },
    )
  },
})
