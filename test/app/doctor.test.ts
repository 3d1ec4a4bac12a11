import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Account, doctor, openSampleAccount } from '../../src/app/index.js'
import { CredentialsError, RegionError } from '../../src/aws/errors.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import { PLAIN_INVOCATION } from '../../src/model/invocation.js'
import { type FakePrograms, fakePrograms } from '../support/fake-programs.js'

const CLI = 'aws-cli/2.17.4 Python/3.11.8 Linux/6.1 exe/x86_64\n'
const PLUGIN = '1.2.835.0\n'

describe('doctor', () => {
  let programs: FakePrograms
  beforeEach(async () => {
    programs = await fakePrograms()
    await programs.make('aws', { stdout: CLI })
    await programs.make('session-manager-plugin', { stdout: PLUGIN })
  })
  afterEach(() => programs.clean())

  const sample = () => openSampleAccount('article', [])
  const placeOf = (env: Record<string, string>) => ({ env, shell: 'bash' as const, invocation: PLAIN_INVOCATION })
  /** Nothing is dialled beside the given server. */
  const examine = async (open: () => Promise<Account> = sample, env: Record<string, string> = {}) => {
    const lines = await doctor(
      open,
      DEFAULT_CONFIG,
      placeOf({ PATH: programs.path, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', ...env }),
    )
    return Object.fromEntries(lines.map((line) => [line.id, line]))
  }

  it('finds everything in place', async () => {
    const lines = await examine()
    expect(lines).toMatchObject({
      'aws-cli': { status: 'pass', reason: 'installed' },
      'session-manager-plugin': { status: 'pass', reason: 'supported' },
      proxy: { status: 'pass' },
      credentials: { status: 'pass', reason: 'accepted' },
      'reach-ssm': { status: 'skip', reason: 'endpoint-override' },
      clock: { status: 'unknown', reason: 'no-time' },
    })
    expect(Object.keys(lines)).toEqual(expect.arrayContaining(['caller', 'local-ports']))
  })

  it.each([
    ['aws-cli/2.17.4 Python/3.11\n', 'pass', 'installed'],
    ['aws-cli/1.16.12 Python/3.6 Linux/4 botocore/1.12.2\n', 'warn', 'version-1'],
    ['aws-cli/1.16.11 Python/3.6\n', 'fail', 'too-old'],
    ['aws-cli/1.9.20\n', 'fail', 'too-old'],
    ['hello\n', 'unknown', 'version-unreadable'],
    ['', 'unknown', 'version-unreadable'],
  ])('AWS CLI %j', async (stdout, status, reason) => {
    await programs.make('aws', { stdout })
    expect((await examine())['aws-cli']).toMatchObject({ status, reason })
  })

  it.each([
    ['1.2.835.0\n', 'pass', 'supported'],
    ['1.2.1000.0\n', 'pass', 'supported'],
    ['1.2.764.0\n', 'warn', 'tunnels-may-die'],
    ['1.2.763.0\n', 'warn', 'not-supported'],
    ['1.2.688.0\n', 'fail', 'known-bad'],
    ['1.2.323.0\n', 'fail', 'known-bad'],
    ['1.2.889.0\n', 'fail', 'known-bad'],
    ['1.1.9.0\n', 'fail', 'too-old'],
    ['version\n', 'unknown', 'version-unreadable'],
    ['\u001b[31m1.2\n', 'unknown', 'version-unreadable'],
  ])('session-manager-plugin %j', async (stdout, status, reason) => {
    await programs.make('session-manager-plugin', { stdout })
    const line = (await examine())['session-manager-plugin']
    expect(line).toMatchObject({ status, reason })
    if (status === 'fail' || status === 'warn') expect(line?.fix).toMatch(/\S/)
    expect(line?.message).not.toContain('\u001b')
  })

  it.each([
    ['aws', 'aws-cli'],
    ['session-manager-plugin', 'session-manager-plugin'],
  ])('%s: missing, or it does not run', async (program, id) => {
    await programs.make(program, { exitCode: 127, stderr: 'cannot execute binary file\n' })
    expect((await examine())[id]).toMatchObject({ status: 'unknown', reason: 'does-not-run' })
    await programs.remove(program)
    const line = (await examine())[id]
    expect(line).toMatchObject({ status: 'warn', reason: 'not-installed' })
    expect(line?.message).toContain('connect works without it')
    expect(line?.fix).toMatch(/\S/)
  })

  it.each([
    [new CredentialsError('No AWS credentials were found.'), 'credentials', 'fail', 'not-accepted'],
    [new RegionError('No AWS region.'), 'region', 'fail', 'no-region'],
    [new Error('socket hang up'), 'credentials', 'unknown', 'no-answer'],
  ])('still examines the machine when %s', async (error, id, status, reason) => {
    const lines = await examine(() => Promise.reject(error))
    expect(lines[id]).toMatchObject({ status, reason })
    expect(lines['aws-cli']?.status).toBe('pass')
    expect(lines['caller']).toBeUndefined()
  })

  describe('the clock', () => {
    let server: Server
    let ahead: number
    beforeEach(async () => {
      server = createServer((_, answer) => {
        answer.setHeader('date', new Date(Date.now() + ahead * 1000).toUTCString())
        answer.end()
      })
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    })
    afterEach(() => server.close())

    it.each([
      [0, 'pass', 'clock-right'],
      [-120, 'warn', 'clock-drifts'],
      [120, 'warn', 'clock-drifts'],
      [400, 'fail', 'clock-skewed'],
      [-400, 'fail', 'clock-skewed'],
    ])('%i seconds off', async (seconds, status, reason) => {
      ahead = seconds
      const now = async () => ({ ...(await sample()), now: () => new Date() })
      const { port } = server.address() as AddressInfo
      const { clock } = await examine(now, { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` })
      expect(clock).toMatchObject({ status, reason })
    })
  })
})
