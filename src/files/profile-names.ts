import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Env } from '../model/env.js'

/**
 * The profiles of the shared config and credentials files; of files that cannot be read, none.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function profileNames(env: Env): Promise<string[]> {
  const home = env['HOME'] || env['USERPROFILE'] || homedir()
  const config = await read(env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config'))
  const credentials = await read(env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials'))
  // In the config file every profile but the default one says so; beside them are sso-session and services.
  const ofConfig = sections(config).flatMap((section) => {
    const [, name = section] = /^profile\s+(.+)$/.exec(section) ?? []
    return name !== section || section === 'default' ? [withoutQuotes(name)] : []
  })
  return [...new Set([...ofConfig, ...sections(credentials)])]
}

const read = (path: string) => readFile(path, 'utf8').catch(() => '')

const sections = (text: string) =>
  [...text.matchAll(/^[ \t]*\[([^\]\r\n]+)\]/gm)].map(([, section = '']) => section.trim())

const withoutQuotes = (name: string) => name.trim().replace(/^(["'])(.*)\1$/, '$2')
