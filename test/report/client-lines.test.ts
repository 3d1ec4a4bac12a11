import { afterAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/model/database.js'
import { clientCommands, tokenArgv } from '../../src/report/commands/client.js'
import type { ClientTarget } from '../../src/report/commands/clients/client-target.js'
import { fillVariable } from '../../src/shell/index.js'
import { RecordingBash } from '../support/shells/bash.js'
import { argvOfCmd } from '../support/shells/cmd.js'
import { pasteInPowershell } from '../support/shells/powershell.js'

const PROGRAMS = ['psql', 'mysql', 'mariadb', 'sqlcmd', 'sqlplus']
const bash = new RecordingBash(PROGRAMS)
afterAll(() => bash.remove())

const INSTANCE = 'orders.c1.eu-west-1.rds.amazonaws.com'
const PROXY = 'orders.proxy-c1.eu-west-1.rds.amazonaws.com'

function targetOf(
  engine: string,
  { user, isPasswordSet, port = 5432, endpoint, ...more }: Partial<Database & ClientTarget>,
) {
  const database: Database = {
    databaseId: 'orders',
    kind: 'instance',
    engine,
    region: 'eu-west-1',
    status: 'available',
    securityGroups: [],
    iamAuthentication: false,
    ...(more.kind !== 'proxy' && more.kind !== 'target' && { masterUsername: 'app', databaseName: 'shop' }),
    ...more,
  }
  const where = endpoint ?? (database.kind === 'proxy' ? PROXY : INSTANCE)
  return {
    database: { ...database, endpoint: where, port },
    endpoint: where,
    port,
    localPort: 15_432,
    ...(isPasswordSet !== undefined && { isPasswordSet }),
    region: database.region,
    ...(user !== undefined && { user }),
    notes: [],
  }
}

const AUTHORITY = { instance: 'global-bundle.pem', proxy: 'AmazonRootCA1.pem' }
const STORE =
  'trustCertificateKeyStoreUrl=file:rds-truststore.p12&trustCertificateKeyStorePassword=changeit&trustCertificateKeyStoreType=PKCS12'
const MYSQL = ['--host=127.0.0.1', '--port=15432']
const proxy = { kind: 'proxy' } as const
const iam = { iamAuthentication: true }
const own = { kind: 'target', endpoint: '10.0.9.9' } as const
const elsewhere = { kind: 'target', endpoint: INSTANCE } as const

/** What each program is given, per engine, kind of database and way to log in. */
const LINES: [engine: string, more: Parameters<typeof targetOf>[1], argv: string[]][] = [
  [
    'postgres',
    {},
    [
      'psql',
      `host=${INSTANCE} hostaddr=127.0.0.1 port=15432 user=app dbname=shop sslmode=verify-full sslrootcert=${AUTHORITY.instance}`,
    ],
  ],
  [
    'aurora-postgresql',
    iam,
    [
      'psql',
      `host=${INSTANCE} hostaddr=127.0.0.1 port=15432 user=YOUR_USER dbname=shop sslmode=verify-full sslrootcert=${AUTHORITY.instance}`,
    ],
  ],
  [
    'postgres',
    { ...iam, user: 'reporting' },
    [
      'psql',
      `host=${INSTANCE} hostaddr=127.0.0.1 port=15432 user=reporting dbname=shop sslmode=verify-full sslrootcert=${AUTHORITY.instance}`,
    ],
  ],
  [
    'postgres',
    proxy,
    [
      'psql',
      `host=${PROXY} hostaddr=127.0.0.1 port=15432 user=YOUR_USER dbname=YOUR_DATABASE sslmode=verify-full sslrootcert=${AUTHORITY.proxy}`,
    ],
  ],
  ['postgres', own, ['psql', 'host=127.0.0.1 port=15432 user=YOUR_USER dbname=YOUR_DATABASE']],
  [
    'postgres',
    elsewhere,
    [
      'psql',
      `host=${INSTANCE} hostaddr=127.0.0.1 port=15432 user=YOUR_USER dbname=YOUR_DATABASE sslmode=verify-full sslrootcert=${AUTHORITY.instance}`,
    ],
  ],
  [
    'mysql',
    {},
    ['mysql', ...MYSQL, '--user=app', '--password', '--ssl-mode=VERIFY_CA', `--ssl-ca=${AUTHORITY.instance}`, 'shop'],
  ],
  ['aurora-mysql', {}, ['mariadb', ...MYSQL, '--user=app', '--password', `--ssl-ca=${AUTHORITY.instance}`, 'shop']],
  [
    'mysql',
    { ...iam, isPasswordSet: true },
    [
      'mysql',
      ...MYSQL,
      '--user=YOUR_USER',
      '--enable-cleartext-plugin',
      '--ssl-mode=VERIFY_CA',
      `--ssl-ca=${AUTHORITY.instance}`,
      'shop',
    ],
  ],
  [
    'mysql',
    { ...iam, isPasswordSet: true },
    ['mariadb', ...MYSQL, '--user=YOUR_USER', `--ssl-ca=${AUTHORITY.instance}`, 'shop'],
  ],
  [
    'mysql',
    proxy,
    [
      'mysql',
      ...MYSQL,
      '--user=YOUR_USER',
      '--password',
      '--ssl-mode=VERIFY_CA',
      `--ssl-ca=${AUTHORITY.proxy}`,
      'YOUR_DATABASE',
    ],
  ],
  ['mysql', own, ['mysql', ...MYSQL, '--user=YOUR_USER', '--password', 'YOUR_DATABASE']],
  ['mariadb', {}, ['mariadb', ...MYSQL, '--user=app', '--password', `--ssl-ca=${AUTHORITY.instance}`, 'shop']],
  [
    'mariadb',
    {},
    ['mysql', ...MYSQL, '--user=app', '--password', '--ssl-mode=VERIFY_CA', `--ssl-ca=${AUTHORITY.instance}`, 'shop'],
  ],
  ['sqlserver-se', {}, ['sqlcmd', '-S', 'tcp:127.0.0.1,15432', '-U', 'app', '-N', '-C']],
  ['oracle-ee', { port: 1521 }, ['sqlplus', 'app@//127.0.0.1:15432/shop']],
  [
    'oracle',
    { ...own, port: 2484, databaseName: 'ORCL' },
    [
      'sqlplus',
      'YOUR_USER@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=127.0.0.1)(PORT=15432))(CONNECT_DATA=(SID=ORCL)))',
    ],
  ],
]

/** What only a driver of Java reads. */
const URLS: [engine: string, more: Parameters<typeof targetOf>[1], url: string][] = [
  [
    'postgres',
    {},
    `jdbc:postgresql://127.0.0.1:15432/shop?user=app&sslmode=verify-ca&sslrootcert=${AUTHORITY.instance}`,
  ],
  [
    'postgres',
    { ...proxy, ...iam },
    `jdbc:postgresql://127.0.0.1:15432/YOUR_DATABASE?user=YOUR_USER&sslmode=verify-ca&sslrootcert=${AUTHORITY.proxy}`,
  ],
  ['postgres', own, 'jdbc:postgresql://127.0.0.1:15432/YOUR_DATABASE?user=YOUR_USER'],
  ['aurora-mysql', {}, `jdbc:mysql://127.0.0.1:15432/shop?user=app&sslMode=VERIFY_CA&${STORE}`],
  // Java has Amazon's public authorities itself.
  ['mysql', proxy, 'jdbc:mysql://127.0.0.1:15432/YOUR_DATABASE?user=YOUR_USER&sslMode=VERIFY_CA'],
  [
    'mariadb',
    iam,
    `jdbc:mariadb://127.0.0.1:15432/shop?user=YOUR_USER&sslMode=verify-ca&useSsl=true&disableSslHostnameVerification=true&serverSslCert=${AUTHORITY.instance}`,
  ],
  [
    'sqlserver-ex',
    {},
    `jdbc:sqlserver://127.0.0.1:15432;databaseName=shop;user=app;encrypt=true;hostNameInCertificate=${INSTANCE};trustStore=rds-truststore.p12;trustStorePassword=changeit;trustStoreType=PKCS12`,
  ],
  [
    'sqlserver',
    proxy,
    `jdbc:sqlserver://127.0.0.1:15432;databaseName=YOUR_DATABASE;user=YOUR_USER;encrypt=true;hostNameInCertificate=${PROXY}`,
  ],
  ['oracle-se2', { port: 1521 }, 'jdbc:oracle:thin:@//127.0.0.1:15432/shop'],
]

const clientOf = (target: ClientTarget, name: string | undefined) =>
  clientCommands(target).find(({ client }) => client === name)

describe('client lines', () => {
  it.each(LINES)('of %s %j', (engine, more, argv) => {
    const client = clientOf(targetOf(engine, more), argv[0])
    expect(bash.paste(client?.bash ?? '')).toEqual([argv])
    for (const passing of ['5.1', '7.3'] as const)
      expect(pasteInPowershell(client?.powershell ?? '', passing, () => '').argvs).toEqual([argv])
    expect(argvOfCmd(client?.cmd ?? '', { batch: false, outputOf: () => '' })).toEqual(argv)
  })

  it.each(URLS)('of JDBC for %s %j', (engine, more, url) => {
    expect(clientOf(targetOf(engine, more), 'jdbc')?.bash).toBe(url)
  })

  it.each([
    ['postgres', {}, 'psql', /global-bundle\.pem is at https:\/\/truststore\.pki\.rds\.amazonaws\.com\//],
    ['postgres', { region: 'us-gov-east-1' }, 'psql', /truststore\.pki\.us-gov-west-1\.rds\.amazonaws\.com\/global/],
    ['postgres', { region: 'cn-north-1' }, 'psql', /rds-truststore\.s3\.cn-north-1\.amazonaws\.com\.cn\/global/],
    ['postgres', proxy, 'psql', /AmazonRootCA1\.pem is at https:\/\/www\.amazontrust\.com\//],
    ['postgres', proxy, 'psql', /sslrootcert=system/],
    ['mysql', {}, 'mysql', /no --ssl-mode, take the line of mariadb/],
    ['mysql', {}, 'jdbc', /keytool -importcert .*-keystore rds-truststore\.p12/],
    ['sqlserver-se', {}, 'jdbc', /keytool -importcert/],
    ['sqlserver-se', {}, 'sqlcmd', new RegExp(`-F ${INSTANCE} in place of -C`)],
    ['oracle-ee', { port: 1521 }, 'sqlplus', /plain TCP.*2484.*target/],
    ['oracle', { ...own, port: 2484 }, 'sqlplus', /wallet/],
    ['postgres', iam, 'psql', /GRANT rds_iam TO/],
    ['postgres', iam, 'psql', /app, the master user, logs in with its password/],
    ['mariadb', iam, 'mariadb', /AWSAuthenticationPlugin/],
    ['mysql', { ...proxy, ...iam }, 'mysql', /rds-db:connect/],
  ] as const)('of %s %j, %s: what to know besides', (engine, more, name, words) => {
    expect(clientOf(targetOf(engine, more), name)?.notes.join('\n')).toMatch(words)
  })

  it.each([
    ['postgres', proxy],
    ['mysql', proxy],
    ['sqlserver', proxy],
    ['postgres', own],
    ['mysql', own],
    ['sqlserver-web', own],
  ])('of %s %j say nothing of the authorities of RDS, which have not signed', (engine, more) => {
    expect(JSON.stringify(clientCommands(targetOf(engine, more)))).not.toMatch(/global-bundle|rds-truststore/)
  })
})

describe('the token', () => {
  it('is for a user that was granted it, never by default for the master user', () => {
    const usersOf = (more: Parameters<typeof targetOf>[1]) =>
      clientCommands(targetOf('postgres', { ...iam, ...more })).map(({ token }) => token?.bash.split(' ').at(-1))
    expect(new Set(usersOf({}))).toEqual(new Set(['YOUR_USER']))
    expect(new Set(usersOf(proxy))).toEqual(new Set(['YOUR_USER']))
    expect(new Set(usersOf({ user: 'reporting' }))).toEqual(new Set(['reporting']))
    expect(clientCommands(targetOf('postgres', {})).map(({ token }) => token)).toEqual(Array(3).fill(undefined))
  })

  it('fills the variable that the client reads, in every shell', () => {
    const argv = tokenArgv(targetOf('postgres', { ...proxy, ...iam, user: 'reporting' }))
    const line = fillVariable('PGPASSWORD', argv)
    const sign = `aws rds generate-db-auth-token --region eu-west-1 --hostname ${PROXY} --port 5432 --username`
    expect(line).toEqual({
      bash: `export PGPASSWORD="$(${sign} reporting)"`,
      powershell: `$env:PGPASSWORD = ${sign} reporting`,
      cmd: `for /f "delims=" %G in ('${sign} reporting') do @set "PGPASSWORD=%G"`,
    })
  })
})
