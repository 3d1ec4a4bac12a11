import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/model/database.js'
import { clientCommands } from '../../src/report/commands/client.js'
import { engineFamily } from '../../src/report/commands/engines.js'
import { defaultUser } from '../../src/report/commands/ssh.js'
import { type TunnelInput, tunnelCommands } from '../../src/report/commands/tunnel.js'

const postgres: Database = {
  databaseId: 'orders',
  kind: 'instance',
  engine: 'postgres',
  endpoint: 'orders.c1.eu-west-1.rds.amazonaws.com',
  port: 5432,
  vpcId: 'vpc-0a1',
  region: 'eu-west-1',
  status: 'available',
  securityGroups: [],
  iamAuthentication: false,
  masterUsername: 'app',
  databaseName: 'shop',
}
const input = (database: Partial<Database>, more: Partial<TunnelInput> = {}): TunnelInput => ({
  instanceId: 'i-0a1',
  hostRegion: 'eu-west-1',
  database: { ...postgres, ...database },
  localPorts: { endpoint: 15433, reader: 15434 },
  ...more,
})
const START =
  'aws ssm start-session --region eu-west-1 --target i-0a1 --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters'
const parameters = (host: string, port: number, local: number) =>
  `'{"host":["${host}"],"portNumber":["${port}"],"localPortNumber":["${local}"]}'`

/** Bash lines by client. */
function lines(database: Partial<Database>, more: Partial<TunnelInput> = {}) {
  const { client = [] } = tunnelCommands(input(database, more))
  return client.map((c) => `${c.client}${c.role ? ` ${c.role}` : ''}: ${c.bash}`)
}

describe('the session', () => {
  it('leads to the endpoint through the host', () => {
    expect(tunnelCommands(input({})).startSession?.bash).toBe(
      `${START} ${parameters('orders.c1.eu-west-1.rds.amazonaws.com', 5432, 15433)}`,
    )
  })

  it('names the profile, and the region of the host', () => {
    const { startSession } = tunnelCommands(
      input({ region: 'eu-west-2' }, { profile: 'my prod', hostRegion: 'eu-west-1' }),
    )
    expect(startSession?.bash).toMatch(/^aws ssm start-session --profile 'my prod' --region eu-west-1 --target i-0a1 /)
  })

  it('leads to the reader of a cluster too, at its own local port', () => {
    const { startSession, startReaderSession } = tunnelCommands(
      input({ kind: 'cluster', endpoint: 'w.example', readerEndpoint: 'r.example' }),
    )
    expect(startSession?.bash).toBe(`${START} ${parameters('w.example', 5432, 15433)}`)
    expect(startReaderSession?.bash).toBe(`${START} ${parameters('r.example', 5432, 15434)}`)
  })

  it('of a target leads to its host and port', () => {
    const target = { kind: 'target', endpoint: '10.0.9.9', port: 6379, engine: '' } as const
    expect(tunnelCommands(input(target))).toEqual({
      startSession: expect.objectContaining({ bash: `${START} ${parameters('10.0.9.9', 6379, 15433)}` }),
      client: [],
    })
  })

  it('of a port of the host itself is of the document for that, which every agent knows', () => {
    const target = { kind: 'target', endpoint: 'localhost', port: 6379, engine: '' } as const
    expect(tunnelCommands(input(target)).startSession?.bash).toBe(
      'aws ssm start-session --region eu-west-1 --target i-0a1 --document-name AWS-StartPortForwardingSession --parameters ' +
        `'{"portNumber":["6379"],"localPortNumber":["15433"]}'`,
    )
  })

  it('waits until there is an endpoint', () => {
    const { endpoint, port, ...nowhere } = postgres
    expect([endpoint, port]).not.toContain(undefined)
    expect(tunnelCommands({ ...input({}), database: nowhere })).toEqual({})
  })
})

describe('the next step', () => {
  it('in psql verifies the real name, in JDBC and graphical clients the authority', () => {
    expect(lines({})).toEqual([
      "psql: psql 'host=orders.c1.eu-west-1.rds.amazonaws.com hostaddr=127.0.0.1 port=15433 user=app dbname=shop sslmode=verify-full sslrootcert=global-bundle.pem'",
      'jdbc: jdbc:postgresql://127.0.0.1:15433/shop?user=app&sslmode=verify-ca&sslrootcert=global-bundle.pem',
      'dbeaver, datagrip: Host 127.0.0.1 · Port 15433 · Database shop · User app · SSL verify-ca',
    ])
  })

  it.each([
    [
      'aurora-mysql',
      3306,
      'mysql: mysql --host=127.0.0.1 --port=15433 --user=app --password --ssl-mode=VERIFY_CA --ssl-ca=global-bundle.pem shop',
    ],
    [
      'mariadb',
      3306,
      'mariadb: mariadb --host=127.0.0.1 --port=15433 --user=app --password --ssl-ca=global-bundle.pem shop',
    ],
    ['sqlserver-se', 1433, 'sqlcmd: sqlcmd -S tcp:127.0.0.1,15433 -U app -N -C'],
    ['oracle-ee', 1521, 'sqlplus: sqlplus app@//127.0.0.1:15433/shop'],
  ])('of %s', (engine, port, expected) => {
    expect(lines({ engine, port })[0]).toBe(expected)
  })

  it('of a cluster is given for writer and reader, each at its own port', () => {
    const psql = lines({ kind: 'cluster', readerEndpoint: 'r.example' }).filter((line) => line.startsWith('psql'))
    expect(psql.map((line) => /^(psql \w+): .*host=(\S+) .*port=(\d+)/.exec(line)?.slice(1))).toEqual([
      ['psql writer', 'orders.c1.eu-west-1.rds.amazonaws.com', '15433'],
      ['psql reader', 'r.example', '15434'],
    ])
  })

  it('names words to replace where RDS does not name the user or the database', () => {
    const { masterUsername, databaseName, ...proxy } = postgres
    expect([masterUsername, databaseName]).toEqual(['app', 'shop'])
    const [psql] = tunnelCommands({ ...input({}), database: { ...proxy, kind: 'proxy' } }).client ?? []
    expect(psql?.bash).toContain('user=YOUR_USER dbname=YOUR_DATABASE')
  })

  it('signs the token of IAM authentication for the real endpoint and port', () => {
    const { client = [] } = tunnelCommands(input({ iamAuthentication: true, region: 'eu-west-2' }, { profile: 'prod' }))
    expect(client[0]?.token?.bash).toBe(
      'aws rds generate-db-auth-token --profile prod --region eu-west-2 --hostname orders.c1.eu-west-1.rds.amazonaws.com --port 5432 --username YOUR_USER',
    )
    expect(JSON.stringify(client.map((c) => c.token))).not.toMatch(/localhost|127\.0\.0\.1|15433/)
    const [mysql] = lines({ iamAuthentication: true, engine: 'mysql' })
    expect(mysql).toContain('--enable-cleartext-plugin')
  })

  it('has notes on failover, idle time and drivers that follow the topology', () => {
    const { client = [] } = tunnelCommands(input({ kind: 'cluster' }, { idleTimeoutMinutes: 37 }))
    const notes = client.map((c) => c.notes.join('\n'))
    expect(notes[0]).toMatch(/failover/)
    expect(notes[0]).toContain('37')
    expect(notes[1]).toMatch(/topology/)
    const [target] = tunnelCommands(input({ kind: 'target' })).client ?? []
    expect(target?.notes.join()).not.toMatch(/failover/)
  })

  it('is one inert line even with hostile names', () => {
    const database = { ...postgres, masterUsername: "a'\n\\; rm", databaseName: 'x&y=1;}\u202e z' }
    for (const engine of ['postgres', 'mysql', 'mariadb', 'sqlserver-ex', 'oracle-se2']) {
      const target = {
        database: { ...database, engine },
        endpoint: 'e.example',
        port: 1,
        localPort: 2,
        region: 'r',
        notes: [],
      }
      for (const { bash, powershell, cmd } of clientCommands(target))
        for (const line of [bash, powershell, cmd]) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
    }
  })
})

it.each([
  ['aurora-postgresql', 'postgres'],
  ['aurora', 'mysql'],
  ['SQLSERVER', 'sqlserver'],
  ['custom-oracle-ee', 'oracle'],
  ['db2-se', undefined],
  ['', undefined],
])('engine %s is of family %s', (engine, family) => {
  expect(engineFamily(engine)).toBe(family)
})

it.each([
  ['Ubuntu', 'ubuntu'],
  ['Debian GNU/Linux', 'admin'],
  ['Rocky Linux', 'rocky'],
  ['Amazon Linux', 'ec2-user'],
  [undefined, 'ec2-user'],
])('%s is logged in to as %s', (platform, user) => {
  expect(defaultUser(platform)).toBe(user)
})
