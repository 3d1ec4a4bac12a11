import { preferencesCommands } from '../inventory/preferences-commands.js'
import { read } from '../inventory/read.js'
import { sessionInputs } from '../inventory/session-preferences.js'
import { defineCheck, fail, pass, warn } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { byParameter } from './lib/session-inputs.js'
import { sessionKeyRemedy } from './lib/session-key-remedy.js'

export default defineCheck({
  id: 'session-preferences',
  title: 'Session preferences are set, readable and in force',
  why: 'The preferences decide on encryption, logs, timeouts and the user of shells. Where they are missing or cannot be read, sessions run with defaults that nobody chose.',
  console:
    'Systems Manager > Session Manager > Preferences > Edit > Save. Systems Manager > Documents > Owned by me > SSM-SessionManagerRunShell shows its versions.',
  subject: 'region',
  blocks: [],
  posture: true,
  needs: ['ssm:DescribeDocument', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html',
  statuses: ['pass', 'warn', 'fail', 'unknown'],
  run({ region, snapshot }, context) {
    const preferences = read(snapshot.sessionPreferences)
    if (preferences === null)
      return warn(
        'preferences-absent',
        `${region} has no SSM-SessionManagerRunShell: sessions run with the defaults, unencrypted and unlogged.`,
        {
          remedy: sessionKeyRemedy(context, 'Save session preferences in Session Manager, with a session key.'),
        },
      )
    const { documentVersion, latestVersion, sessionType, contentError } = preferences
    const versions = { documentVersion, latestVersion }
    if (contentError !== undefined)
      return fail(
        'preferences-unreadable',
        `SSM-SessionManagerRunShell of ${region} is no valid document: ${contentError}.`,
        {
          evidence: { ...versions, contentError },
          remedy: REWRITE,
        },
      )
    const { invalid, parameters } = sessionInputs(preferences)
    if (invalid.length > 0)
      return fail(
        'preferences-invalid',
        `SSM-SessionManagerRunShell of ${region} has no usable value for ${invalid.join(', ')}.`,
        {
          evidence: { ...versions, invalid },
          remedy: REWRITE,
        },
      )
    if (sessionType !== undefined && sessionType !== 'Standard_Stream')
      return fail(
        'preferences-session-type',
        `SSM-SessionManagerRunShell of ${region} has session type ${sessionType}.`,
        {
          evidence: { ...versions, sessionType },
          remedy: { ...REWRITE, ...preferencesCommands(context.region.snapshot, { sessionType: 'Standard_Stream' }) },
        },
      )
    if (documentVersion !== undefined && latestVersion !== undefined && documentVersion !== latestVersion)
      return warn(
        'default-version-not-latest',
        `Sessions in ${region} use version ${documentVersion} of the preferences; the latest is ${latestVersion}.`,
        {
          evidence: versions,
          remedy: {
            text: 'Make the latest version the default one, if it was meant to be in force.',
            commands: [
              awsCommand(
                ...['ssm', 'update-document-default-version', '--region', region],
                ...['--name', 'SSM-SessionManagerRunShell', '--document-version', String(latestVersion)],
              ),
            ],
          },
        },
      )
    if (parameters.length > 0) return byParameter(region, parameters)
    return pass('preferences-set', `Session preferences of ${region} are set.`, { evidence: versions })
  },
})

const REWRITE = { text: 'Save the session preferences again in Session Manager.' }
