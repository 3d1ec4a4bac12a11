import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Env } from '../model/env.js'
import { isProxied, proxyFor } from '../model/proxy-address.js'
import { proxyAgent } from './proxy-agent.js'

/** Milliseconds. */
const CONNECTION_TIMEOUT = 3_000
const REQUEST_TIMEOUT = 10_000
const MAX_SOCKETS = 64

const TIMEOUTS = {
  connectionTimeout: CONNECTION_TIMEOUT,
  requestTimeout: REQUEST_TIMEOUT,
  throwOnRequestTimeout: true,
}
const POOL = { keepAlive: true, maxSockets: MAX_SOCKETS }

/** One connection pool for all clients; through a proxy, where the environment names one: the SDK looks for none by itself. */
export const createRequestHandler = (env: Env): NodeHttpHandler =>
  isProxied(env) ? new ProxiedHandler(env) : new NodeHttpHandler({ ...TIMEOUTS, httpAgent: POOL, httpsAgent: POOL })

type Handle = NodeHttpHandler['handle']

class ProxiedHandler extends NodeHttpHandler {
  readonly #env: Env
  readonly #handlers = new Map<string, NodeHttpHandler>()

  constructor(env: Env) {
    super({ ...TIMEOUTS, httpAgent: POOL, httpsAgent: POOL })
    this.#env = env
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const { protocol, hostname, port } = request
    const proxy = protocol === 'https:' ? proxyFor(hostname, port, this.#env) : undefined
    return proxy ? this.#through(proxy).handle(request, options) : super.handle(request, options)
  }

  override destroy(): void {
    super.destroy()
    for (const handler of this.#handlers.values()) handler.destroy()
  }

  #through(proxy: URL): NodeHttpHandler {
    const known = this.#handlers.get(proxy.href)
    if (known) return known
    const handler = new NodeHttpHandler(async () => ({ ...TIMEOUTS, httpsAgent: await proxyAgent(proxy, POOL) }))
    this.#handlers.set(proxy.href, handler)
    return handler
  }
}
