import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Env } from '../model/env.js'

/**
 * Where this program keeps what it may lose: `$XDG_STATE_HOME/ssm-ready`, `~/.local/state/ssm-ready`, or on Windows
 * `%LOCALAPPDATA%\ssm-ready`. A relative XDG_STATE_HOME does not count.
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function stateFolder(env: Env, platform: NodeJS.Platform = process.platform): string {
  const { XDG_STATE_HOME: xdg = '', LOCALAPPDATA: local = '' } = env
  if (isAbsolute(xdg)) return join(xdg, 'ssm-ready')
  if (platform === 'win32' && local !== '') return join(local, 'ssm-ready')
  return join(env['HOME'] || homedir(), '.local', 'state', 'ssm-ready')
}
