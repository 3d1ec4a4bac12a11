import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'
import { type FakePrograms, fakePrograms } from '../support/fake-programs.js'
import { useSim } from './support/audits.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from './support/sim.js'

describe.skipIf(!simAvailable)('connect in the reference account', () => {
  let sim: Sim
  let ids: ArticleIds
  let programs: FakePrograms
  let restore: () => void
  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
  })
  afterAll(() => restore?.())
  beforeEach(async () => {
    programs = await fakePrograms()
    await programs.make('session-manager-plugin')
  })
  afterEach(async () => {
    await sim.clearFaults()
    await programs.clean()
  })
  const connect = (...argv: string[]) => runCli(['connect', ...argv], { env: { ...process.env, PATH: programs.path } })

  it('starts the AWS CLI, with its exit code', async () => {
    await programs.make('aws', { exitCode: 5 })
    expect(await connect(ids.dbInstanceId, '--with', 'aws')).toMatchObject({ exitCode: 5, stdout: '' })
    const [args = []] = await programs.runs('aws')
    expect(args.slice(0, 6)).toEqual(['ssm', 'start-session', '--region', 'eu-west-1', '--target', ids.instanceId])
    expect(JSON.parse(args.at(-1) ?? '')).toMatchObject({ host: [ids.dbEndpoint], portNumber: ['5432'] })
  })

  it('hands a session to the plugin, and shows it where AWS is', async () => {
    await sim.clearCalls()
    expect((await connect(ids.auroraClusterId, '--with', 'plugin')).exitCode).toBe(0)
    expect(await sim.calls({ service: 'ssm', operation: 'StartSession' })).toHaveLength(1)
    const [args = []] = await programs.runs('session-manager-plugin')
    expect(args.at(-1)).toBe(sim.url)
    expect(JSON.parse(args[4] ?? '')).toMatchObject({ Target: ids.instanceId, Parameters: { portNumber: ['3306'] } })
  })

  it('refuses what is blocked, and with --wait waits until it is ready', async () => {
    await programs.make('aws')
    await sim.putAgent(ids.instanceId, { connected: false })
    const refused = await connect(ids.dbInstanceId)
    expect([refused.exitCode, refused.stdout]).toEqual([1, ''])
    expect(refused.stderr).toMatch(/BLOCKED: jump-host .*session channel is not connected.* explain i-/)
    expect(await programs.runs('aws')).toEqual([])
    const waiting = connect(ids.dbInstanceId, '--wait', '--with', 'aws')
    await new Promise((next) => setTimeout(next, 8_000))
    await sim.putAgent(ids.instanceId, { connected: true })
    const { exitCode, stderr } = await waiting
    expect(exitCode).toBe(0)
    expect(stderr).toContain('not ready yet (BLOCKED)')
    expect(await programs.runs('aws')).toHaveLength(1)
  })

  it('--ssh sends a public key to the host, where the shell is blocked, too', async () => {
    await programs.make('aws')
    await programs.make('ssh')
    const script =
      'for file in "$@"; do :; done; echo private > "$file"; echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ x" > "$file.pub"'
    await programs.make('ssh-keygen', { script })
    await sim.faults([
      { service: 'kms', operation: 'DescribeKey', kind: 'denied', code: 'NotFoundException', message: 'no key' },
    ])
    await sim.clearCalls()
    const { exitCode, stderr } = await connect('jump-host', '--ssh', '--os-user', 'ops')
    expect(exitCode, stderr).toBe(0)
    const sent = await sim.calls({ operation: 'SendSSHPublicKey' })
    expect(sent.map((call) => call.params)).toMatchObject([{ InstanceId: ids.instanceId, InstanceOSUser: 'ops' }])
    const [args = []] = await programs.runs('ssh')
    expect(args.at(-1)).toBe(`ops@${ids.instanceId}`)
  })
})
