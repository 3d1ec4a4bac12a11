import { randomBytes } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from '../support/sim.js'
import { type Place, StartedCli } from '../support/started-cli.js'

describe.skipIf(!simAvailable || !doubleAvailable)('proxy', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
  })
  afterEach(async () => {
    await double.stop()
  })
  const gateway = async (...options: string[]) => {
    double = await startDouble([...options, '--upstream', sim.url, '--share-sessions'])
    await sim.clearCalls()
  }
  const proxy = (host: string, port = '22', more: Partial<Place> = {}) =>
    new StartedCli(['proxy', host, port], { double, sim, input: 'pipe', ...more })

  it('brings the banner, asks AWS for nothing but the session, and ends with its input', async () => {
    await gateway('--greeting', 'ssh')
    const run = proxy(ids.instanceId)
    await run.prints(/^SSH-2\.0-/)
    run.input.end()
    expect(await run.ended).toBe(0)
    expect(run.stderr).toBe('')
    const calls = await sim.calls()
    expect(calls.map(({ operation }) => operation)).toEqual(['StartSession', 'TerminateSession'])
    expect(calls[0]?.params).toMatchObject({ DocumentName: 'AWS-StartSSHSession', Target: ids.instanceId })
    expect((await double.stats()).violations).toEqual([])
  })

  it.each([[[]], [['kill:at-bytes=300000']], [['kill:at-bytes=300000,side=agent', 'lossy']]])(
    '1 MB each way, byte for byte: %j',
    async (faults) => {
      await gateway('--echo', '--route', 'localhost:22=echo', ...faults.flatMap((fault) => ['--fault', fault]))
      const run = proxy(ids.instanceId)
      const sent = randomBytes(1_000_000)
      run.input.write(sent)
      expect((await run.brings(sent.length)).equals(sent)).toBe(true)
      run.input.end()
      expect(await run.ended).toBe(0)
      expect((await double.stats()).violations).toEqual([])
    },
  )

  it('sends larger messages where that is asked for', async () => {
    const messagesFor = async (...argv: string[]) => {
      await gateway('--echo', '--route', 'localhost:22=echo')
      const run = new StartedCli(['proxy', ids.instanceId, '22', ...argv], { double, sim, input: 'pipe' })
      const sent = randomBytes(1_000_000)
      run.input.write(sent)
      expect((await run.brings(sent.length)).equals(sent)).toBe(true)
      run.input.end()
      expect(await run.ended).toBe(0)
      const { counters, violations } = await double.stats()
      expect(violations).toEqual([])
      await double.stop()
      // Each message is acknowledged once, and seldom again.
      return counters['acksToClient'] ?? 0
    }
    expect(await messagesFor()).toBeGreaterThanOrEqual(1_000_000 / 1_024)
    expect(await messagesFor('--message-size', '8192')).toBeLessThan(300)
  })

  it('finds a host by its name, whatever its capitals, with one call more', async () => {
    await gateway('--greeting', 'ssh')
    const run = proxy('Jump-HOST')
    await run.prints(/^SSH-2\.0-/)
    run.input.end()
    expect(await run.ended).toBe(0)
    const operations = (await sim.calls()).map(({ operation }) => operation)
    expect(operations).toEqual(['DescribeInstances', 'StartSession', 'TerminateSession'])
  })

  it('starts nothing for a name that nobody has', async () => {
    await gateway('--greeting', 'ssh')
    const run = proxy('jump?host')
    expect(await run.ended).toBe(1)
    expect([run.stdout, run.stderr]).toEqual(['', 'ssm-ready: No running host of the name "jump?host" in eu-west-1.\n'])
    expect((await double.stats()).counters['api.StartSession']).toBeUndefined()
  })

  it.each([
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const)('ends the session at %s', async (signal, exitCode) => {
    await gateway('--greeting', 'none', '--route', 'localhost:22=none')
    const run = proxy(ids.instanceId)
    await expect.poll(async () => (await double.stats()).counters['open.client'], { timeout: 20_000 }).toBe(1)
    expect(await run.stop(signal)).toBe(exitCode)
    expect(run.stderr).toBe('')
    expect((await double.stats()).counters['api.TerminateSession']).toBe(1)
  })

  it('ends the session when nobody reads any more', async () => {
    await gateway('--echo', '--route', 'localhost:22=echo')
    const run = proxy(ids.instanceId)
    run.input.write('one')
    await run.prints(/one/)
    run.output.destroy()
    run.input.write('two')
    await run.ended
    expect((await double.stats()).counters['api.TerminateSession']).toBe(1)
  })

  it('says on stderr alone why there is no connection, and what tells more', async () => {
    await gateway()
    const run = proxy(ids.instanceId, '2222')
    expect(await run.ended).toBe(2)
    expect(run.stdout).toBe('')
    expect(run.stderr).toMatch(/Unable to connect to specified port: .* What is in the way: ssm-ready explain i-/)
  })

  it.each([
    [['i-0123456789abcdef0', '0'], /<port>: expected a number from 1 to 65535, got "0"/],
    [['i-0123456789abcdef0', '22', '--message-size', '65537'], /--message-size: expected a number from 1 to 65536/],
    [['i-0123456789abcdef0', '22', '--region', 'all'], /--region: a host is in one region/],
  ])('refuses %j', async (argv, words) => {
    await gateway()
    const run = new StartedCli(['proxy', ...argv], { double, sim })
    expect(await run.ended).toBe(1)
    expect(run.stderr).toMatch(words)
  })
})
