import type { Agent, AgentOptions, ClientRequest } from 'node:http'

/** The proxy of this network did not make the connection. */
export class ProxyRefused extends Error {
  override name = 'ProxyRefused'
}

/** Makes connections by the CONNECT method of an HTTP proxy. The library is loaded where there is one. */
export async function proxyAgent(proxy: URL, options: AgentOptions = {}): Promise<Agent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  const { username, password, protocol, host } = proxy
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = login === ':' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` }
  // Without the password, which the library would show to whoever sets DEBUG.
  const agent = new HttpsProxyAgent(new URL(`${protocol}//${host}`), { ...options, headers })
  agent.on('proxyConnect', ({ statusCode, statusText }: ProxyAnswer, request: ClientRequest) => {
    if (statusCode === 200) return
    // Or else its page would be read as if AWS had sent it.
    request.destroy(new ProxyRefused(`the proxy ${host} (HTTPS_PROXY) answered ${statusCode} ${statusText}`.trim()))
  })
  return agent
}

interface ProxyAnswer {
  statusCode: number
  statusText: string
}
