import { constants } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { hungUp } from '../support/hung-up.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'

describe.skipIf(!simAvailable || !doubleAvailable)('stopping', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let running: StartedCli | undefined
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
  })
  afterEach(async () => {
    await running?.stop('SIGKILL')
    await double.stop('SIGKILL')
  })
  const gateway = async (...options: string[]) => {
    const common = ['--greeting', 'postgres', '--greeting', 'ssh', '--shell-wait-ms', '0']
    double = await startDouble([...common, '--upstream', sim.url, '--share-sessions', ...options])
  }
  const start = (...argv: string[]) => {
    running = new StartedCli(argv, { double, sim, input: 'pipe' })
    return running
  }
  const timed = async (stopping: () => Promise<number | null>) => {
    const begun = performance.now()
    return { exitCode: await stopping(), ms: performance.now() - begun }
  }
  const opened: [string, (ids: ArticleIds) => string[], (run: StartedCli) => Promise<unknown>][] = [
    ['a tunnel', ({ dbInstanceId }) => ['connect', dbInstanceId], (run) => run.says(/is at 127/)],
    ['a shell', ({ instanceId }) => ['connect', instanceId], (run) => run.prints(/sh-5/)],
    ['a proxy', ({ instanceId }) => ['proxy', instanceId, '22'], (run) => run.prints(/SSH-2/)],
  ]

  it.each(opened)(
    '%s takes seconds where the network has gone, not all retries of the last call',
    async (_, argv, up) => {
      await gateway()
      const run = start(...argv(ids))
      await up(run)
      // Whoever is stopped answers nothing, and refuses nothing.
      void double.stop('SIGSTOP')
      const { exitCode, ms } = await timed(() => run.stop())
      expect(exitCode).toBe(130)
      expect(ms).toBeLessThan(6_000)
    },
  )

  it.each([
    ['a tunnel', ({ dbInstanceId }: ArticleIds) => ['connect', dbInstanceId], /through/],
    ['a shell', ({ instanceId }: ArticleIds) => ['connect', instanceId], /a shell on/],
  ] as const)('%s leaves no session behind where nobody reads what it says', async (_, argv, first) => {
    await gateway()
    const run = start(...argv(ids))
    await run.says(first)
    run.closeOutputs()
    expect(await run.ended).toBe(141)
    const { counters } = await double.stats()
    expect(counters).toMatchObject({ 'api.StartSession': 1, 'api.TerminateSession': 1 })
  })

  it.each([
    ['a tunnel', ({ dbInstanceId }: ArticleIds) => ['connect', dbInstanceId], 'is at 127'],
    ['a shell', ({ instanceId }: ArticleIds) => ['connect', instanceId], 'sh-5'],
  ] as const)(
    '%s ends as one that is hung up does, its session ended, where the terminal is closed',
    async (_, argv, words) => {
      await gateway()
      expect(await hungUp(words, argv(ids), { double, sim })).toBe(-constants.signals.SIGHUP)
      const { counters } = await double.stats()
      expect(counters).toMatchObject({ 'api.StartSession': 1, 'api.TerminateSession': 1 })
    },
  )

  it('says that AWS did not answer, and stops at once when asked again', async () => {
    await gateway()
    const silent = start('connect', ids.dbInstanceId)
    await silent.says(/is at 127/)
    void double.stop('SIGSTOP')
    await silent.stop()
    expect(silent.stderr).toContain('AWS did not answer when the session was to end')
    await double.stop('SIGKILL')
    await gateway()
    const twice = start('connect', ids.dbInstanceId)
    await twice.says(/is at 127/)
    void double.stop('SIGSTOP')
    void twice.stop()
    await wait(700)
    const { exitCode, ms } = await timed(() => twice.stop())
    expect(exitCode).toBe(130)
    expect(ms).toBeLessThan(1_000)
  })

  it.each(opened)('%s leaves no session behind that the service was still starting', async (_, argv) => {
    await gateway('--latency-ms', '600')
    const run = start(...argv(ids))
    const started = async () => (await double.stats()).counters['api.StartSession'] ?? 0
    await expect.poll(started, { timeout: 20_000, interval: 20 }).toBe(1)
    const { exitCode, ms } = await timed(() => run.stop())
    expect(exitCode).toBe(130)
    expect(ms).toBeLessThan(6_000)
    const { counters } = await double.stats()
    expect(counters).toMatchObject({ 'api.StartSession': 1, 'api.TerminateSession': 1 })
  })
})
