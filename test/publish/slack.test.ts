import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { SlackError, sendToSlack } from '../../src/publish/slack.js'
import { SLACK_TRANSPORT } from '../../src/publish/slack-transport.js'
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js'

interface Call {
  url: string | undefined
  headers: IncomingMessage['headers']
  body: string
}

type Answer = Parameters<RequestListener>[1]
const MESSAGE = JSON.stringify({ text: 'hello', blocks: [] })
const SECRET = '/services/T0/B0/secret'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A server that gives each request the next answer, and the last one for ever. */
async function slack(...answers: ((answer: Answer) => void)[]): Promise<{ base: string; calls: Call[] }> {
  const calls: Call[] = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const answer = answers[Math.min(calls.length, answers.length - 1)]
      calls.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() })
      answer?.(response)
    })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { base: `http://127.0.0.1:${port}`, calls }
}

const ok = (answer: Answer) => answer.end('ok')
const posted = (answer: Answer) => answer.end(JSON.stringify({ ok: true, ts: '17.42' }))
const status =
  (code: number, headers: Record<string, string> = {}, text = '') =>
  (answer: Answer) => {
    answer.writeHead(code, headers).end(text)
  }

/** Sleeps not at all and remembers how long it should have. */
function patient() {
  const pauses: number[] = []
  const sleep = async (milliseconds: number) => {
    pauses.push(milliseconds)
  }
  return { pauses, transport: { ...SLACK_TRANSPORT, env: {}, timeout: 400, sleep } }
}

async function failure(sending: Promise<unknown>): Promise<SlackError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof SlackError)) throw new Error(`no SlackError but ${String(error)}`)
  return error
}

describe('an incoming webhook', () => {
  it('takes the message as it is', async () => {
    const { base, calls } = await slack(ok)
    const { pauses, transport } = patient()
    expect(await sendToSlack({ webhookUrl: base + SECRET }, MESSAGE, ['unused'], transport)).toEqual({ sent: 1 })
    expect(calls).toMatchObject([{ url: SECRET, body: MESSAGE }])
    expect(calls[0]?.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(pauses).toEqual([])
  })

  it('is left alone for as long as Retry-After says, then the message is sent again', async () => {
    const { base, calls } = await slack(status(429, { 'retry-after': '7' }), ok)
    const { pauses, transport } = patient()
    await sendToSlack({ webhookUrl: base }, MESSAGE, [], transport)
    expect(pauses).toEqual([7000])
    expect(calls.map(({ body }) => body)).toEqual([MESSAGE, MESSAGE])
  })

  it.each(['', 'soon', '-5', '1e9'])('backs off by itself where Retry-After is %j', async (retryAfter) => {
    const { base } = await slack(status(429, { 'retry-after': retryAfter }), ok)
    const { pauses, transport } = patient()
    await sendToSlack({ webhookUrl: base }, MESSAGE, [], transport)
    expect(pauses).toEqual([500])
  })

  it('is given up when the pause it asks for is too long', async () => {
    const { base, calls } = await slack(status(429, { 'retry-after': '3600' }))
    const { pauses, transport } = patient()
    expect((await failure(sendToSlack({ webhookUrl: base }, MESSAGE, [], transport))).code).toBe('rate-limited')
    expect(pauses).toEqual([])
    expect(calls).toHaveLength(1)
  })

  it('gets the message again after a 500, a bounded number of times', async () => {
    const { base, calls } = await slack(status(500), status(503), ok)
    const { pauses, transport } = patient()
    await sendToSlack({ webhookUrl: base }, MESSAGE, [], transport)
    expect(calls).toHaveLength(3)
    expect(pauses).toEqual([500, 1000])
  })

  it('is given up after the attempts', async () => {
    const { base, calls } = await slack(status(500))
    const { transport } = patient()
    expect((await failure(sendToSlack({ webhookUrl: base }, MESSAGE, [], transport))).code).toBe('server-error')
    expect(calls).toHaveLength(SLACK_TRANSPORT.attempts)
  })

  it('never hangs on a server that does not answer, nor on one that does not end', async () => {
    const drip = (answer: Answer) => {
      answer.writeHead(200)
      answer.write('o')
    }
    for (const silent of [() => undefined, drip]) {
      const { base, calls } = await slack(silent)
      const { transport } = patient()
      const quick = { ...transport, timeout: 100, attempts: 2 }
      expect((await failure(sendToSlack({ webhookUrl: base }, MESSAGE, [], quick))).code).toBe('timeout')
      expect(calls).toHaveLength(2)
      server?.closeAllConnections()
      server?.close()
    }
  })

  it.each([
    ['malformed', status(200, {}, '<html>proxy</html>')],
    ['malformed', status(200)],
    ['rejected', status(400, {}, 'invalid_blocks')],
    ['rejected', status(404, {}, 'no_service')],
  ] as const)('fails as %s without a second attempt', async (code, answer) => {
    const { base, calls } = await slack(answer)
    const { transport } = patient()
    const error = await failure(sendToSlack({ webhookUrl: base + SECRET }, MESSAGE, [], transport))
    expect(error.code).toBe(code)
    expect(error.message).not.toContain('secret')
    expect(calls).toHaveLength(1)
  })

  it('follows no redirect', async () => {
    const { base, calls } = await slack(status(302, { location: '/elsewhere' }))
    const { transport } = patient()
    const error = await failure(sendToSlack({ webhookUrl: base }, MESSAGE, [], { ...transport, attempts: 1 }))
    expect(error.code).toBe('unreachable')
    expect(calls).toHaveLength(1)
  })

  it('fails in words when nobody listens', async () => {
    const { base } = await slack(ok)
    server?.close()
    const { transport } = patient()
    const error = await failure(sendToSlack({ webhookUrl: base + SECRET }, MESSAGE, [], transport))
    expect(error).toMatchObject({ code: 'unreachable' })
    expect(error.message).not.toContain('secret')
  })
})

describe('behind the proxy of a company', () => {
  let proxy: ConnectProxy | undefined
  afterEach(() => proxy?.stop())
  const webhookUrl = `https://hooks.slack.example${SECRET}`
  const failing = async (env: Record<string, string>) => {
    const { transport } = patient()
    const error = await failure(sendToSlack({ webhookUrl }, MESSAGE, [], { ...transport, env, attempts: 1 }))
    expect(error.message).not.toMatch(/secret|canary/)
    return error
  }

  it('a message goes through it', async () => {
    // It leads to itself, where nobody speaks TLS.
    proxy = await startConnectProxy('me:canary', { leadsTo: 0 })
    await failing({ HTTPS_PROXY: proxy.url })
    expect(proxy.made).toEqual(['hooks.slack.example:443'])
    await failing({ HTTPS_PROXY: proxy.url, NO_PROXY: 'slack.example' })
    expect(proxy.made).toHaveLength(1)
  })

  it.each([
    [
      (port: number) => `http://me:canary-no@127.0.0.1:${port}`,
      /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) answered 407/,
    ],
    [
      () => 'http://me:canary@127.0.0.1:9',
      /the proxy 127\.0\.0\.1:9 \(HTTPS_PROXY\) cannot be reached: .*ECONNREFUSED/,
    ],
    [() => 'socks5://me:canary@127.0.0.1:9', /socks5:\/\/, which is not supported/],
  ])('says what is amiss with it: %s', async (url, words) => {
    proxy = await startConnectProxy('me:canary')
    expect(await failing({ HTTPS_PROXY: url(proxy.port) })).toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(words),
    })
  })
})

describe('a bot', () => {
  const bot = (apiUrl: string) => ({ botToken: 'xoxb-secret', channel: 'C1', apiUrl })

  it('posts to the channel, and the details in the thread of that message', async () => {
    const { base, calls } = await slack(posted)
    const { transport } = patient()
    expect(await sendToSlack(bot(base), MESSAGE, [MESSAGE, MESSAGE], transport)).toEqual({ sent: 3 })
    expect(calls.map(({ url }) => url)).toEqual(Array(3).fill('/chat.postMessage'))
    expect(calls.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer xoxb-secret'))
    const bodies = calls.map(({ body }) => JSON.parse(body))
    expect(bodies[0]).toMatchObject({ channel: 'C1', text: 'hello', blocks: [] })
    expect(bodies.map((body) => body.thread_ts)).toEqual([undefined, '17.42', '17.42'])
  })

  it.each([
    ['rejected', '{"ok":false,"error":"channel_not_found"}'],
    ['malformed', '{"ok":true}'],
    ['malformed', '{"ok":'],
    ['malformed', 'ok'],
  ])('fails as %s on %s', async (code, text) => {
    const { base } = await slack(status(200, {}, text))
    const { transport } = patient()
    const error = await failure(sendToSlack(bot(base), MESSAGE, [], transport))
    expect(error.code).toBe(code)
    expect(error.message).not.toContain('xoxb')
  })

  it('waits as long as asked within a thread too', async () => {
    const { base, calls } = await slack(posted, status(429, { 'retry-after': '1' }), posted)
    const { pauses, transport } = patient()
    await sendToSlack(bot(base), MESSAGE, [MESSAGE], transport)
    expect(pauses).toEqual([1000])
    expect(calls).toHaveLength(3)
  })
})
