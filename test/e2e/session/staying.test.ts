import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { TerminateInstancesCommand } from '@aws-sdk/client-ec2'
import { SSMClient, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { freePort } from '../support/servers.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'
import { client, echoes, type OpenedTunnel, openTunnelTo } from '../support/tunnels.js'
import { Variants } from '../support/variants.js'

/** Milliseconds that a laptop sleeps: longer than pings and their answers, retransmissions and calls may take. */
const NAP = 100_000

describe.skipIf(!simAvailable || !doubleAvailable)('a tunnel stays', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let port: number
  let running: StartedCli | undefined
  let opened: OpenedTunnel | undefined
  beforeEach(async () => {
    sim = await freshSim()
    ids = await sim.article()
    port = await freePort()
  })
  afterEach(async () => {
    await running?.stop('SIGKILL')
    await opened?.close()
    ;[running, opened] = [undefined, undefined]
    await double.stop()
  })
  const gateway = async (...options: string[]) => {
    const common = ['--echo', '--port', String(port), '--upstream', sim.url, '--share-sessions']
    double = await startDouble([...common, ...options])
  }
  const connect = async (...argv: string[]) => {
    running = new StartedCli(['connect', ids.dbInstanceId, ...argv], { double, sim })
    const [, at] = await running.says(/is at 127\.0\.0\.1:(\d+)/)
    return { run: running, at: Number(at) }
  }
  const nap = async ({ pid }: StartedCli) => {
    process.kill(pid, 'SIGSTOP')
    await wait(NAP)
    process.kill(pid, 'SIGCONT')
  }
  const endSessions = async () => {
    const ssm = new SSMClient({ region: REGION, credentials: CREDENTIALS, endpoint: double.url })
    const { sessions } = await double.stats()
    for (const { id } of sessions) await ssm.send(new TerminateSessionCommand({ SessionId: id })).catch(() => undefined)
    ssm.destroy()
  }

  it('on a laptop that slept: a connection goes on, and what was sent meanwhile arrives', async () => {
    await gateway()
    const { run, at } = await connect()
    const socket = await client(at)
    expect(await echoes(socket, 50_000)).toBe(true)
    const napping = nap(run)
    await wait(1_000)
    const answer = echoes(socket, 300_000)
    await napping
    expect(await answer).toBe(true)
    expect(await run.stop()).toBe(130)
  }, 200_000)

  it.each([
    ['whose connection was cut meanwhile', ['kill:after-ms=20000'], /the connection is back after/],
    ['whose session AWS ended meanwhile', ['terminate:after-ms=20000'], /the session ended/],
  ])(
    'on a laptop that slept, %s: the next client is served at the same port',
    async (_, faults, words) => {
      await gateway(...faults.flatMap((fault) => ['--fault', fault]))
      const { run, at } = await connect()
      await nap(run)
      expect(await echoes(await client(at), 50_000)).toBe(true)
      expect(run.stderr).toMatch(words)
      expect(await run.stop()).toBe(130)
      expect((await double.stats()).violations).toEqual([])
    },
    200_000,
  )

  it('when its host is replaced, through another that is ready', async () => {
    const variants = new Variants(sim, ids)
    const other = await variants.host('other')
    await gateway()
    const { run, at } = await connect('--via', ids.instanceId)
    await run.stop()
    const second = await connect()
    const [, first] = /through .*\((i-\w+)\)/.exec(second.run.stderr) ?? []
    const next = first === other ? ids.instanceId : other
    await variants.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first ?? ''] }))
    await sim.deleteAgent(first ?? '')
    await endSessions()
    await second.run.says(new RegExp(`goes on through .*${next}`))
    expect(await echoes(await client(second.at), 50_000)).toBe(true)
    expect(second.at).toBe(at)
    expect(await second.run.stop()).toBe(130)
    variants.destroy()
  })

  it('when its only host is gone, until an auto-healing group has launched the next; clients wait', async () => {
    const variants = new Variants(sim, ids)
    await gateway()
    const { run, at } = await connect()
    await variants.ec2.send(new TerminateInstancesCommand({ InstanceIds: [ids.instanceId] }))
    await sim.deleteAgent(ids.instanceId)
    await endSessions()
    await run.says(/no new session yet \(Database \S+ has no jump host .*trying again in \d+ s/)
    const early = client(at).then((socket) => echoes(socket, 20_000))
    const healed = await variants.host('healed')
    await run.says(new RegExp(`goes on through .*${healed}`))
    expect(await early).toBe(true)
    expect(await run.stop()).toBe(130)
    variants.destroy()
  })

  it('when its gateway is killed and comes back with no memory of the session; clients wait', async () => {
    await gateway()
    const { run, at } = await connect()
    const before = await client(at)
    expect(await echoes(before, 10_000)).toBe(true)
    await double.stop('SIGKILL')
    await run.says(/the connection was lost; it is being taken up again/)
    const early = client(at).then((socket) => echoes(socket, 20_000))
    await wait(2_000)
    await gateway()
    expect(await early).toBe(true)
    expect(await echoes(await client(at), 20_000)).toBe(true)
    expect(await run.stop()).toBe(130)
  })

  it('and lets go of a client that ended its half and was killed', async () => {
    double = await startDouble(['--echo'])
    opened = await openTunnelTo(double)
    const { tunnel } = opened
    const script = `require('node:net').connect({ port: ${opened.port}, host: '127.0.0.1', allowHalfOpen: true }).end('1')`
    const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => undefined, 1_000)`])
    while (tunnel.state.received === 0) await wait(50)
    child.kill('SIGKILL')
    await wait(2_000)
    expect(tunnel.state.connections).toBe(1)
    // Linux remembers a connection that nobody holds for a minute.
    await expect.poll(() => tunnel.state.connections, { timeout: 90_000, interval: 500 }).toBe(0)
  })
})
