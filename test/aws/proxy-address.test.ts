import { describe, expect, it } from 'vitest'
import { proxyFor } from '../../src/model/proxy-address.js'

const HOST = 'ssm.eu-west-1.amazonaws.com'
const PROXY = 'http://proxy.corp:3128'
const of = (env: Record<string, string>, host = HOST, port?: number) => proxyFor(host, port, env)?.href

describe('the proxy of a network', () => {
  it.each([
    [{}, undefined],
    [{ HTTPS_PROXY: '' }, undefined],
    [{ HTTP_PROXY: PROXY }, undefined],
    [{ HTTPS_PROXY: PROXY }, `${PROXY}/`],
    [{ https_proxy: PROXY, HTTPS_PROXY: 'http://other' }, `${PROXY}/`],
    [{ HTTPS_PROXY: 'proxy.corp:3128' }, `${PROXY}/`],
    [{ HTTPS_PROXY: 'https://me:pw@proxy.corp' }, 'https://me:pw@proxy.corp/'],
  ])('of %j is %s', (env, expected) => {
    expect(of(env)).toBe(expected)
  })

  it.each([
    ['*', true],
    ['amazonaws.com', true],
    ['.amazonaws.com', true],
    ['*.amazonaws.com', true],
    [HOST.toUpperCase(), true],
    [`localhost, ${HOST}`, true],
    ['localhost .eu-west-1.amazonaws.com', true],
    [`${HOST}:443`, true],
    [`${HOST}:8443`, false],
    ['onaws.com', false],
    ['s3.eu-west-1.amazonaws.com', false],
    [',', false],
  ])('is passed by for NO_PROXY=%s: %s', (exceptions, isDirect) => {
    expect(of({ HTTPS_PROXY: PROXY, NO_PROXY: exceptions }) === undefined).toBe(isDirect)
    expect(of({ HTTPS_PROXY: PROXY, no_proxy: exceptions, NO_PROXY: 'x' }) === undefined).toBe(isDirect)
  })

  it.each(['socks5://me:pw-canary@proxy:1080', 'http://me:pw-canary@:x'])('says what it cannot use: %s', (value) => {
    const words = /^HTTPS_PROXY (names a proxy of socks5:\/\/, which is not supported|is no address of a proxy)/
    expect(() => of({ HTTPS_PROXY: value })).toThrow(words)
    expect(() => of({ HTTPS_PROXY: value })).not.toThrow(/canary/)
  })
})
