import isUnicodeSupported from 'is-unicode-supported'
import type { RenderOptions } from '../render/types.js'
import { invocationOf } from './invocation.js'
import type { Io } from './io.js'
import type { AccountOptions } from './options.js'

const DEFAULT_WIDTH = 100

/** How the report may look on this output: colours on a terminal only, and never against NO_COLOR, TERM=dumb or --no-color. */
export function renderOptions(io: Io, options: Partial<AccountOptions>): RenderOptions {
  const { env, stdout } = io
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0'
  const refused = options.color === false || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  return {
    color: !refused && (forced || stdout.isTTY === true),
    unicode: isUnicodeSupported() && hasUtf8(env),
    width: columnsOf(env) ?? (stdout.isTTY === true ? stdout.columns : DEFAULT_WIDTH),
    shell: shellOf(env),
    own: invocationOf(options, env),
  }
}

/**
 * The first of these that is set decides; where none is, nobody has said anything against UTF-8.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html#tag_08_02
 */
function hasUtf8(env: Io['env']): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8'
  return /utf-?8/i.test(locale)
}

/** A shell keeps COLUMNS to itself: where it is in the environment, somebody means it. */
function columnsOf(env: Io['env']): number | undefined {
  const columns = env['COLUMNS'] ?? ''
  return /^[1-9]\d{0,4}$/.test(columns) ? Number(columns) : undefined
}

/** Windows sets ComSpec, a POSIX shell on it (Git Bash, WSL) SHELL, PowerShell's own prompt adds to PSModulePath. */
export function shellOf(env: Io['env']): 'bash' | 'powershell' | 'cmd' {
  const comSpec = env['ComSpec'] ?? env['COMSPEC']
  if (comSpec === undefined || env['SHELL'] !== undefined) return 'bash'
  return /Documents[\\/](Windows)?PowerShell/i.test(env['PSModulePath'] ?? '') ? 'powershell' : 'cmd'
}

export interface Progress {
  (state: { done: number; total: number; api: string }): void
  end(): void
}

/** A line on stderr that is overwritten while the audit runs; nothing where nobody watches. */
export function progressOn(io: Io, quiet: boolean): Progress {
  const shown = !quiet && io.stderr.isTTY === true && (io.env['CI'] ?? '') === ''
  const clear = () => io.stderr.write('\r\u001b[2K')
  const report = ({ done, total, api }: { done: number; total: number; api: string }) => {
    if (shown) io.stderr.write(`\r\u001b[2K${done}/${total} ${api}`)
  }
  return Object.assign(report, { end: () => void (shown && clear()) })
}
