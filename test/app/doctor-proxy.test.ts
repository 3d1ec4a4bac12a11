import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { doctor, openSampleAccount } from '../../src/app/index.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import { PLAIN_INVOCATION } from '../../src/model/invocation.js'
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js'

describe('doctor behind a proxy', () => {
  let proxy: ConnectProxy
  beforeEach(async () => {
    proxy = await startConnectProxy('user:secret', { leadsTo: 0 })
  })
  afterEach(() => proxy.stop())
  const lineOf = async (env: Record<string, string>, id: string) => {
    const place = {
      env: { PATH: '/nonexistent', AWS_ENDPOINT_URL: '', ...env },
      shell: 'bash' as const,
      invocation: PLAIN_INVOCATION,
    }
    const lines = await doctor(() => openSampleAccount('article', []), DEFAULT_CONFIG, place)
    expect(lines.find((line) => line.id === 'proxy')).toMatchObject({ status: 'warn', reason: 'proxy-set' })
    expect(JSON.stringify(lines)).not.toContain('secret')
    return lines.find((line) => line.id === id)
  }

  it('the way to AWS is tried through it', async () => {
    const line = await lineOf({ HTTPS_PROXY: proxy.url }, 'reach-ssmmessages')
    expect(line).toMatchObject({ status: 'pass', reason: 'open' })
    expect(line?.message).toContain(`through the proxy 127.0.0.1:${proxy.port}`)
    expect(proxy.made).toContain('ssmmessages.eu-west-1.amazonaws.com:443')
  })

  it.each([
    [(port: number) => `http://user:secret-no@127.0.0.1:${port}`, 'not-reachable', /it answered 407 Proxy Auth/],
    [() => 'http://user:secret@127.0.0.1:9', 'not-reachable', /through the proxy 127\.0\.0\.1:9 \(ECONNREFUSED\)/],
    [() => 'socks5://user:secret@127.0.0.1:9', 'no-such-proxy', /socks5:\/\/, which is not supported/],
  ])('what is amiss with it is said: %s', async (url, reason, message) => {
    const line = await lineOf({ HTTPS_PROXY: url(proxy.port) }, 'reach-ssm')
    expect(line).toMatchObject({ status: 'fail', reason, message: expect.stringMatching(message) })
  })
})
