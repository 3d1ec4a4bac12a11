import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'

describe.skipIf(!simAvailable || !doubleAvailable)('connect without plugin and AWS CLI', () => {
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
    await double.stop()
  })
  const gateway = async (...options: string[]) => {
    double = await startDouble([...options, '--upstream', sim.url, '--share-sessions'])
  }
  const connect = (...argv: string[]) => {
    running = new StartedCli(['connect', ...argv], { double, sim })
    return running
  }
  const portOf = async (run: StartedCli, database: string) =>
    Number((await run.says(new RegExp(`${database} is at 127\\.0\\.0\\.1:(\\d+)`)))[1])

  it('opens tunnels, says what answered, and ends the sessions at Ctrl-C', async () => {
    await gateway('--greeting', 'postgres', '--greeting', 'mysql')
    const run = connect(ids.dbInstanceId, ids.auroraClusterId)
    const port = await portOf(run, ids.dbInstanceId)
    await portOf(run, ids.auroraClusterId)
    expect(run.stderr).toMatch(/PostgreSQL answered in \d+ ms/)
    expect(run.stderr).toMatch(/MySQL 8\.0\.35-double answered in \d+ ms/)
    const socket = connectTcp(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(Buffer.from('0000000804d2162f', 'hex'))
    expect(String((await once(socket, 'data'))[0])).toBe('N')
    expect(await run.stop()).toBe(130)
    expect(run.stdout).toMatch(new RegExp(`psql .*port=${port} `))
    const { counters, violations } = await double.stats()
    expect(counters).toMatchObject({ 'api.StartSession': 2, 'api.TerminateSession': 2 })
    expect(violations).toEqual([])
  })

  it('comes back on the same port after the connection was lost', async () => {
    await gateway('--greeting', 'postgres', '--fault', 'kill:after-ms=1500')
    const run = connect(ids.dbInstanceId)
    const port = await portOf(run, ids.dbInstanceId)
    await run.says(/the connection is back after/)
    const socket = connectTcp(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(Buffer.from('0000000804d2162f', 'hex'))
    expect(String((await once(socket, 'data'))[0])).toBe('N')
    expect(await run.stop('SIGTERM')).toBe(143)
  })

  it("ends with AWS's words when the service refuses a session", async () => {
    await gateway('--echo', '--fault', 'refuse:code=AccessDeniedException,action=ssm:StartSession')
    const run = connect(ids.dbInstanceId)
    expect(await run.ended).toBe(2)
    expect(run.stderr).toMatch(/AccessDenied.*ssm:StartSession/)
    expect(run.stderr).toContain('Your identity may not perform ssm:StartSession')
  })

  it('ends with the words of whoever ended its session, said once, when it is not to come back', async () => {
    await gateway('--greeting', 'postgres', '--fault', 'terminate:after-ms=1500,output=closed by an administrator')
    const run = connect(ids.dbInstanceId, '--no-reconnect')
    await portOf(run, ids.dbInstanceId)
    expect(await run.ended).toBe(2)
    expect(run.stderr.match(/closed by an administrator/g)).toHaveLength(1)
    expect(run.stderr).not.toMatch(/connections that come get a new one/)
  })

  it('names the hop that the audit blames when the host cannot open the port', async () => {
    await gateway('--fault', 'dial-refused', '--echo')
    const run = connect(ids.dbInstanceId)
    await run.says(/The host could not open .*:5432/)
    await run.says(/What the audit knows|nothing is wrong as far as the audit can see/)
    expect(await run.stop()).toBe(130)
  })

  it('takes the local port before it starts a session', async () => {
    await gateway('--echo')
    const run = connect(ids.dbInstanceId, '--local-port', new URL(sim.url).port)
    expect(await run.ended).toBe(1)
    expect(run.stderr).toMatch(/--local-port \d+: another program has it/)
    expect((await double.stats()).counters['api.StartSession']).toBeUndefined()
  })
})
