import { describe, expect, it } from 'vitest'
import { requestOf, urlAnswer } from '../../src/lambda/function-url.js'

const event = (more: object) => ({
  version: '2.0',
  rawPath: '/',
  requestContext: { http: { method: 'POST', path: '/' } },
  headers: { 'X-Slack-Signature': 'v0=1', 'content-type': 'application/x-www-form-urlencoded' },
  ...more,
})
const BODY = 'text=caf%C3%A9&raw=café'

describe('a request to the URL of a function', () => {
  it.each([
    { of: 'as text', body: BODY, isBase64Encoded: false },
    { of: 'in base64', body: Buffer.from(BODY).toString('base64'), isBase64Encoded: true },
  ])('has its body byte by byte, $of', ({ body, isBase64Encoded }) => {
    const request = requestOf(event({ body, isBase64Encoded }))
    expect(Buffer.from(request?.body ?? []).toString('hex')).toBe(Buffer.from(BODY).toString('hex'))
    expect(request?.method).toBe('POST')
  })

  it('has its headers however they are written, and no body without one', () => {
    const request = requestOf(event({}))
    expect(request?.headers.get('x-slack-signature')).toBe('v0=1')
    expect(request?.body).toHaveLength(0)
  })

  it.each([[undefined], [{}], [{ source: 'aws.events' }], [event({ headers: { a: 1 } })]])('is not %j', (other) => {
    expect(requestOf(other)).toBeUndefined()
  })

  it('is answered with JSON or with nothing, which nobody keeps', () => {
    expect(urlAnswer({ status: 200, body: { text: 'é' } })).toEqual({
      statusCode: 200,
      headers: { 'cache-control': 'no-store', 'content-type': 'application/json' },
      body: '{"text":"é"}',
    })
    expect(urlAnswer({ status: 401, why: 'forged' })).toEqual({
      statusCode: 401,
      headers: { 'cache-control': 'no-store' },
      body: '',
    })
  })
})
