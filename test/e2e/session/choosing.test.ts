import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { startInTerminal, terminalAvailable } from '../support/in-terminal.js'
import { freePort, saySkipped } from '../support/servers.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'
import { client } from '../support/tunnels.js'

const isHere = saySkipped('script, which makes terminals,', terminalAvailable)
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex')

describe.skipIf(!simAvailable || !doubleAvailable)('what connect connects to', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let folder: string
  let running: StartedCli | undefined
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-choosing-'))
    return () => rm(folder, { recursive: true })
  })
  afterEach(async () => {
    await running?.stop('SIGKILL')
    running = undefined
    await double.stop()
  })
  const gateway = async () => {
    const greetings = ['--greeting', 'postgres', '--greeting', 'mysql', '--shell-wait-ms', '0']
    double = await startDouble([...greetings, '--upstream', sim.url, '--share-sessions'])
  }
  const start = (...argv: string[]) => {
    running = new StartedCli(argv, { double, sim, cwd: folder })
    return running
  }
  const portOf = async (run: StartedCli, database: string) =>
    Number((await run.says(new RegExp(`${database} is at 127\\.0\\.0\\.1:(\\d+)`)))[1])
  const greets = async (port: number) => {
    const socket = await client(port)
    const answer = new Promise<string>((done) => socket.once('data', (data) => done(String(data))))
    socket.write(SSL_REQUEST)
    const letter = await answer
    socket.destroy()
    return letter
  }
  const sessions = async () => {
    const { counters, violations } = await double.stats()
    expect(violations).toEqual([])
    return [counters['api.StartSession'], counters['api.TerminateSession']]
  }

  it('--all: every database that can be reached, each at a port of its own', async () => {
    await gateway()
    const run = start('connect', '--all')
    const ports = [await portOf(run, ids.dbInstanceId), await portOf(run, ids.auroraClusterId)]
    expect(new Set(ports).size).toBe(2)
    expect(await greets(ports[0] ?? 0)).toBe('N')
    expect(await run.stop()).toBe(130)
    expect(run.stderr).toContain('All sessions have ended.')
    expect(await sessions()).toEqual([2, 2])
  })

  it('a connection saved in the config, with its port and its user; completion offers it', async () => {
    await gateway()
    const localPort = await freePort()
    const connections = { nightly: { database: ids.dbInstanceId, localPort, user: 'batch', via: ids.instanceId } }
    await writeFile(join(folder, 'ssm-ready.config.json'), JSON.stringify({ connections }))
    const completed = start('__complete', 'fish', '--', 'connect', 'ni')
    expect([await completed.ended, completed.stdout.split(/\s/)[0]]).toEqual([0, 'nightly'])
    const run = start('connect', 'nightly')
    expect(await portOf(run, ids.dbInstanceId)).toBe(localPort)
    expect(await greets(localPort)).toBe('N')
    expect((await run.prints(/psql .*/))[0]).toMatch(new RegExp(`port=${localPort} .*user=batch`))
    expect(await run.stop()).toBe(130)
    await rm(join(folder, 'ssm-ready.config.json'))
    expect(await sessions()).toEqual([1, 1])
  })

  describe.skipIf(!isHere)('picked on a terminal', () => {
    it('a database, by a part of its name; the state is shown as long as it is open', async () => {
      await gateway()
      const terminal = await startInTerminal(['connect'], { double, sim })
      await terminal.shows(/Connect to/)
      await terminal.shows(new RegExp(ids.auroraClusterId))
      terminal.type(ids.dbInstanceId)
      await terminal.shows(new RegExp(`Connect to.*${ids.dbInstanceId}`))
      terminal.type('\r')
      await terminal.shows(new RegExp(`${ids.dbInstanceId} is at 127\\.0\\.0\\.1:\\d+`))
      await terminal.shows(new RegExp(`${ids.dbInstanceId}  127\\.0\\.0\\.1:\\d+  open 00:00:0\\d`))
      terminal.type('\u0003')
      expect(await terminal.ended()).toEqual({ exitCode: 130, isRestored: true })
      expect(await sessions()).toEqual([1, 1])
    })

    it('a host, for a shell', async () => {
      await gateway()
      const terminal = await startInTerminal(['connect'], { double, sim })
      await terminal.shows(/Connect to/)
      terminal.type('shell')
      await terminal.shows(/Connect to.*shell/)
      terminal.type('\r')
      await terminal.shows(/sh-5\.2\$ /)
      terminal.type('exit\r')
      expect(await terminal.ended()).toEqual({ exitCode: 0, isRestored: true })
    })

    it.each([
      ['Ctrl-C', '\u0003'],
      ['Ctrl-D', '\u0004'],
    ])('nothing, at %s: no session is started', async (_, key) => {
      await gateway()
      const terminal = await startInTerminal(['connect'], { double, sim })
      await terminal.shows(/Connect to/)
      terminal.type(key)
      expect(await terminal.ended()).toEqual({ exitCode: 130, isRestored: true })
      expect(terminal.shown()).toContain('Nothing was chosen.')
      expect(await sessions()).toEqual([undefined, undefined])
    })
  })
})
