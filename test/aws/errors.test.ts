import { describe, expect, it } from 'vitest'
import { classifyError, credentialsTrouble, shortMessage } from '../../src/aws/errors.js'

const failure = (name: string, more: object = {}) => Object.assign(new Error('m'), { name }, more)
const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } })

describe('classifyError', () => {
  it.each([
    ['denied', failure('UnauthorizedOperation', status(403))],
    ['denied', failure('AccessDeniedException', status(400))],
    ['denied', failure('AccessDenied', status(403))],
    ['denied', failure('Unknown', status(403))],
    ['denied', failure('403', status(403))],
    ['throttled', failure('RequestLimitExceeded', status(503))],
    ['throttled', failure('ThrottlingException', status(400))],
    ['throttled', failure('Throttling', status(400))],
    ['throttled', failure('SlowDown', status(503))],
    ['throttled', failure('Odd', status(429))],
    ['timeout', failure('TimeoutError')],
    ['timeout', failure('CallTimedOut')],
    ['timeout', failure('AbortError')],
    ['timeout', failure('Error', { code: 'ETIMEDOUT' })],
    ['timeout', failure('Unknown', status(504))],
    ['error', failure('TimeoutError', { code: 'ECONNRESET' })],
    ['error', failure('Error', { code: 'ECONNREFUSED' })],
    ['unsupported', failure('InvalidAction', status(400))],
    ['unsupported', failure('UnknownOperationException', status(400))],
    ['error', failure('UnsupportedOperation', status(400))],
    ['error', failure('NotImplemented', status(501))],
    ['error', failure('Unknown', status(501))],
    ['error', failure('Error', { code: 'ENOTFOUND' })],
    ['error', failure('InternalFailure', status(500))],
    ['error', failure('SyntaxError')],
    ['error', failure('ExpiredTokenException', status(403))],
    ['error', failure('AuthFailure', status(401))],
    ['error', 'no error at all'],
    ['error', undefined],
  ] as const)('%s: %o', (outcome, error) => {
    expect(classifyError(error, 'ec2:DescribeVpcs')).toMatchObject({ outcome, api: 'ec2:DescribeVpcs' })
  })
})

describe('what a region does not have', () => {
  const says = (name: string, message: string) => Object.assign(new Error(message), { name }, status(400))

  it.each([
    ['unsupported', says('UnsupportedOperation', 'The functionality you requested is not available in this region.')],
    ['unsupported', says('UnsupportedOperationException', 'This is not supported in the called region.')],
    ['error', says('UnsupportedOperation', 'The request is not supported for this resource.')],
    ['error', says('ValidationException', 'It is not available in this region.')],
  ] as const)('is %s where AWS says so: %o', (outcome, error) => {
    expect(classifyError(error, 'ec2:DescribeTransitGateways').outcome).toBe(outcome)
  })

  const unresolved = failure('Error', { code: 'ENOTFOUND' })
  it.each([
    ['unsupported', 'route53profiles:ListProfileAssociations', 'us-iso-east-1'],
    ['unsupported', 'route53profiles:ListProfileAssociations', 'us-isob-west-1'],
    ['error', 'route53profiles:ListProfileAssociations', 'us-isof-east-1'],
    ['error', 'route53profiles:ListProfileAssociations', 'eu-west-1'],
    ['error', 'route53profiles:ListProfileAssociations', undefined],
    ['error', 'route53resolver:ListResolverRules', 'us-iso-east-1'],
  ] as const)('is %s where a name does not resolve: %s in %s', (outcome, api, region) => {
    expect(classifyError(unresolved, api, region).outcome).toBe(outcome)
  })

  it('is nothing that another failure tells', () => {
    const refused = failure('AccessDeniedException', status(403))
    expect(classifyError(refused, 'route53profiles:ListProfileAssociations', 'us-iso-east-1').outcome).toBe('denied')
  })

  it('is told from a name that the machine itself cannot look up', () => {
    const { message } = classifyError(unresolved, 'ec2:DescribeVpcs', 'eu-west-1')
    expect(message).toMatch(/DNS of this machine/)
  })
})

describe('credentialsTrouble', () => {
  it.each([
    ['missing', failure('CredentialsProviderError')],
    ['expired', failure('ExpiredToken')],
    ['expired', failure('ExpiredTokenException')],
    ['expired', Object.assign(new Error('The SSO session has expired'), { name: 'CredentialsProviderError' })],
    ['invalid', failure('InvalidClientTokenId')],
    ['invalid', failure('AuthFailure')],
    ['invalid', failure('SignatureDoesNotMatch')],
    [undefined, failure('AccessDenied')],
  ] as const)('%s: %o', (trouble, error) => {
    expect(credentialsTrouble(error)).toBe(trouble)
  })
})

describe('shortMessage', () => {
  it('is one line without secrets', () => {
    const text = `denied\n\u001b[31m for AKIAIOSFODNN7EXAMPLE. Encoded authorization failure message: ${'a1B-'.repeat(80)} and ${'x'.repeat(200)}`
    const message = shortMessage(new Error(text))
    expect(message).not.toMatch(/\p{Cc}|IOSFODNN7|a1B-|xxxx/u)
    expect(message).toContain('denied')
  })

  it('is short', () => {
    expect(shortMessage(new Error('word '.repeat(500))).length).toBeLessThanOrEqual(300)
  })
})
