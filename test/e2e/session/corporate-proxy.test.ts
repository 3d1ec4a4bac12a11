import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectProxy, startConnectProxy } from '../../support/connect-proxy.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { CREDENTIALS } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'

const LOGIN = 'jane:pw%20canary-51'
const SECRETS = ['canary-51', Buffer.from(decodeURIComponent(LOGIN)).toString('base64')]

describe.skipIf(!doubleAvailable)('behind the proxy of a company', () => {
  let double: Double
  let proxy: ConnectProxy
  beforeEach(async () => {
    double = await startDouble([
      ...['--tls', '--secret', CREDENTIALS.secretAccessKey, '--echo', '--route', 'localhost:22=echo'],
      ...['--fault', 'kill:at-bytes=300000'],
    ])
    proxy = await startConnectProxy(LOGIN)
  })
  afterEach(async () => {
    proxy.stop()
    await double.stop()
  })
  const run = (env: Record<string, string>) =>
    new StartedCli(['proxy', 'i-0123456789abcdef0', '22', '--verbose'], {
      double,
      input: 'pipe',
      env: { NODE_EXTRA_CA_CERTS: double.caFile ?? '', DEBUG: '*', ...env },
    })
  const carries = async (cli: StartedCli) => {
    const sent = randomBytes(500_000)
    cli.input.write(sent)
    expect((await cli.brings(sent.length)).equals(sent)).toBe(true)
    cli.input.end()
    expect(await cli.ended).toBe(0)
    expect((await double.stats()).violations).toEqual([])
  }
  const saysNoSecret = ({ stderr }: StartedCli) => {
    for (const secret of SECRETS) expect(stderr).not.toContain(secret)
  }

  it('goes through it: calls of the API, the websocket, and the next one after a drop', async () => {
    const cli = run({ HTTPS_PROXY: proxy.url })
    await carries(cli)
    const { host } = new URL(double.url)
    expect(new Set(proxy.made)).toEqual(new Set([host]))
    const { counters } = await double.stats()
    expect(counters).toMatchObject({ 'api.ResumeSession': 1, 'fault.kill': 1 })
    // Two websockets, and the kept connection of the calls.
    expect(proxy.made.length).toBeGreaterThanOrEqual(3)
    saysNoSecret(cli)
  })

  it('goes past it where NO_PROXY names the address', async () => {
    await carries(run({ HTTPS_PROXY: proxy.url, NO_PROXY: new URL(double.url).hostname }))
    expect([proxy.made, proxy.refused]).toEqual([[], 0])
  })

  it.each([
    [
      'no login',
      (port: number) => `http://127.0.0.1:${port}`,
      /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) answered 407/,
    ],
    [
      'a wrong password',
      (port: number) => `http://jane:canary-51-no@127.0.0.1:${port}`,
      /the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) answered 407/,
    ],
    ['a proxy that is not there', () => 'http://jane:canary-51@127.0.0.1:9', /ECONNREFUSED 127\.0\.0\.1:9/],
    ['a proxy of another kind', () => 'socks5://jane:canary-51@127.0.0.1:9', /names a proxy of socks5:\/\//],
  ])('says what is amiss, and starts nothing: %s', async (_, url, words) => {
    const cli = run({ HTTPS_PROXY: url(proxy.port) })
    expect(await cli.ended).not.toBe(0)
    expect(cli.stderr).toMatch(words)
    expect((await double.stats()).counters['api.StartSession']).toBeUndefined()
    saysNoSecret(cli)
  })
})
