import { execFile } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import {
  authority,
  freePort,
  mariadbAvailable,
  opensslAvailable,
  PASSWORD,
  postgresFolder,
  type Server,
  saySkipped,
  startMariadb,
  startPostgres,
  USER,
} from '../support/servers.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'
import { client } from '../support/tunnels.js'

const isHere = saySkipped(
  "Debian's postgresql, mariadb-server and openssl",
  postgresFolder !== undefined && mariadbAvailable && opensslAvailable && existsSync('/usr/bin/psql'),
)
const JARS = ['postgresql', 'mariadb-java-client'].map((name) => `/usr/share/java/${name}.jar`)
const javaAvailable = saySkipped(
  'Java with drivers for PostgreSQL and MariaDB',
  existsSync('/usr/bin/java') && JARS.every(existsSync),
)
const PATH = '/usr/bin:/bin'
const run = promisify(execFile)

describe.skipIf(!simAvailable || !doubleAvailable || !isHere)('real databases behind a tunnel', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let folder: string
  let postgres: Server
  let mariadb: Server
  let port: number
  let running: StartedCli | undefined
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-databases-'))
    const rds = authority(join(folder, 'rds'), 'rds')
    cpSync(rds.ca, join(folder, 'global-bundle.pem'))
    cpSync(authority(join(folder, 'other'), 'other').ca, join(folder, 'other.pem'))
    await run('chmod', ['755', folder])
    postgres = await startPostgres(join(folder, 'postgres'), rds.certify(ids.dbEndpoint))
    mariadb = await startMariadb(join(folder, 'mariadb'), rds.certify(ids.auroraEndpoint))
    port = await freePort()
    return async () => {
      await Promise.all([postgres.stop(), mariadb.stop()])
      await rm(folder, { recursive: true })
    }
  })
  afterEach(async () => {
    await running?.stop('SIGKILL')
    running = undefined
    await double.stop()
  })
  const gateway = async (...options: string[]) => {
    double = await startDouble([
      ...['--port', String(port), '--agent-chunk', '16384', '--upstream', sim.url, '--share-sessions'],
      ...['--route', `*:5432=${postgres.port}`, '--route', `*:3306=${mariadb.port}`, ...options],
    ])
  }
  const cli = (argv: string[], env: Record<string, string> = {}) =>
    new StartedCli(argv, { double, sim, cwd: folder, env: { HOME: folder, ...env } })
  const connect = async (...argv: string[]) => {
    running = cli(['connect', ...argv], { PATH })
    const ports: Record<string, number> = {}
    for (const database of argv.filter((word) => word === ids.dbInstanceId || word === ids.auroraClusterId))
      ports[database] = Number((await running.says(new RegExp(`${database} is at 127\\.0\\.0\\.1:(\\d+)`)))[1])
    return { run: running, portOf: (database: string) => ports[database] ?? 0 }
  }
  /** As somebody would paste it, with what they know in place of the words to replace. */
  const paste = (line: string, more = '') =>
    run('/bin/bash', ['-c', `${line.replaceAll('YOUR_DATABASE', USER)} ${more}`], {
      cwd: folder,
      env: { PATH, PGPASSWORD: PASSWORD, MYSQL_PWD: PASSWORD, HOME: folder },
    })
  const lineOf = ({ stdout }: StartedCli, program: string) =>
    stdout.split('\n').find((line) => line.startsWith(program)) ?? ''
  const select = async (at: number, host = '127.0.0.1') => {
    const conninfo = `host=${host} port=${at} user=${USER} dbname=postgres connect_timeout=30`
    return (await paste(`psql '${conninfo}' -Atc`, `'select 41 + 1'`)).stdout.trim()
  }

  it('psql after -- logs in over verified TLS', async () => {
    await gateway()
    const sql = "select 'ssl ' || ssl from pg_stat_ssl where pid = pg_backend_pid()"
    const argv = ['connect', ids.dbInstanceId, '--', '/usr/bin/psql', '-d', 'postgres', '-Atc', sql]
    const psql = cli(argv, { PGPASSWORD: PASSWORD })
    expect([await psql.ended, psql.stdout]).toEqual([0, 'ssl true\n'])
    const other = cli(argv, { PGPASSWORD: PASSWORD, PGSSLROOTCERT: join(folder, 'other.pem') })
    expect([await other.ended, other.stderr]).toEqual([2, expect.stringMatching(/certificate verify failed/)])
  })

  it("MariaDB's client after -- logs in over verified TLS as the master user", async () => {
    await gateway()
    const sql =
      "select current_user(), variable_value <> '' from information_schema.session_status where variable_name = 'Ssl_cipher'"
    for (const program of ['mariadb', 'mysql']) {
      const argv = ['connect', ids.auroraClusterId, '--', `/usr/bin/${program}`, '-BNe', sql]
      const mariadb = cli(argv, { MYSQL_PWD: PASSWORD })
      expect([await mariadb.ended, mariadb.stdout]).toEqual([0, `${USER}@%\t1\n`])
    }
    const dump = cli(['connect', ids.auroraClusterId, '--', '/usr/bin/mariadb-dump', USER], { MYSQL_PWD: PASSWORD })
    expect([await dump.ended, dump.stdout]).toEqual([0, expect.stringMatching(/-- Dump completed/)])
  })

  it('the printed lines log in, verify the name where the client can, and refuse another authority', async () => {
    await gateway()
    const { run: cliRun } = await connect(ids.dbInstanceId, ids.auroraClusterId)
    await cliRun.prints(/psql .*\n/)
    await cliRun.prints(/mariadb .*\n/)
    const psql = lineOf(cliRun, 'psql').replace('YOUR_DATABASE', 'postgres')
    expect(psql).toContain('sslmode=verify-full')
    expect((await paste(psql, `-Atc 'select 42'`)).stdout).toBe('42\n')
    await expect(paste(psql.replace('global-bundle', 'other'))).rejects.toThrow(/certificate verify failed/)
    await expect(paste(psql.replace(/host=\S+ /, 'host=another.example '))).rejects.toThrow(/does not match host name/)
    const mariadb = lineOf(cliRun, 'mariadb').replace(' --password', '')
    expect((await paste(mariadb, `-BNe 'select 42'`)).stdout).toBe('42\n')
    await expect(paste(mariadb.replace('global-bundle', 'other'), `-BNe 'select 42'`)).rejects.toThrow(/certificate/)
  })

  it.skipIf(!javaAvailable)('the printed addresses log in from Java, and refuse another authority', async () => {
    await gateway()
    const { portOf } = await connect(ids.dbInstanceId, ids.auroraClusterId)
    const audit = cli(['audit', '--format', 'json', '--fail-on', 'none'])
    expect(await audit.ended).toBe(0)
    const { tunnels } = JSON.parse(audit.stdout)
    const urlOf = (database: string) => {
      const { localPort, commands } = tunnels.find((tunnel: { databaseId: string }) => tunnel.databaseId === database)
      const { bash } = commands.client.find((each: { client: string }) => each.client === 'jdbc')
      return bash
        .replace(`:${localPort}`, `:${portOf(database)}`)
        .replace('YOUR_DATABASE', database === ids.dbInstanceId ? 'postgres' : USER)
    }
    const forMariadb = urlOf(ids.auroraClusterId)
      .replace('jdbc:mysql', 'jdbc:mariadb')
      .replace(
        /sslMode=.*/,
        'sslMode=verify-ca&useSsl=true&disableSslHostnameVerification=true&serverSslCert=global-bundle.pem',
      )
    const urls = [urlOf(ids.dbInstanceId), forMariadb]
    await writeFile(join(folder, 'Select.java'), JAVA)
    const argv = ['-cp', JARS.join(':'), 'Select.java', PASSWORD]
    const all = [...urls, ...urls.map((url) => url.replace('global-bundle', 'other'))]
    const { stdout } = await run('/usr/bin/java', [...argv, ...all], { cwd: folder })
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      '42',
      '42',
      expect.stringMatching(/PKIX/),
      expect.stringMatching(/PKIX/),
    ])
  })

  it('comes back by itself after its gateway was killed: the next client logs in at the same port', async () => {
    await gateway()
    const { run: cliRun, portOf } = await connect(ids.dbInstanceId)
    const at = portOf(ids.dbInstanceId)
    expect(await select(at)).toBe('42')
    await double.stop('SIGKILL')
    await cliRun.says(/the connection was lost; it is being taken up again/)
    const early = select(at)
    await gateway()
    expect(await early).toBe('42')
    expect(await select(at)).toBe('42')
    expect(await cliRun.stop()).toBe(130)
  })

  it('takes clients of both kinds of localhost, idle ones, fifty at once and another process beside', async () => {
    await gateway()
    const { portOf } = await connect(ids.dbInstanceId)
    const at = portOf(ids.dbInstanceId)
    const first = running
    const idle = await client(at)
    expect(await select(at, '::1')).toBe('42')
    const sockets = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const socket = await client(at)
        const answer = new Promise<string>((done) => socket.once('data', (data) => done(String(data))))
        socket.write(Buffer.from('0000000804d2162f', 'hex'))
        return { socket, answer: await answer }
      }),
    )
    expect(sockets.map(({ answer }) => answer)).toEqual(sockets.map(() => 'S'))
    const { portOf: ofSecond } = await connect(ids.dbInstanceId)
    expect(ofSecond(ids.dbInstanceId)).not.toBe(at)
    expect(await Promise.all([select(at), select(ofSecond(ids.dbInstanceId))])).toEqual(['42', '42'])
    for (const { socket } of sockets) socket.destroy()
    idle.destroy()
    expect(await first?.stop()).toBe(130)
    expect(await running?.stop()).toBe(130)
    const { counters, violations } = await double.stats()
    expect(counters).toMatchObject({ 'api.StartSession': 2, 'api.TerminateSession': 2 })
    expect(violations).toEqual([])
  })

  it('brings every byte of a large answer', async () => {
    await gateway()
    const { portOf } = await connect(ids.dbInstanceId, '--streams', '2')
    const conninfo = `host=127.0.0.1 port=${portOf(ids.dbInstanceId)} user=${USER} dbname=postgres`
    const count = async () => {
      const { stdout } = await paste(`psql '${conninfo}' -Atc "select repeat('0123456789', 500000)" | md5sum`)
      return stdout.trim()
    }
    const { stdout: expected } = await paste(`(printf '0123456789%.0s' {1..500000}; echo) | md5sum`)
    expect(await Promise.all([count(), count()])).toEqual([expected.trim(), expected.trim()])
  })
})

const JAVA = `
import java.sql.*;
import java.util.Properties;
public class Select {
  public static void main(String[] args) {
    for (int i = 1; i < args.length; i++) {
      Properties properties = new Properties();
      properties.setProperty("password", args[0]);
      try (Connection connection = DriverManager.getConnection(args[i], properties);
          ResultSet rows = connection.createStatement().executeQuery("select 42")) {
        rows.next();
        System.out.println(rows.getInt(1));
      } catch (SQLException failure) {
        System.out.println(failure.getMessage().split("\\n")[0]);
      }
    }
  }
}
`
