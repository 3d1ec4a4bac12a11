import { execFile } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/report.js'
import { buildDataStores } from '../support/data-stores.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type Heard, startHttps } from '../support/https-server.js'
import { OTHER_SHARD, redisAvailable, startRedis } from '../support/redis.js'
import {
  authority,
  opensslAvailable,
  PASSWORD,
  postgresFolder,
  type Server,
  saySkipped,
  startPostgres,
  USER,
} from '../support/servers.js'
import { freshSim, type Sim, simAvailable } from '../support/sim.js'
import { StartedCli } from '../support/started-cli.js'

const isHere = saySkipped('openssl', opensslAvailable)
const hasRedis = saySkipped("Debian's redis-server with redis-tools", redisAvailable)
const hasPostgres = saySkipped("Debian's postgresql", postgresFolder !== undefined && existsSync('/usr/bin/psql'))
const hasCurl = saySkipped('curl', existsSync('/usr/bin/curl'))
const hasKubectl = saySkipped('kubectl', existsSync('/usr/bin/kubectl'))
const PATH = '/usr/bin:/bin'
const run = promisify(execFile)

describe.skipIf(!simAvailable || !doubleAvailable || !isHere)('clients beyond RDS behind a tunnel', () => {
  let sim: Sim
  let double: Double
  let folder: string
  let ca: string
  let other: string
  const endpoints = new Map<string, string>()
  const servers: Server[] = []
  const routes: string[] = []
  let running: StartedCli | undefined

  beforeAll(async () => {
    sim = await freshSim()
    await buildDataStores(sim, await sim.article())
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-stores-'))
    await run('chmod', ['755', folder])
    double = await startDouble(['--echo', '--upstream', sim.url, '--share-sessions'])
    const audit = cli(['audit', '--format', 'json', '--fail-on', 'none'])
    expect(await audit.ended).toBe(0)
    for (const { databaseId, endpoint } of (JSON.parse(audit.stdout) as Report).databases)
      endpoints.set(databaseId, endpoint)
    await double.stop()
    await startServers()
    return async () => {
      await Promise.all(servers.map((server) => server.stop()))
      await rm(folder, { recursive: true })
    }
  })
  afterEach(async () => {
    await running?.stop('SIGKILL')
    running = undefined
    await double.stop()
  })

  async function startServers() {
    const amazon = authority(join(folder, 'amazon'), 'amazon')
    ca = amazon.ca
    other = authority(join(folder, 'other'), 'other').ca
    cpSync(ca, join(folder, 'amazon-trust-ca-bundle.crt'))
    const certificateOf = (id: string) => amazon.certify(endpoints.get(id) ?? '')
    const add = (id: string, port: number, server: Server) => {
      servers.push(server)
      routes.push('--route', `${endpoints.get(id)}:${port}=${server.port}`)
    }
    if (hasRedis) {
      add('basket', 6379, await startRedis(join(folder, 'redis'), certificateOf('basket')))
      add('shards', 6379, await startRedis(join(folder, 'shard'), certificateOf('shards'), { isSharded: true }))
    }
    if (hasPostgres) add('facts', 5439, await startPostgres(join(folder, 'postgres'), certificateOf('facts')))
    const apis = ['texts', 'fleet', 'the-neptune']
    const https = await startHttps(new Map(apis.map((id) => [endpoints.get(id) ?? '', certificateOf(id)])))
    for (const id of apis) add(id, id === 'the-neptune' ? 8182 : 443, https)
  }

  const cli = (argv: string[], env: Record<string, string> = {}) =>
    new StartedCli(argv, { double, sim, cwd: folder, env: { PATH, HOME: folder, ...env } })
  const gateway = async () => {
    double = await startDouble(['--upstream', sim.url, '--share-sessions', ...routes])
  }
  /** Opens a tunnel. @returns the client's line, as it is printed */
  const lineOf = async (id: string, program: string) => {
    await gateway()
    running = cli(['connect', id])
    await running.says(new RegExp(`${id} is at 127\\.0\\.0\\.1:\\d+`))
    const [line = ''] = await running.prints(new RegExp(`^${program} .*$`, 'm'))
    return line
  }
  /** As somebody would paste it, on a machine that trusts this authority. */
  const paste = async (line: string, env: Record<string, string> = {}) => {
    const trust = { SSL_CERT_FILE: ca, CURL_CA_BUNDLE: ca }
    const ended = await run('/bin/bash', ['-c', line], { cwd: folder, env: { PATH, HOME: folder, ...trust, ...env } })
    return ended.stdout.trim()
  }
  const heard = async (line: string): Promise<Heard> => JSON.parse(await paste(line))

  describe.skipIf(!hasRedis)('Redis', () => {
    /** Valkey's client is the same under another name, which Debian 12 has not. */
    const redisLine = async (id: string) => (await lineOf(id, '(?:redis|valkey)-cli')).replace(/^valkey/, 'redis')
    const auth = { REDISCLI_AUTH: PASSWORD }

    it('logs in by the printed line over verified TLS, and refuses another authority', async () => {
      const line = await redisLine('basket')
      expect(running?.stderr).toMatch(/Redis answered in \d+ ms/)
      expect(await paste(`${line} PING`, auth)).toBe('PONG')
      expect(await paste(`${line} --user ${USER} ACL WHOAMI`, auth)).toBe(USER)
      expect(await paste(`${line} PING`)).toMatch(/NOAUTH/)
      await expect(paste(`${line} PING`, { ...auth, SSL_CERT_FILE: other })).rejects.toThrow(
        /SSL_connect failed: certificate verify failed/,
      )
    })

    it('carries large values', async () => {
      const line = await redisLine('basket')
      await paste(`head -c 3000000 /dev/zero | tr '\\0' x | ${line} -x SET large`, auth)
      expect(await paste(`${line} GET large | tr -d '\\n' | wc -c`, auth)).toBe('3000000')
    })

    it('is told the tunnel when it runs after --', async () => {
      await gateway()
      const env = { ...auth, SSL_CERT_FILE: ca }
      const ping = cli(['connect', 'basket', '--', 'redis-cli', 'PING'], env)
      expect([await ping.ended, ping.stdout]).toEqual([0, 'PONG\n'])
      const named = cli(['connect', 'basket', '--', 'redis-cli', 'ACL', 'WHOAMI'], { ...env, SSM_READY_USER: USER })
      expect([await named.ended, named.stdout]).toEqual([0, `${USER}\n`])
    })

    it('in cluster mode is said to send clients on, once, and does', async () => {
      const line = await redisLine('shards')
      await running?.says(/Cluster mode: each shard sends a client on/)
      await running?.says(/--askpass/)
      expect(running?.stderr.match(/Cluster mode/g)).toHaveLength(1)
      expect(await paste(`${line} SET bar 1`, auth)).toBe('OK')
      expect(await paste(`${line} GET foo`, auth)).toBe(`MOVED 12182 ${OTHER_SHARD}`)
      const after = cli(['connect', 'shards', '--', 'redis-cli', 'GET', 'bar'], { ...auth, SSL_CERT_FILE: ca })
      expect([await after.ended, after.stdout]).toEqual([0, '1\n'])
      expect(after.stderr).toMatch(/Cluster mode/)
    })
  })

  describe.skipIf(!hasPostgres)('Redshift', () => {
    it('logs in by the printed line, and verifies the name', async () => {
      const line = (await lineOf('facts', 'psql')).replace('dbname=facts', 'dbname=postgres')
      expect(running?.stderr).toMatch(/Redshift answered in \d+ ms/)
      expect(line).toContain('sslmode=verify-full')
      expect(await paste(`${line} -Atc 'select 42'`, { PGPASSWORD: PASSWORD })).toBe('42')
    })

    it('psql after -- takes a password of its own, and says where IAM makes no login', async () => {
      await gateway()
      const argv = ['connect', 'facts', '--', 'psql', '-w', '-d', 'postgres', '-Atc', 'select current_user']
      const own = cli(argv, { PGPASSWORD: PASSWORD })
      expect([await own.ended, own.stdout]).toEqual([0, `${USER}\n`])
      expect(own.stderr).not.toMatch(/IAM made no login/)
      await sim.faults([{ service: 'redshift', operation: 'GetClusterCredentialsWithIAM', kind: 'denied' }])
      const without = cli(argv)
      expect(await without.ended).toBe(2)
      await sim.clearFaults()
      expect(without.stderr).toMatch(/IAM made no login \(.+\): log in with a password of your own/)
    })
  })

  it.skipIf(!hasCurl).each([
    ['texts', 'curl', '/_cluster/health?pretty=true', ''],
    ['the-neptune', 'curl', '/status', ':8182'],
  ])('curl asks %s for its real name, in TLS and in the request', async (id, program, path, port) => {
    const line = await lineOf(id, program)
    const name = endpoints.get(id)
    expect(await heard(`${line} -sS`)).toEqual({ name, host: `${name}${port}`, path, body: '' })
    await expect(paste(`${line} -sS`, { CURL_CA_BUNDLE: other, SSL_CERT_FILE: other })).rejects.toThrow(/certificate/)
  })

  it.skipIf(!hasKubectl)('kubectl verifies the real name, as a line and after --', async () => {
    const line = await lineOf('fleet', 'kubectl')
    const name = endpoints.get('fleet')
    const kubeconfig = (file: string) => `
apiVersion: v1
kind: Config
clusters: [{name: fleet, cluster: {server: "https://unused.example", certificate-authority: "${file}"}}]
contexts: [{name: fleet, context: {cluster: fleet, user: fleet}}]
users: [{name: fleet, user: {token: not-a-secret}}]
current-context: fleet
`
    await writeFile(join(folder, 'kubeconfig'), kubeconfig(ca))
    await writeFile(join(folder, 'otherconfig'), kubeconfig(other))
    const raw = line.replace('get namespaces', 'get --raw /version')
    const env = (file: string) => ({ KUBECONFIG: join(folder, file) })
    expect(JSON.parse(await paste(raw, env('kubeconfig')))).toMatchObject({ name, path: '/version' })
    await expect(paste(raw, env('otherconfig'))).rejects.toThrow(/certificate/)
    const after = cli(['connect', 'fleet', '--', 'kubectl', 'get', '--raw', '/version'], env('kubeconfig'))
    expect(await after.ended).toBe(0)
    expect(JSON.parse(after.stdout)).toMatchObject({ name, path: '/version' })
  })
})
