import type { CommandLine } from '../model/command.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { SessionPreferences } from '../model/snapshot-hosts.js'

const NAME = 'SSM-SessionManagerRunShell'

interface Changed {
  sessionType?: string
  inputs?: Record<string, unknown>
}

/**
 * A new version of the session preferences, put in force: what is named changes, all else stays as it is written. None
 * where a part of the document or its latest version is not known; it is the next one that AWS numbers.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-configure-preferences-cli.html
 */
export function preferencesCommands(
  { region, sessionPreferences: preferences }: RegionSnapshot,
  changed: Changed,
): { commands?: CommandLine[] } {
  if (preferences.outcome !== 'ok') return {}
  const there = ['--region', region]
  const content = contentOf(preferences.value, changed)
  if (content === undefined) return {}
  const document = ['--content', { json: content, file: `${NAME}.json` }] as const
  if (preferences.value === null)
    return {
      commands: [
        ['aws', 'ssm', 'create-document', '--name', NAME, '--document-type', 'Session', ...document, ...there],
      ],
    }
  const next = Number(preferences.value.latestVersion) + 1
  if (Number.isNaN(next)) return {}
  return {
    commands: [
      ['aws', 'ssm', 'update-document', '--name', NAME, '--document-version', '$LATEST', ...document, ...there],
      [
        ...['aws', 'ssm', 'update-document-default-version', '--name', NAME],
        ...['--document-version', String(next), ...there],
      ],
    ],
  }
}

/** The four inputs that the schema demands. */
const NEW = {
  ...{ s3EncryptionEnabled: false, cloudWatchEncryptionEnabled: false, cloudWatchStreamingEnabled: false },
  runAsEnabled: false,
}

function contentOf(preferences: SessionPreferences | null, { sessionType, inputs }: Changed): unknown {
  if (preferences === null)
    return { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { ...NEW, ...inputs } }
  if (preferences.inputs === undefined || preferences.otherParts !== undefined) return undefined
  const { schemaVersion = '1.0', description } = preferences
  return {
    schemaVersion,
    ...(description !== undefined && { description }),
    sessionType: sessionType ?? preferences.sessionType ?? 'Standard_Stream',
    inputs: { ...preferences.inputs, ...inputs },
  }
}
