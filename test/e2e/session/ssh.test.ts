import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ownProxyCommand } from '../../../src/report/commands/ssh.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type Server, saySkipped, sshdAvailable, startSshd } from '../support/servers.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from '../support/sim.js'
import { CLI, environmentOf, StartedCli } from '../support/started-cli.js'

const isHere = saySkipped("OpenSSH's server, ssh, scp and ssh-keygen", sshdAvailable)
const user = userInfo().username
/** In place of the host keys of a machine that nobody has met. */
const TRUSTING = ['StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'LogLevel ERROR']

describe.skipIf(!simAvailable || !doubleAvailable || !isHere)('a real sshd behind a session', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let folder: string
  let sshd: Server & { key: string }
  const file = (name: string) => join(folder, name)
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-ssh-'))
    sshd = await startSshd(file('sshd'))
    return async () => {
      await sshd.stop()
      await rm(folder, { recursive: true })
    }
  })
  afterEach(async () => {
    expect((await double.stats()).violations).toEqual([])
    await double.stop()
  })
  const gateway = async (...options: string[]) => {
    const route = ['--route', `localhost:22=${sshd.port}`, '--agent-chunk', '16384']
    double = await startDouble([...route, ...options, '--upstream', sim.url, '--share-sessions'])
  }
  /** As the printed ssh_config has it, with `ssm-ready` of this build. */
  const configure = async () => {
    const proxy = ownProxyCommand({ region: REGION }, [process.execPath, CLI])
    const lines = [`Host jump i-*`, `User ${user}`, `IdentityFile ${sshd.key}`, `ProxyCommand ${proxy}`, ...TRUSTING]
    await writeFile(file('config'), `Host jump\nHostName ${ids.instanceId}\n${lines.join('\n')}\n`)
  }
  /** The code, what it printed, and what it said. */
  const run = (program: string, args: string[], input = '') =>
    new Promise<{ code: unknown; stdout: Buffer; stderr: string }>((done) => {
      const env = { ...environmentOf({ double, sim }), PATH: '/usr/bin:/bin', HOME: folder }
      const options = { env, encoding: 'buffer', maxBuffer: 64 << 20 } as const
      const child = execFile(program, ['-F', file('config'), ...args], options, (error, stdout, stderr) =>
        done({ code: error ? error.code : 0, stdout, stderr: String(stderr) }),
      )
      child.stdin?.end(input)
    })
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

  it('logs in, runs a command, and gives its exit code', async () => {
    await gateway()
    await configure()
    const { code, stdout, stderr } = await run('/usr/bin/ssh', ['jump', 'cat; exit 7'], 'through the session\n')
    expect([code, String(stdout), stderr]).toEqual([7, 'through the session\n', ''])
    const { counters } = await double.stats()
    expect(counters).toMatchObject({ 'api.StartSession': 1, 'api.TerminateSession': 1 })
  })

  it.each([[[]], [['kill:at-bytes=3000000']], [['kill:at-bytes=3000000,side=agent']]])(
    'copies 5 MB there and back, byte for byte: %j',
    async (faults) => {
      await gateway(...faults.flatMap((fault) => ['--fault', fault]))
      await configure()
      const sent = randomBytes(5_000_000)
      await writeFile(file('sent'), sent)
      const there = await run('/usr/bin/scp', [file('sent'), `jump:${file('there')}`])
      expect([there.code, there.stderr]).toEqual([0, ''])
      const back = await run('/usr/bin/scp', [`jump:${file('there')}`, file('back')])
      expect([back.code, digest(await readFile(file('back')))]).toEqual([0, digest(sent)])
      expect((await double.stats()).counters['fault.kill'] ?? 0).toBe(2 * faults.length)
    },
  )

  it('says why on stderr when the agent is gone', async () => {
    await gateway('--fault', 'refuse:code=TargetNotConnected')
    await configure()
    const { code, stdout, stderr } = await run('/usr/bin/ssh', ['jump', 'true'])
    expect([code, String(stdout)]).toEqual([255, ''])
    expect(stderr).toMatch(/ssm-ready: TargetNotConnected.* What is in the way: .*ssm-ready explain i-/)
  })

  it('connect HOST --ssh logs in with the key that EC2 Instance Connect was given, and leaves none behind', async () => {
    await gateway()
    await configure()
    const given: string[] = []
    const instanceConnect = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += chunk))
      request.on('end', async () => {
        const { SSHPublicKey } = JSON.parse(body) as { SSHPublicKey: string }
        given.push(SSHPublicKey)
        await writeFile(file('sshd/user.pub'), `${SSHPublicKey}\n`)
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Success": true}')
      })
    }).listen(0, '127.0.0.1')
    const before = await readFile(file('sshd/user.pub'))
    const ssh = join(folder, 'ssh')
    // Somebody's own ssh_config may well say so; this program leaves it to them.
    const trusting = TRUSTING.map((line) => `-o '${line}'`).join(' ')
    await writeFile(ssh, `#!/bin/sh\necho "$@" > ${file('arguments')}\nexec /usr/bin/ssh ${trusting} "$@"\n`, {
      mode: 0o755,
    })
    const env = {
      AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT: `http://127.0.0.1:${(instanceConnect.address() as AddressInfo).port}`,
      ...{ PATH: `${folder}:/usr/bin:/bin`, HOME: folder },
    }
    const argv = ['connect', ids.instanceId, '--ssh', '--os-user', user]
    const cli = new StartedCli(argv, { double, sim, env, input: 'pipe' })
    cli.input.end('echo logged in as $(whoami)\n')
    expect(await cli.ended).toBe(0)
    expect(cli.stdout).toContain(`logged in as ${user}`)
    instanceConnect.close()
    await writeFile(file('sshd/user.pub'), before)
    expect(given).toEqual([expect.stringMatching(/^ssh-ed25519 /)])
    const [, key = ''] = /-i (\S+)/.exec(await readFile(file('arguments'), 'utf8')) ?? []
    await expect(readFile(key)).rejects.toThrow('ENOENT')
  })
})
