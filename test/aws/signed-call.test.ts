import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterEach, describe, expect, it } from 'vitest'
import { classifyError } from '../../src/aws/errors.js'
import { type SignedRequest, sign, signedCall } from '../../src/aws/signed-call.js'

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

/** As @smithy/signature-v4 signs them, which AWS's own clients use. */
it.each([
  [
    { role: 'publish_subscribe', 'role-name': 'x', 'cell-number': 'AAEL+x=', a: "it's 1+1 é*", b: '' },
    '450811d038ba823d9d427ebd11af62023f4cb9e31558f8fa524b1179a88f6656',
  ],
  [{ 'b.c': '1', b: '2', B: '3' }, 'dc3095c2783d1b72c97b358f7c36aee272bdb8c9ec940049c9d71875af69078e'],
])('a signature is that of the SDK, whatever the query: %j', (query, expected) => {
  const host = 'ssmmessages.eu-west-1.amazonaws.com'
  const path = '/v1/data-channel/jane@example.com-0a1'
  const request = {
    action: 'ssmmessages:OpenDataChannel',
    region: 'eu-west-1',
    endpoint: `https://${host}`,
    path,
    query,
  }
  const { authorization } = sign({ request, path, host }, CREDENTIALS, new Date('2026-11-24T06:00:00Z'))
  expect(authorization?.split('Signature=')[1]).toBe(expected)
})

describe('sign', () => {
  /** The vector "get-vanilla-query-order-key-case" of AWS's own test suite of Signature Version 4. */
  it('gives the signature of the published test vector', () => {
    const request: SignedRequest = {
      action: 'service:Any',
      region: 'us-east-1',
      endpoint: 'https://example.amazonaws.com',
      path: '/',
      query: { Param2: 'value2', Param1: 'value1' },
    }
    const now = new Date('2015-08-30T12:36:00Z')
    expect(sign({ request, path: '/', host: 'example.amazonaws.com' }, CREDENTIALS, now)['authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, ' +
        'Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    )
  })
})

describe('signedCall', () => {
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })

  /** A service that gives these answers in turn. */
  async function asked(answers: { status: number; body: string; type?: string; how?: 'stalls' | 'breaks off' }[]) {
    const urls: string[] = []
    const server = createServer((request, response) => {
      const { status, body, type, how } = answers[Math.min(urls.length, answers.length - 1)] ?? {
        status: 500,
        body: '',
      }
      urls.push(request.url ?? '')
      response.writeHead(status, type === undefined ? {} : { 'x-amzn-errortype': type })
      if (how === undefined) response.end(body)
      else response.write(body, () => how === 'breaks off' && response.destroy())
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    closing.push(() => {
      server.closeAllConnections()
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const endpoint = `http://127.0.0.1:${port}`
    const query = { maxResults: '100' }
    const request = {
      action: 'route53profiles:ListProfileAssociations',
      region: 'eu-west-1',
      endpoint,
      path: '/p',
      query,
    }
    const requestHandler = new NodeHttpHandler()
    closing.push(() => requestHandler.destroy())
    const answer = signedCall(request, {
      credentials: CREDENTIALS,
      requestHandler,
      maxAttempts: 5,
      attemptLimit: 300,
      onAttempt: () => undefined,
    })
    return { answer: await answer.catch((error: unknown) => error), urls }
  }

  it('gives the JSON of the answer', async () => {
    const { answer, urls } = await asked([{ status: 200, body: '{"a": 1}' }])
    expect(answer).toEqual({ a: 1 })
    expect(urls).toEqual(['/p?maxResults=100'])
  })

  it('asks again where an answer breaks off', async () => {
    const { answer, urls } = await asked([
      { status: 200, body: '{"a":', how: 'breaks off' },
      { status: 200, body: '{}' },
    ])
    expect([answer, urls.length]).toEqual([{}, 2])
  })

  it('waits for no answer that never comes to its end', async () => {
    const { answer, urls } = await asked([{ status: 200, body: '{"a":', how: 'stalls' }])
    expect(classifyError(answer, 'x:Y')).toMatchObject({ outcome: 'timeout' })
    expect(urls).toHaveLength(3)
  })

  it('asks again where AWS is busy, and not for ever', async () => {
    const busy = { status: 429, body: '{"message": "slow down"}', type: 'ThrottlingException' }
    const once = await asked([busy, { status: 200, body: '{}' }])
    expect([once.answer, once.urls.length]).toEqual([{}, 2])
    const always = await asked([busy])
    expect(always.urls).toHaveLength(5)
    expect(classifyError(always.answer, 'x:Y')).toMatchObject({
      outcome: 'throttled',
      message: expect.stringContaining('slow down'),
    })
  })

  it("gives AWS's refusal its code", async () => {
    const { answer } = await asked([{ status: 403, body: '{"message": "no"}', type: 'AccessDeniedException:http://x' }])
    expect(answer).toMatchObject({ name: 'AccessDeniedException', message: 'no' })
  })

  it("gives AWS's refusal its code and words also where it is XML, as SNS answers", async () => {
    const text =
      '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>a &lt;role&gt; &amp; more</Message></Error></ErrorResponse>'
    const { answer } = await asked([{ status: 403, body: text }])
    expect(answer).toMatchObject({ name: 'AuthorizationError', message: 'a <role> & more' })
  })

  it.each([
    ['JSON', '{"__type": "com.amazonaws#ThrottlingException"}'],
    ['XML', '<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>'],
  ])('asks again where AWS throttles with status 400, in %s', async (_, body) => {
    const { answer, urls } = await asked([
      { status: 400, body },
      { status: 200, body: '{"there": 1}' },
    ])
    expect(await answer).toEqual({ there: 1 })
    expect(urls).toHaveLength(2)
  })

  it('an answer that is no JSON is an error', async () => {
    const { answer } = await asked([{ status: 200, body: '{"a"' }])
    expect(classifyError(answer, 'x:Y').outcome).toBe('error')
  })
})
