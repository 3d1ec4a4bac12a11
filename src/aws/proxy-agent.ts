import type { Agent, AgentOptions, ClientRequest } from 'node:http'
import type { Env } from '../model/env.js'
import { proxyFor } from '../model/proxy-address.js'

/** The proxy of this network did not make the connection. */
export class ProxyError extends Error {
  override name = 'ProxyError'
  /** Of the system: whoever makes calls tries again after some. */
  code?: string
}

/** The way to an address (`https:` or `wss:`) through the proxy that the environment names; `undefined`: directly. */
export async function agentFor({ protocol, hostname, port }: URL, env: Env): Promise<Agent | undefined> {
  const isEncrypted = protocol === 'https:' || protocol === 'wss:'
  const proxy = isEncrypted ? proxyFor(hostname, port === '' ? undefined : Number(port), env) : undefined
  return proxy && proxyAgent(proxy)
}

/** Makes connections by the CONNECT method of an HTTP proxy. The library is loaded where there is one. */
export async function proxyAgent(proxy: URL, options: AgentOptions = {}): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  const { username, password, protocol, host } = proxy
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = login === ':' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` }
  // Without the password, which the library would show to whoever sets DEBUG.
  const agent = new HttpsProxyAgent(new URL(`${protocol}//${host}`), { ...options, headers })
  const name = `the proxy ${host} (HTTPS_PROXY)`
  const connect = agent.connect.bind(agent)
  agent.connect = (...args) => connect(...args).catch((cause) => Promise.reject(unreachable(name, cause)))
  agent.on('proxyConnect', ({ statusCode, statusText }: ProxyAnswer, request: ClientRequest) => {
    if (statusCode === 200) return
    // Or else its page would be read as if AWS had sent it.
    request.destroy(new ProxyError(`${name} answered ${statusCode} ${statusText}`.trim()))
  })
  return agent
}

interface ProxyAnswer {
  statusCode: number
  statusText: string
}

/** A name that does not resolve keeps no code: it would be taken for that of AWS, which may have no such service. */
function unreachable(proxy: string, cause: unknown): ProxyError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOTFOUND')
    return new ProxyError(`${proxy} is not known by that name to the DNS of this machine`, { cause })
  const error = new ProxyError(`${proxy} cannot be reached: ${message}`, { cause })
  return code === undefined ? error : Object.assign(error, { code })
}
