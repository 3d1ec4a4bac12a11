import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from '../support/sim.js'
import { type Place, StartedCli } from '../support/started-cli.js'

const PSQL = '/usr/bin/psql'

describe.skipIf(!simAvailable || !doubleAvailable)('connect DATABASE -- COMMAND', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let folder: string
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-client-'))
    return () => rm(folder, { recursive: true })
  })
  afterEach(async () => {
    await double.stop()
  })
  const run = async (
    command: string[],
    { database = ids.dbInstanceId, ...more }: Partial<Place> & { database?: string } = {},
  ) => {
    double = await startDouble([
      ...['--greeting', 'postgres', '--greeting', 'mysql'],
      ...['--upstream', sim.url, '--share-sessions'],
    ])
    return new StartedCli(['connect', database, '--verbose', '--', ...command], { double, sim, cwd: folder, ...more })
  }
  const variables = async (more: Parameters<typeof run>[1] = {}) => {
    const cli = await run(['/usr/bin/env', '-0'], more)
    expect(await cli.ended).toBe(0)
    const pairs = cli.stdout.split('\0').map((line) => line.split(/=(.*)/s).slice(0, 2))
    return { stderr: cli.stderr, set: Object.fromEntries(pairs) as Record<string, string> }
  }

  it('sets where to connect, as whom, and ends the session with the command', async () => {
    const { set, stderr } = await variables()
    const port = set['PGPORT']
    expect(set).toMatchObject({
      PGHOST: '127.0.0.1',
      PGUSER: 'app',
      PGSSLMODE: 'require',
      SSM_READY_HOST: '127.0.0.1',
      SSM_READY_PORT: port,
      SSM_READY_USER: 'app',
      SSM_READY_ENDPOINT: ids.dbEndpoint,
      SSM_READY_URL: expect.stringMatching(new RegExp(`^postgresql://app@127\\.0\\.0\\.1:${port}(/|$)`)),
    })
    expect(set).not.toHaveProperty('PGPASSWORD')
    expect(set).not.toHaveProperty('PGSSLROOTCERT')
    expect(stderr).toMatch(/not verified: global-bundle\.pem is not in this folder \(curl /)
    const { counters, violations } = await double.stats()
    expect(counters).toMatchObject({ 'api.StartSession': 1, 'api.TerminateSession': 1 })
    expect(violations).toEqual([])
  })

  it('names the bundle where there is one, and leaves what the user has set', async () => {
    const bundle = join(folder, 'global-bundle.pem')
    await writeFile(bundle, '')
    const { set } = await variables({ env: { PGUSER: 'dba', PGPASSWORD: 'mine', PGHOST: 'elsewhere' } })
    await rm(bundle)
    expect(set).toMatchObject({ PGSSLMODE: 'verify-ca', PGSSLROOTCERT: bundle })
    expect(set).toMatchObject({ PGUSER: 'dba', PGPASSWORD: 'mine', PGHOST: '127.0.0.1', SSM_READY_USER: 'dba' })
  })

  it('sets what clients of MySQL read', async () => {
    const { set } = await variables({ database: ids.auroraClusterId })
    expect(set).toMatchObject({ MYSQL_HOST: '127.0.0.1', MYSQL_TCP_PORT: set['SSM_READY_PORT'] })
    expect(set).not.toHaveProperty('PGHOST')
  })

  it('gives the exit code of the command, and its words as they are', async () => {
    const cli = await run(['/bin/sh', '-c', 'printf out; printf err >&2; exit 7'])
    expect(await cli.ended).toBe(7)
    expect([cli.stdout, cli.stderr.endsWith('err')]).toEqual(['out', true])
  })

  it('hands signals on, and ends the session afterwards', async () => {
    const cli = await run(['/bin/sh', '-c', 'trap "exit 5" TERM; echo ready; while :; do /bin/sleep 0.1; done'])
    await cli.prints(/ready/)
    expect(await cli.stop('SIGTERM')).toBe(5)
    expect((await double.stats()).counters['api.TerminateSession']).toBe(1)
  })

  it('starts no session for a program that is not there, nor for a host', async () => {
    const missing = await run(['psqll'])
    expect([await missing.ended, missing.stderr]).toEqual([1, expect.stringMatching(/psqll is not on PATH/)])
    expect((await double.stats()).counters['api.StartSession']).toBeUndefined()
    await double.stop()
    const host = await run(['/bin/true'], { database: ids.instanceId })
    expect([await host.ended, host.stderr]).toEqual([
      1,
      expect.stringMatching(/runs through a tunnel; i-\w+ is a host/),
    ])
  })

  it('hands a token for the real endpoint to the command, and shows it to nobody else', async () => {
    const rds = new RDSClient({ region: REGION, credentials: CREDENTIALS, endpoint: sim.url })
    const modify = (EnableIAMDatabaseAuthentication: boolean) =>
      rds.send(
        new ModifyDBInstanceCommand({
          DBInstanceIdentifier: ids.dbInstanceId,
          EnableIAMDatabaseAuthentication,
          ApplyImmediately: true,
        }),
      )
    await modify(true)
    const { set, stderr } = await variables({ env: { PGUSER: 'reporting' } })
    const token = set['PGPASSWORD'] ?? ''
    expect(token).toMatch(
      new RegExp(`^${ids.dbEndpoint}:5432/\\?Action=connect&DBUser=reporting&X-Amz-Algorithm=.*Signature=`),
    )
    expect(stderr).toContain('PGPASSWORD holds an IAM token for reporting')
    expect(stderr).not.toContain(/Signature=(\w+)/.exec(token)?.[1])
    const own = await variables({ env: { PGPASSWORD: 'mine' } })
    expect(own.set['PGPASSWORD']).toBe('mine')
    await modify(false)
    rds.destroy()
  })

  it.skipIf(!existsSync(PSQL))('psql finds the server with no argument about it', async () => {
    const cli = await run([PSQL, '-c', 'select 1'], { env: { PGPASSWORD: 'x', PGSSLMODE: 'disable' } })
    expect(await cli.ended).toBe(2)
    expect(cli.stderr).toMatch(/server at "127\.0\.0\.1", port \d+ failed: FATAL/)
  })
})
