import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Env } from '../model/env.js'

export interface Profile {
  name: string
  /** Of the role that it assumes. */
  roleArn?: string
  /** That it signs in to, as far as the files say it. */
  accountId?: string
}

/**
 * The profiles of the shared config and credentials files; of files that cannot be read, none.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function profiles(env: Env): Promise<Profile[]> {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  const config = await read(env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config'))
  const credentials = await read(env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials'))
  // In the config file every profile but the default one says so; beside them are sso-session and services.
  const ofConfig = sections(config).flatMap(({ title, settings }) => {
    const [, name = title] = /^profile\s+(.+)$/.exec(title) ?? []
    return name !== title || title === 'default' ? [profileOf(withoutQuotes(name), settings)] : []
  })
  const ofCredentials = sections(credentials).map(({ title, settings }) => profileOf(title, settings))
  const found = new Map<string, Profile>()
  for (const profile of [...ofConfig, ...ofCredentials])
    found.set(profile.name, { ...profile, ...found.get(profile.name) })
  return [...found.values()]
}

export const profileNames = async (env: Env): Promise<string[]> => (await profiles(env)).map(({ name }) => name)

function profileOf(name: string, settings: ReadonlyMap<string, string>): Profile {
  const roleArn = settings.get('role_arn')
  const accountId = roleArn?.split(':')[4] ?? settings.get('sso_account_id') ?? settings.get('aws_account_id')
  return {
    name,
    ...(roleArn !== undefined && { roleArn }),
    ...(accountId !== undefined && accountId !== '' && { accountId }),
  }
}

const read = (path: string) => readFile(path, 'utf8').catch(() => '')

/** Settings that are indented belong to one above them. */
function sections(text: string): { title: string; settings: Map<string, string> }[] {
  const found: { title: string; settings: Map<string, string> }[] = []
  for (const line of text.split(/\r?\n/)) {
    const title = /^[ \t]*\[([^\]\r\n]+)\]/.exec(line)?.[1]
    const [, key, value = ''] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (title !== undefined) found.push({ title: title.trim(), settings: new Map() })
    else if (key !== undefined) found.at(-1)?.settings.set(key.toLowerCase(), value)
  }
  return found
}

const withoutQuotes = (name: string) => name.trim().replace(/^(["'])(.*)\1$/, '$2')
