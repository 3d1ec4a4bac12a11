import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { UsageError } from '../model/errors.js'
import { parseSecretName, type SecretName } from '../model/secret-name.js'
import type { Caller } from './json-call.js'
import { getSecretValue } from './publishing-calls.js'

/** What reads secrets, loaded when the first one is asked for. */
export interface SecretReaders {
  ssm: () => SSMClient
  region: string
  caller: Caller
}

/**
 * The secret of that name. It is never part of an error.
 * @throws UsageError naming the parameter or secret that is not there, may not be read, or lacks the field
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export async function readSecret(text: string, readers: SecretReaders): Promise<string> {
  const name = parseSecretName(text)
  if (!name) throw new Error('the config holds no name of a secret')
  // No secret of Slack's begins or ends in white space, which many an editor adds.
  const value = (name.store === 'ssm' ? await parameter(name, readers) : await secret(name, readers))?.trim()
  if (value === undefined || value === '') throw new UsageError(`${text}: it is empty.`)
  return name.key === undefined ? value : field(value, name.key, text)
}

async function parameter({ name }: SecretName, { ssm }: SecretReaders): Promise<string | undefined> {
  const command = new GetParameterCommand({ Name: name, WithDecryption: true })
  const { Parameter } = await asked(`ssm:${name}`, () => ssm().send(command))
  return Parameter?.Value
}

async function secret({ name }: SecretName, { caller, region }: SecretReaders): Promise<string | undefined> {
  const { SecretString } = await asked(`secretsmanager:${name}`, () => getSecretValue(caller, region, name))
  return SecretString
}

async function asked<T>(text: string, get: () => Promise<T>): Promise<T> {
  try {
    return await get()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${text} cannot be read: ${why}`, { cause })
  }
}

function field(value: string, key: string, text: string): string {
  let content: unknown
  try {
    content = JSON.parse(value)
  } catch {
    throw new UsageError(`${text}: the secret is no JSON object, and so has no ${key}.`)
  }
  const found = Object.entries(Object(content)).find(([name]) => name === key)?.[1]
  if (typeof found !== 'string' || found === '') throw new UsageError(`${text}: the secret has no text ${key}.`)
  return found.trim()
}
