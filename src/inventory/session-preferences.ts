import type { SessionPreferences } from '../model/snapshot-hosts.js'
import { once } from './once.js'

/**
 * Inputs of SSM-SessionManagerRunShell as the agent understands them.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export interface SessionInputs {
  kmsKeyId?: string
  s3BucketName?: string
  s3KeyPrefix?: string
  s3EncryptionEnabled: boolean
  cloudWatchLogGroupName?: string
  cloudWatchEncryptionEnabled: boolean
  cloudWatchStreamingEnabled: boolean
  runAsEnabled: boolean
  runAsDefaultUser?: string
  idleSessionTimeout?: string
  maxSessionDuration?: string
  shellProfileLinux?: string
  shellProfileWindows?: string
  /** Names of inputs whose value is of a kind that the schema does not allow. */
  invalid: string[]
  /** Names of inputs that take their value from a parameter of the document. */
  parameters: string[]
}

/** Without a preferences document, sessions run with these. */
const NO_INPUTS: SessionInputs = {
  s3EncryptionEnabled: false,
  cloudWatchEncryptionEnabled: false,
  cloudWatchStreamingEnabled: false,
  runAsEnabled: false,
  invalid: [],
  parameters: [],
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html */
export const namesParameter = (value: unknown): boolean => typeof value === 'string' && /\{\{[^{}]*\}\}/.test(value)

/** Reads the inputs; agents accept booleans as strings since 3.0.655.0, and empty strings mean absent. */
export const sessionInputs = (preferences: SessionPreferences | null): Readonly<SessionInputs> =>
  preferences === null ? NO_INPUTS : inputsOf(preferences)

const inputsOf = once((preferences: SessionPreferences): SessionInputs => {
  const raw = preferences.inputs
  if (raw === undefined) return { ...NO_INPUTS, invalid: ['inputs'] }
  const invalid: string[] = []
  // A shell profile is a script, in which braces are its own.
  const { shellProfile, ...plain } = raw
  const parameters = Object.keys(plain).filter((name) => namesParameter(plain[name]))
  const text = (name: string, value: unknown = raw[name]): string | undefined => {
    if (parameters.includes(name) || value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    invalid.push(name)
    return undefined
  }
  const flag = (name: string): boolean => {
    const value = raw[name]
    if (parameters.includes(name) || value === undefined || value === null || value === '') return false
    const lower = typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : ''
    if (lower !== 'true' && lower !== 'false') invalid.push(name)
    return lower === 'true'
  }
  const profile = profileOf(shellProfile)
  if (!profile) invalid.push('shellProfile')
  const optional = {
    kmsKeyId: text('kmsKeyId'),
    s3BucketName: text('s3BucketName'),
    s3KeyPrefix: text('s3KeyPrefix'),
    cloudWatchLogGroupName: text('cloudWatchLogGroupName'),
    // A blank one is none to the agent, whose look-up by the shell drops blanks around it.
    runAsDefaultUser: text('runAsDefaultUser')?.trim() || undefined,
    idleSessionTimeout: text('idleSessionTimeout'),
    maxSessionDuration: text('maxSessionDuration'),
    shellProfileLinux: text('shellProfile.linux', profile?.linux),
    shellProfileWindows: text('shellProfile.windows', profile?.windows),
  }
  return {
    ...(Object.fromEntries(Object.entries(optional).filter(([, v]) => v !== undefined)) as Partial<SessionInputs>),
    s3EncryptionEnabled: flag('s3EncryptionEnabled'),
    cloudWatchEncryptionEnabled: flag('cloudWatchEncryptionEnabled'),
    cloudWatchStreamingEnabled: flag('cloudWatchStreamingEnabled'),
    runAsEnabled: flag('runAsEnabled'),
    invalid,
    parameters,
  }
})

function profileOf(value: unknown = {}): { linux?: unknown; windows?: unknown } | undefined {
  if (value === null || value === '') return {}
  return typeof value === 'object' && !Array.isArray(value) ? value : undefined
}

type Named = (inputs: SessionInputs) => readonly string[]
/** The inputs that a question looks at: of what is not named, the rest does not matter. */
export const SESSION_KEY: Named = () => ['kmsKeyId']
export const LOG_BUCKET: Named = ({ s3BucketName }) =>
  s3BucketName === undefined ? ['s3BucketName'] : ['s3BucketName', 's3KeyPrefix', 's3EncryptionEnabled']
export const LOG_GROUP: Named = ({ cloudWatchLogGroupName }) =>
  cloudWatchLogGroupName === undefined
    ? ['cloudWatchLogGroupName']
    : ['cloudWatchLogGroupName', 'cloudWatchEncryptionEnabled']
export const RUN_AS: Named = ({ runAsEnabled }) =>
  runAsEnabled ? ['runAsEnabled', 'runAsDefaultUser'] : ['runAsEnabled']

/** Which of them have values that nobody understands, or knows before a session; `inputs` where that is so of the whole document. */
export function unusableInputs(inputs: SessionInputs, named: Named): string[] {
  const names = new Set(['inputs', ...named(inputs)])
  return [...inputs.invalid, ...inputs.parameters].filter((name) => names.has(name))
}
