import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An API in front of another, which keeps what is answered. */
export interface Recording {
  url: string
  /** Values of this field in the answers so far. */
  values: (field: string) => string[]
  stop: () => void
}

/** Hands calls on as they are. */
export async function recordAnswers(of: string): Promise<Recording> {
  const answers: string[] = []
  const server = createServer(async (request, response) => {
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !HOP.has(name) ? [[name, value] as [string, string]] : [],
    )
    const method = request.method ?? 'POST'
    const answer = await fetch(of + request.url, {
      method,
      headers,
      ...(method !== 'GET' && { body: await bodyOf(request) }),
    })
    const text = await answer.text()
    answers.push(text)
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    values: (field) =>
      answers.flatMap((text) =>
        [...text.matchAll(new RegExp(`"${field}":\\s*"([^"]+)"`, 'g'))].map(([, value = '']) => value),
      ),
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Of one connection. */
const HOP = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect'])

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const chunk of request) body += chunk
  return body
}
