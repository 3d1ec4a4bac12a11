import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { text } from 'node:stream/consumers'
import { createSecureContext, type TLSSocket } from 'node:tls'
import type { Certificate, Server } from './servers.js'

/** What a request was like, as the server tells it. */
export interface Heard {
  /** The name that the client asked for in TLS. */
  name: string | false | null
  host: string | undefined
  path: string | undefined
  body: string
}

/** Answers every request with what it heard, and each name with a certificate of its own. */
export async function startHttps(certificates: ReadonlyMap<string, Certificate>): Promise<Server> {
  const server = createServer({
    SNICallback: (name, answer) => {
      const found = certificates.get(name)
      if (!found) return answer(new Error(`no certificate for ${name}`))
      answer(null, createSecureContext({ cert: readFileSync(found.cert), key: readFileSync(found.key) }))
    },
  })
  server.on('request', async (request, response) => {
    const { servername: name } = request.socket as TLSSocket & { servername: string | false | null }
    const heard: Heard = { name, host: request.headers.host, path: request.url, body: await text(request) }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(heard))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    stop: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
