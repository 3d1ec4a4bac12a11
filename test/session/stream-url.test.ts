import { SSMClient, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openSampleAccount } from '../../src/app/index.js'
import { newStreamSession } from '../../src/app/session/open.js'
import { sessionService } from '../../src/session/service.js'
import { checkStreamUrl, isPresigned, movedTo, queryOf, StreamUrlError } from '../../src/session/stream-url.js'

const PATH = '/v1/data-channel/jane-0a1?role=publish_subscribe&cell-number=AAEL%2Bx%3D'

describe('the address of a data channel', () => {
  it.each([
    'ssmmessages.eu-west-1.amazonaws.com',
    'ssmmessages.cn-north-1.amazonaws.com.cn',
    'ssmmessages.eusc-de-east-1.amazonaws.eu',
    'ssmmessages.us-iso-east-1.c2s.ic.gov',
    'ssmmessages.eu-west-1.api.aws',
    'vpce-0a1-b2.ssmmessages.eu-west-1.vpce.amazonaws.com',
  ])("is taken where it is AWS's: %s", (host) => {
    expect(checkStreamUrl(`wss://${host}${PATH}`, false).hostname).toBe(host)
  })

  it.each([
    'wss://ssmmessages.eu-west-1.amazonaws.com.evil.example/',
    'wss://evilamazonaws.com/',
    'wss://amazonaws.com/',
    'ws://ssmmessages.eu-west-1.amazonaws.com/',
    'wss://ssmmessages.eu-west-1.amazonaws.com:8443/',
    'wss://127.0.0.1/',
    'no address',
  ])('is refused where it is not: %s', (url) => {
    expect(() => checkStreamUrl(url, false)).toThrow(StreamUrlError)
  })

  it('keeps its query as it is, for the signature', () => {
    expect(queryOf(new URL(`wss://x${PATH}&a=1+1&b=100%&c`))).toEqual({
      ...{ role: 'publish_subscribe', 'cell-number': 'AAEL+x=', a: '1+1', b: '100%', c: '' },
    })
    expect(isPresigned(new URL(`wss://x${PATH}&X-Amz-Signature=1`))).toBe(true)
    expect(isPresigned(new URL(`wss://x${PATH}`))).toBe(false)
  })

  it.each([
    [
      'https://vpce-0a1.ssmmessages.eu-west-1.vpce.amazonaws.com',
      'wss://vpce-0a1.ssmmessages.eu-west-1.vpce.amazonaws.com',
    ],
    ['http://127.0.0.1:8080/', 'ws://127.0.0.1:8080'],
  ])('has the host that somebody named instead, and all else as it was: %s', (gateway, expected) => {
    expect(movedTo(new URL(gateway), `wss://ssmmessages.eu-west-1.amazonaws.com${PATH}`)).toBe(expected + PATH)
  })
})

describe('starting a session', () => {
  afterEach(() => vi.restoreAllMocks())
  const answering = (answer: object) => {
    const sent: string[] = []
    const ssm = new SSMClient({ region: 'eu-west-1' })
    vi.spyOn(ssm, 'send').mockImplementation(async (command: unknown) => {
      sent.push(
        command instanceof StartSessionCommand ? 'start' : command instanceof TerminateSessionCommand ? 'end' : '',
      )
      return answer as never
    })
    return { ssm, sent }
  }

  it('ends one that came without its address, which nobody could use', async () => {
    const { ssm, sent } = answering({ SessionId: 'x' })
    const start = sessionService(ssm).start({ region: 'eu-west-1', target: 'i-0a1', reason: 'test' })
    await expect(start).rejects.toThrow(/without SessionId, StreamUrl or TokenValue/)
    expect(sent).toEqual(['start', 'end'])
  })

  it('goes to the endpoint of AWS_ENDPOINT_URL_SSMMESSAGES, unless such are to be ignored', async () => {
    const { ssm } = answering({
      SessionId: 'x',
      StreamUrl: `wss://ssmmessages.eu-west-1.amazonaws.com${PATH}`,
      TokenValue: 't',
    })
    const account = await openSampleAccount('article', [])
    const clients = { ...account.clients, ssm: () => ssm }
    const opened = (env: Record<string, string>) =>
      newStreamSession({ session: { region: 'eu-west-1', target: 'i-0a1' }, account: { clients }, env, reason: 'test' })
    const env = { AWS_ENDPOINT_URL_SSMMESSAGES: 'https://vpce-0a1.example' }
    expect(await opened(env)).toMatchObject({
      isOverridden: true,
      session: { streamUrl: `wss://vpce-0a1.example${PATH}` },
    })
    expect(await opened({ ...env, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toMatchObject({
      ...{ isOverridden: false, session: { streamUrl: `wss://ssmmessages.eu-west-1.amazonaws.com${PATH}` } },
    })
    await expect(opened({ AWS_ENDPOINT_URL_SSMMESSAGES: 'vpce' })).rejects.toThrow(/is no address/)
  })
})
