import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { PassThrough } from 'node:stream'
import { SSMClient, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { choose, openSampleAccount, sessionOf, startSession } from '../../src/app/index.js'
import type { Report } from '../../src/model/report.js'
import { type Behaviour, type FakePrograms, fakePrograms } from '../support/fake-programs.js'
import { reportOfSample } from '../support/sample-report.js'

const DATABASE = 'orders-db'

describe('connect', async () => {
  const report = await reportOfSample('troubled')
  const account = await openSampleAccount('troubled', [])
  let programs: FakePrograms
  let stderr: PassThrough
  beforeEach(async () => {
    programs = await fakePrograms()
    await programs.make('session-manager-plugin')
    stderr = new PassThrough()
  })
  afterEach(() => programs.clean())

  const terminal = () => ({
    env: { PATH: programs.path, LANG: 'C' },
    stderr,
    stdinIsTerminal: false,
    shell: 'bash' as const,
  })
  const said = () => String(stderr.read() ?? '')
  const session = (query = DATABASE, options: Parameters<typeof sessionOf>[1] = {}) =>
    sessionOf(choose(report, query), options)
  const start = async (query = DATABASE, seen: Report = report) =>
    startSession(await session(query), seen, account, terminal())

  it('starts the AWS CLI with the tunnel of the report, and gives its exit code', async () => {
    await programs.make('aws', { exitCode: 7 })
    const { host, tunnel, database } = choose(report, DATABASE)
    expect(await start()).toBe(7)
    const parameters = {
      host: [database?.endpoint],
      portNumber: ['5432'],
      localPortNumber: [String(tunnel?.localPort)],
    }
    expect(await programs.runs('aws')).toEqual([
      [
        ...['ssm', 'start-session', '--region', 'eu-west-1', '--target', host.instanceId],
        ...['--document-name', 'AWS-StartPortForwardingSessionToRemoteHost'],
        ...['--parameters', JSON.stringify(parameters)],
      ],
    ])
    expect(await programs.variable('aws', 'LANG')).toBe('C')
    expect(said()).toBe('')
  })

  it('opens a shell on a host, with the profile', async () => {
    await programs.make('aws')
    const { instanceId } = choose(report, 'orders-jump-a').host
    const named = await session('orders-jump-a', { profile: 'prod; rm -rf ~' })
    expect(await startSession(named, report, account, terminal())).toBe(0)
    const profile = ['--profile', 'prod; rm -rf ~']
    expect(await programs.runs('aws')).toEqual([
      ['ssm', 'start-session', ...profile, '--region', 'eu-west-1', '--target', instanceId],
    ])
  })

  describe('explains a failure', () => {
    const failing = async (behaviour: Behaviour, query = DATABASE, seen: Report = report) => {
      await programs.make('aws', { exitCode: 254, ...behaviour })
      expect(await start(query, seen)).toBe(behaviour.exitCode ?? 254)
      const all = said()
      expect(all.startsWith(behaviour.stderr ?? '')).toBe(true)
      return all.slice(behaviour.stderr?.length)
    }
    const REFUSED =
      'An error occurred (TargetNotConnected) when calling the StartSession operation: i-0 is not connected.\n'

    it('TargetNotConnected: nothing known', async () => {
      expect(await failing({ stderr: REFUSED })).toMatch(
        /^ssm-ready: .*no session channel.*\nssm-ready: .*nothing is wrong/,
      )
    })

    it('TargetNotConnected: with what the audit found, and its fix', async () => {
      const blocked = report.vpcs.find((vpc) => vpc.name === 'payments')
      const host = report.hosts.find((h) => h.vpcId === blocked?.vpcId)
      const target = { region: 'eu-west-1', target: host?.instanceId ?? '' }
      await programs.make('aws', { exitCode: 254, stderr: REFUSED })
      expect(await startSession(target, report, account, terminal())).toBe(254)
      const text = said()
      expect(text).toContain('cannot reach ssmmessages.eu-west-1.amazonaws.com:443')
      expect(text).toContain('fix: ssm-ready fix plan allow-endpoint-ingress')
    })

    it('access denied on a named action', async () => {
      const resource = 'arn:aws:ec2:eu-west-1:222233334444:instance/i-0'
      const text = await failing({
        stderr: `An error occurred (AccessDeniedException) when calling the StartSession operation: User: arn:aws:iam::222233334444:user/x is not authorized to perform: ssm:StartSession on resource: ${resource} because no identity-based policy allows it\n`,
      })
      expect(text).toContain(`may not perform ssm:StartSession on ${resource}.`)
      expect(text).toContain('ssm-ready policy operator')
    })

    it('a local port that was taken meanwhile', async () => {
      const text = await failing({ exitCode: 0, stderr: 'listen tcp 127.0.0.1:15453: bind: address already in use\n' })
      expect(text).toMatch(/Local port \d+ cannot be listened on.*\n.*--local-port/)
    })

    it('an expired token', async () => {
      const text = await failing({
        stderr: 'An error occurred (ExpiredTokenException): The security token included in the request is expired\n',
      })
      expect(text).toMatch(/credentials have expired.*\n.*aws sso login/)
    })

    it('a destination that does not answer', async () => {
      const text = await failing({
        exitCode: 0,
        stderr: 'Connection to destination port failed, check SSM Agent logs.\n',
      })
      expect(text).toContain(`cannot open the port of ${DATABASE}`)
    })

    it('an encrypted session whose key may not be used', async () => {
      const text = await failing({
        stderr: 'SessionId: x : KMSEncryption failed: Fetching data key failed: AccessDenied\n',
      })
      expect(text).toContain('encrypted with a KMS key')
      const host = 'arn:aws:sts::222233334444:assumed-role/host/i-0'
      const refused = await failing({
        stderr: `Fetching data key failed: AccessDeniedException: User: ${host} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:222233334444:key/x\n`,
      })
      expect(refused).toContain('encrypted with a KMS key')
      expect(refused).not.toContain('Your identity')
    })

    it('the plugin that the AWS CLI does not find', async () => {
      const text = await failing({
        exitCode: 255,
        stderr: '\nSessionManagerPlugin is not found. Please refer to SessionManager Documentation\n',
      })
      expect(text).toMatch(/session-manager-plugin is not installed.*\nssm-ready: fix: \S+/)
    })

    it('words that nobody knows are left as they are', async () => {
      expect(await failing({ stderr: 'Something else.\n' })).toBe('')
    })
  })

  it('without the plugin nothing is started, and how to install it is shown', async () => {
    await programs.make('aws')
    await programs.remove('session-manager-plugin')
    await expect(start()).rejects.toThrow(/session-manager-plugin is not on PATH.*Install it: /)
    expect(await programs.runs('aws')).toEqual([])
  })

  it('passes signals on to the session, and gives the exit code that shows them', async () => {
    await programs.make('aws', {
      script: `trap 'echo $$ > "${programs.folder}/trapped"; exit 130' INT TERM\nwhile :; do sleep 0.05; done`,
    })
    for (const [signal, code] of [
      ['SIGTERM', 130],
      ['SIGINT', 130],
    ] as const) {
      const running = start()
      const begun = (await programs.runs('aws')).length
      while ((await programs.runs('aws')).length === begun) await new Promise((next) => setTimeout(next, 20))
      await new Promise((next) => setTimeout(next, 200))
      process.emit(signal, signal)
      expect(await running).toBe(code)
      expect(existsSync(`${programs.folder}/trapped`)).toBe(true)
    }
    expect(process.listenerCount('SIGHUP')).toBe(0)
  })

  describe('without the AWS CLI', () => {
    const OPENED = {
      SessionId: 'me-0123',
      TokenValue: 'secret-token',
      StreamUrl: 'wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/me-0123',
    }
    const ssm = mockClient(SSMClient)
    beforeEach(() => {
      ssm.reset()
      ssm.on(StartSessionCommand).resolves(OPENED)
      ssm.on(TerminateSessionCommand).resolves({})
    })
    afterEach(() => ssm.reset())

    it('opens the session through the API and hands it to the plugin; the token is in no argument', async () => {
      expect(await start()).toBe(0)
      const [args = []] = await programs.runs('session-manager-plugin')
      const input = ssm.commandCalls(StartSessionCommand)[0]?.args[0].input
      expect(input?.DocumentName).toBe('AWS-StartPortForwardingSessionToRemoteHost')
      expect(args.slice(0, 4)).toEqual(['AWS_SSM_START_SESSION_RESPONSE', 'eu-west-1', 'StartSession', ''])
      expect(JSON.parse(args[4] ?? '')).toEqual(input)
      expect(args[5]).toBe('https://ssm.eu-west-1.amazonaws.com')
      expect(args.join(' ')).not.toContain('secret-token')
      const answer = await programs.variable('session-manager-plugin', 'AWS_SSM_START_SESSION_RESPONSE')
      expect(JSON.parse(answer ?? '')).toEqual(OPENED)
      expect(ssm.commandCalls(TerminateSessionCommand)).toHaveLength(0)
    })

    it('ends the session when the plugin fails', async () => {
      await programs.make('session-manager-plugin', { exitCode: 1, stderr: 'cannot perform start session: boom\n' })
      expect(await start()).toBe(1)
      expect(ssm.commandCalls(TerminateSessionCommand)[0]?.args[0].input).toEqual({ SessionId: 'me-0123' })
    })

    it('explains a refusal of StartSession in one sentence', async () => {
      const refused = Object.assign(new Error('i-0 is not connected.'), { name: 'TargetNotConnected' })
      ssm.on(StartSessionCommand).rejects(refused)
      expect(await start()).toBe(1)
      expect(said()).toMatch(/TargetNotConnected: i-0 is not connected\.\nssm-ready: .*no session channel/)
      expect(await programs.runs('session-manager-plugin')).toEqual([])
    })
  })

  describe('local ports', () => {
    const listening = async (port: number) => {
      const server = createServer()
      await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
      return () => new Promise((done) => server.close(done))
    }

    it('takes the next free one, but never another than the one that was named', async () => {
      const preferred = choose(report, DATABASE).tunnel?.localPort ?? 0
      const close = await listening(preferred)
      try {
        const { parameters } = await session()
        expect(Number(parameters?.['localPortNumber'])).toBeGreaterThan(preferred)
        await expect(session(DATABASE, { localPort: preferred })).rejects.toThrow(`--local-port ${preferred}`)
      } finally {
        await close()
      }
      expect((await session(DATABASE, { localPort: preferred })).parameters?.['localPortNumber']).toBe(
        String(preferred),
      )
    })
  })
})
