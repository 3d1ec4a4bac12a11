import { dnsSuffix } from '../model/dns-suffix.js'
import type { DoctorLine } from '../model/doctor.js'
import type { Env } from '../model/env.js'
import { proxyFor } from '../model/proxy-address.js'
import { clockSkew, dial, dialThrough } from './reach.js'

const PORT = 443
const SKEW_FAILS_MS = 5 * 60_000
const SKEW_WARNS_MS = 60_000

const ROLES: Record<string, string> = {
  ssm: 'sessions are asked for there',
  ssmmessages: 'sessions run through it',
  kms: 'encrypted shells get their key there',
}

/** Reachability of the services from this machine, and its clock against theirs. */
export async function examineReach(region: string, env: Env, now: () => Date): Promise<DoctorLine[]> {
  const override = env['AWS_ENDPOINT_URL'] || undefined
  const lines = await Promise.all(
    Object.keys(ROLES).map(async (service): Promise<DoctorLine> => {
      const id = `reach-${service}`
      const host = `${service}.${region}.${dnsSuffix(region)}`
      if (override)
        return {
          id,
          status: 'skip',
          reason: 'endpoint-override',
          message: `AWS_ENDPOINT_URL is set: ${host} was not dialled.`,
        }
      const proxy = proxyOf(host, env)
      if (typeof proxy === 'string') return { id, status: 'fail', reason: 'no-such-proxy', message: proxy }
      const result = await (proxy ? dialThrough(proxy, host, PORT) : dial(host, PORT))
      const way = proxy ? ` through the proxy ${proxy.host}` : ''
      if (result === 'open') return { id, status: 'pass', reason: 'open', message: `${host}:${PORT} answers${way}.` }
      return {
        id,
        status: 'fail',
        reason: 'not-reachable',
        message: `${host}:${PORT} cannot be reached${way} (${result}); ${ROLES[service]}.`,
        fix: 'open tcp/443 to it in the firewall, VPN or proxy of this network',
      }
    }),
  )
  const sts = `sts.${region}.${dnsSuffix(region)}`
  const clock =
    override === undefined && proxyOf(sts, env) !== undefined
      ? clockUnknown('AWS is reached through a proxy')
      : await clockLine(override ?? `https://${sts}/`, now)
  return [...lines, clock]
}

/** A sentence where the environment names one that cannot be. */
function proxyOf(host: string, env: Env): URL | string | undefined {
  try {
    return proxyFor(host, PORT, env)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const clockUnknown = (why: string): DoctorLine => ({
  id: 'clock',
  status: 'unknown',
  reason: 'no-time',
  message: `The clock could not be compared: ${why}.`,
})

async function clockLine(url: string, now: () => Date): Promise<DoctorLine> {
  const id = 'clock'
  const skew = await clockSkew(url, now)
  if (typeof skew === 'string') return clockUnknown(skew)
  const seconds = Math.round(skew / 1000)
  const shown = `This machine's clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead of'} AWS's`
  const fix = 'turn on time synchronisation (NTP)'
  if (Math.abs(skew) > SKEW_FAILS_MS)
    return {
      id,
      status: 'fail',
      reason: 'clock-skewed',
      message: `${shown}: AWS refuses signatures beyond five minutes.`,
      fix,
    }
  if (Math.abs(skew) > SKEW_WARNS_MS) return { id, status: 'warn', reason: 'clock-drifts', message: `${shown}.`, fix }
  return { id, status: 'pass', reason: 'clock-right', message: `${shown}.` }
}
