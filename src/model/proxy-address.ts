import type { Env } from './env.js'
import { UsageError } from './errors.js'

/** Names of the variable, in the order in which the AWS CLI looks at them. */
const PROXY = ['https_proxy', 'HTTPS_PROXY'] as const
const EXCEPTIONS = ['no_proxy', 'NO_PROXY'] as const
const DEFAULT_PORT = '443'

/**
 * The HTTP proxy by which the environment wants an encrypted connection to be made; `undefined`: none.
 * @throws UsageError for a proxy of another kind, or an address that is none
 * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 */
export function proxyFor(host: string, port: number | undefined, env: Env): URL | undefined {
  const variable = PROXY.find((name) => (env[name] ?? '') !== '')
  if (variable === undefined || isException(host.toLowerCase(), String(port ?? DEFAULT_PORT), env)) return undefined
  const value = env[variable] ?? ''
  const text = value.includes('://') ? value : `http://${value}`
  // Its value may hold a password, and is not shown.
  if (!URL.canParse(text)) throw new UsageError(`${variable} is no address of a proxy (http://HOST:PORT).`)
  const url = new URL(text)
  if (url.protocol === 'http:' || url.protocol === 'https:') return url
  throw new UsageError(
    `${variable} names a proxy of ${url.protocol}//, which is not supported: http:// and https:// are.`,
  )
}

/** Whether the environment names a proxy for some address. */
export const isProxied = (env: Env): boolean => PROXY.some((name) => (env[name] ?? '') !== '')

/** Names stand for themselves and all below them, with or without a dot in front; a port may follow. */
function isException(host: string, port: string, env: Env): boolean {
  const named = EXCEPTIONS.find((name) => (env[name] ?? '') !== '')
  const entries = (named === undefined ? '' : (env[named] ?? '')).toLowerCase().split(/[\s,]+/)
  return entries.filter(Boolean).some((entry) => {
    if (entry === '*') return true
    const [, name = '', of] = /^\*?\.?(.+?)(?::(\d+))?$/.exec(entry) ?? []
    return (of === undefined || of === port) && (host === name || host.endsWith(`.${name}`))
  })
}
