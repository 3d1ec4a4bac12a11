import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetConnectionStatusCommand } from '@aws-sdk/client-ssm'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import { classifyError } from '../../src/aws/errors.js'
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js'

const START_URL = 'https://company.awsapps.com/start'
const CONFIG = `
[profile base]
region = eu-west-1
[profile jump]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/jump
source_profile = base
[profile sso]
region = eu-west-1
sso_start_url = ${START_URL}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = jump
`
const CREDENTIALS = '[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n'

describe('clients behind a proxy', () => {
  let proxy: ConnectProxy
  let folder: string
  beforeEach(async () => {
    proxy = await startConnectProxy('me:pw', { leadsTo: 0 })
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-proxied-'))
    await writeFile(join(folder, 'config'), CONFIG)
    await writeFile(join(folder, 'credentials'), CREDENTIALS)
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
    vi.stubEnv('AWS_ENDPOINT_URL', undefined)
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    proxy.stop()
    await rm(folder, { recursive: true })
  })
  /** Where a call leads, with nobody there who speaks TLS. */
  const made = async (profile: string) => {
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: 'kms.eu-west-1.amazonaws.com' }
    const clients = createClients({ defaultRegion: 'eu-west-1', profile, env, maxAttempts: 1 })
    const call = clients.ssm('eu-west-1').send(new GetConnectionStatusCommand({ Target: 'i-0' }))
    await expect(call).rejects.toThrow()
    clients.destroy()
    return [...new Set(proxy.made)]
  }

  it('call AWS through it', async () => {
    expect(await made('base')).toEqual(['ssm.eu-west-1.amazonaws.com:443'])
  })

  it.each([
    [
      'does not resolve',
      'proxy.invalid:3128',
      /the proxy proxy\.invalid:3128 \(HTTPS_PROXY\) is not known by that name/,
    ],
    ['nobody listens at', '127.0.0.1:9', /the proxy 127\.0\.0\.1:9 \(HTTPS_PROXY\) cannot be reached: .*ECONNREFUSED/],
  ])('say that it is the proxy whose name %s', async (_, host, words) => {
    const env = { HTTPS_PROXY: `http://me:canary@${host}` }
    const clients = createClients({ defaultRegion: 'eu-west-1', profile: 'base', env, maxAttempts: 1 })
    const call = clients.ssm('eu-west-1').send(new GetConnectionStatusCommand({ Target: 'i-0' }))
    const error: unknown = await call.catch((reason: unknown) => reason)
    // Where AWS has no such service, a name that does not resolve would be taken for that of the service.
    const failure = classifyError(error, 'route53profiles:ListProfileAssociations', 'us-iso-east-1')
    expect(failure).toMatchObject({ outcome: 'error', message: expect.stringMatching(words) })
    expect(failure.message).not.toMatch(/canary|the DNS of this machine does not know the name/)
    clients.destroy()
  })

  it('assume roles through it', async () => {
    expect(await made('jump')).toEqual(['sts.eu-west-1.amazonaws.com:443'])
  })

  it('fetch the credentials of a single sign-on through it', async () => {
    const cache = join(folder, '.aws/sso/cache')
    await mkdir(cache, { recursive: true })
    const name = createHash('sha1').update(START_URL).digest('hex')
    const token = { startUrl: START_URL, region: 'eu-west-1', accessToken: 'x', expiresAt: '2999-01-01T00:00:00Z' }
    await writeFile(join(cache, `${name}.json`), JSON.stringify(token))
    vi.stubEnv('HOME', folder)
    expect(await made('sso')).toEqual(['portal.sso.eu-west-1.amazonaws.com:443'])
  })
})
