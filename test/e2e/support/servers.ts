import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A real server on this machine. */
export interface Server {
  port: number
  stop: () => Promise<void>
}

export const PASSWORD = 'pw-canary-7731'
export const USER = 'app'

const POSTGRES = '/usr/lib/postgresql'
/** Folder of PostgreSQL's programs, where Debian's packages put the newest. */
export const postgresFolder = existsSync(POSTGRES)
  ? readdirSync(POSTGRES)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(POSTGRES, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined
const MARIADB = '/usr/sbin/mariadbd'
const SSHD = '/usr/sbin/sshd'
const found = (...files: string[]) => files.every((file) => existsSync(file))
export const mariadbAvailable = found(MARIADB, '/usr/bin/mariadb-install-db', '/usr/bin/mariadb')
export const sshdAvailable = found(SSHD, '/usr/bin/ssh', '/usr/bin/scp', '/usr/bin/ssh-keygen')
export const opensslAvailable = found('/usr/bin/openssl')

/** Says what a machine lacks, so that nobody takes skipped tests for passed ones. */
export function saySkipped(what: string, isAvailable: boolean): boolean {
  if (!isAvailable) console.warn(`SKIPPED: ${what} is not on this machine.`)
  return isAvailable
}

/** Database servers refuse to run as root. */
export const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

export function ownFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (NOBODY.uid !== undefined) chownSync(folder, NOBODY.uid, NOBODY.gid)
  return folder
}

export function ownFile(file: string, from: string): string {
  cpSync(from, file)
  if (NOBODY.uid !== undefined) chownSync(file, NOBODY.uid, NOBODY.gid)
  return file
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

async function untilListening(port: number, log: () => string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const socket = connect(port, '127.0.0.1')
    const isUp = await new Promise<boolean>((done) => {
      socket.once('connect', () => done(true)).once('error', () => done(false))
    })
    socket.destroy()
    if (isUp) return
    await wait(100)
  }
  throw new Error(`no server at port ${port}: ${log()}`)
}

export async function started(program: string, args: string[], port: number, options: object = {}): Promise<Server> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += chunk))
  const exited = once(child, 'exit')
  await untilListening(port, () => log)
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

export interface Certificate {
  cert: string
  key: string
}

/** An authority, and a certificate of its own for a name. Keys are as short-lived as the test. */
export function authority(folder: string, name: string): { ca: string; certify: (host: string) => Certificate } {
  mkdirSync(folder, { recursive: true })
  const file = (of: string) => join(folder, of)
  const openssl = (...args: string[]) => execFileSync('/usr/bin/openssl', args, { stdio: 'pipe' })
  const ca = file(`${name}.pem`)
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout']
  openssl('req', '-x509', ...key, file(`${name}.key`), '-out', ca, '-days', '2', '-subj', `/CN=${name}`)
  return {
    ca,
    certify: (host) => {
      writeFileSync(file('names'), `subjectAltName=DNS:${host}\n`)
      openssl('req', ...key, file(`${host}.key`), '-out', file('request'), '-subj', '/CN=database')
      const signing = ['-CA', ca, '-CAkey', file(`${name}.key`), '-CAcreateserial', '-extfile', file('names')]
      openssl('x509', '-req', '-in', file('request'), ...signing, '-days', '2', '-out', file(`${host}.crt`))
      return { cert: file(`${host}.crt`), key: file(`${host}.key`) }
    },
  }
}

/** PostgreSQL, which lets USER in over TLS with PASSWORD. */
export async function startPostgres(folder: string, { cert, key }: Certificate): Promise<Server> {
  const home = ownFolder(folder)
  const data = join(home, 'data')
  const password = ownFile(join(home, 'password'), writtenTo(join(folder, '..', 'password'), PASSWORD))
  const program = (name: string) => join(postgresFolder ?? '', name)
  const init = ['-D', data, '-U', USER, `--pwfile=${password}`, '-A', 'scram-sha-256', '--no-sync']
  execFileSync(program('initdb'), init, { stdio: 'pipe', cwd: home, ...NOBODY })
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: ownFile(join(home, 'server.crt'), cert),
    ssl_key_file: ownFile(join(home, 'server.key'), key),
    max_connections: 100,
    fsync: 'off',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return started(program('postgres'), ['-D', data, ...args], port, { cwd: home, ...NOBODY })
}

/** MariaDB, which lets USER in over TLS with PASSWORD. */
export async function startMariadb(folder: string, { cert, key }: Certificate): Promise<Server> {
  const home = ownFolder(folder)
  const data = ownFolder(join(home, 'data'))
  const init = ['--no-defaults', `--datadir=${data}`, '--skip-test-db', '--auth-root-authentication-method=normal']
  execFileSync('/usr/bin/mariadb-install-db', init, { stdio: 'pipe', cwd: home, ...NOBODY })
  const port = await freePort()
  const first = writtenTo(
    join(folder, '..', 'first.sql'),
    `create user ${USER} identified by '${PASSWORD}';\ncreate database ${USER};\ngrant all on *.* to ${USER};\n`,
  )
  const args = [
    ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
    ...[`--socket=${join(home, 'socket')}`, `--pid-file=${join(home, 'pid')}`, '--require-secure-transport=ON'],
    // Whoever comes from localhost would be taken for the anonymous user there.
    '--skip-name-resolve',
    ...[`--ssl-cert=${ownFile(join(home, 'server.crt'), cert)}`, `--ssl-key=${ownFile(join(home, 'server.key'), key)}`],
    ...[`--init-file=${ownFile(join(home, 'first.sql'), first)}`, '--innodb-flush-log-at-trx-commit=0'],
  ]
  return started(MARIADB, args, port, { cwd: home, ...NOBODY })
}

/** OpenSSH's server, for the user of this test and a key of its own. */
export async function startSshd(folder: string): Promise<Server & { key: string }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const file = (name: string) => join(folder, name)
  for (const name of ['host', 'user'])
    execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)])
  const port = await freePort()
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('user.pub')}`,
    `PidFile ${file('pid')}`,
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin yes',
    'Subsystem sftp internal-sftp',
  ]
  const config = writtenTo(file('config'), `${lines.join('\n')}\n`)
  return { ...(await started(SSHD, ['-D', '-e', '-f', config], port)), key: file('user') }
}

function writtenTo(file: string, text: string): string {
  writeFileSync(file, text, { mode: 0o600 })
  return file
}
