import { existsSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { choose, connectBySsh, openSampleAccount } from '../../src/app/index.js'
import { type FakePrograms, fakePrograms } from '../support/fake-programs.js'
import { reportOfSample } from '../support/sample-report.js'

describe('connect by ssh', async () => {
  const report = await reportOfSample('troubled')
  const account = await openSampleAccount('troubled', [])
  let programs: FakePrograms
  let stderr: PassThrough
  const eic = mockClient(EC2InstanceConnectClient)
  beforeEach(async () => {
    stderr = new PassThrough()
    eic.reset()
    eic.on(SendSSHPublicKeyCommand).resolves({ Success: true })
    programs = await fakePrograms()
    await programs.make('session-manager-plugin')
    await programs.make('aws')
    // -f is the last option: makes both halves of the key there.
    await programs.make('ssh-keygen', {
      script: 'for file in "$@"; do :; done; echo private > "$file"; echo "ssh-ed25519 AAAA ssm-ready" > "$file.pub"',
    })
    await programs.make('ssh', { exitCode: 3, script: 'test -f "$2" && touch "$0.had-key"' })
  })
  afterEach(async () => {
    eic.reset()
    await programs.clean()
  })
  const said = () => String(stderr.read() ?? '')
  const terminal = () => ({
    env: { PATH: programs.path, LANG: 'C' },
    stderr,
    stdinIsTerminal: false,
    shell: 'bash' as const,
  })

  const { host } = choose(report, 'orders-jump-a')
  const connect = (program?: readonly string[]) =>
    connectBySsh(host, { osUser: 'ec2-user', ...(program && { program }) }, report, account, terminal())

  it('makes a key, has it valid for a minute, and removes it', async () => {
    expect(await connect()).toBe(3)
    expect(eic.commandCalls(SendSSHPublicKeyCommand)[0]?.args[0].input).toEqual({
      InstanceId: host.instanceId,
      InstanceOSUser: 'ec2-user',
      SSHPublicKey: 'ssh-ed25519 AAAA ssm-ready',
      AvailabilityZone: host.zone,
    })
    const [args = []] = await programs.runs('ssh')
    const [option, key = '', ...rest] = args
    expect(option).toBe('-i')
    expect(existsSync(`${programs.path}/ssh.had-key`)).toBe(true)
    expect(existsSync(key)).toBe(false)
    expect(rest.slice(0, 3)).toEqual(['-o', 'IdentitiesOnly=yes', '-o'])
    expect(rest[3]).toMatch(
      /^ProxyCommand=aws ssm start-session .*--document-name AWS-StartSSHSession .*portNumber=%p$/,
    )
    expect(rest.at(-1)).toBe(`ec2-user@${host.instanceId}`)
  })

  it('does not push a key to a host with Windows, which would not take it', async () => {
    const windows = { ...host, platformName: 'Microsoft Windows Server 2022 Datacenter' }
    const run = connectBySsh(windows, { osUser: 'Administrator' }, report, account, terminal())
    await expect(run).rejects.toThrow(
      /runs Windows, where EC2 Instance Connect places no keys: connect i-\w+ gives a shell/,
    )
    expect(eic.commandCalls(SendSSHPublicKeyCommand)).toEqual([])
  })

  it('reaches the host by this program itself, as it was started, without plugin and AWS CLI', async () => {
    await programs.remove('aws')
    await programs.remove('session-manager-plugin')
    expect(await connect(['/opt/no de/node', '/lib/100%.js'])).toBe(3)
    const [args = []] = await programs.runs('ssh')
    expect(args[5]).toBe(`ProxyCommand='/opt/no de/node' /lib/100%%.js proxy --region ${host.region} %h %p`)
  })

  it('removes the key also when AWS refuses it', async () => {
    eic.on(SendSSHPublicKeyCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }))
    await expect(connect()).rejects.toThrow('no')
    expect(await programs.runs('ssh')).toEqual([])
    const [args = []] = await programs.runs('ssh-keygen')
    expect(existsSync(args.at(-1) ?? '')).toBe(false)
  })

  it('explains what went wrong on the way', async () => {
    await programs.make('ssh', {
      exitCode: 255,
      stderr: 'An error occurred (TargetNotConnected) when calling the StartSession operation\n',
    })
    expect(await connect()).toBe(255)
    expect(said()).toContain('no session channel')
  })

  it.each(['ssh', 'ssh-keygen', 'aws', 'session-manager-plugin'])('without %s nothing is started', async (program) => {
    await programs.remove(program)
    await expect(connect()).rejects.toThrow(/must be on PATH|is not on PATH/)
    expect(eic.commandCalls(SendSSHPublicKeyCommand)).toHaveLength(0)
  })
})
