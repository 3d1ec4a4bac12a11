import { afterAll, describe, expect, it } from 'vitest'
import { RecordingBash } from '../../support/shells/bash.js'
import { clientOf, expectArgv, INSTANCE, type More, PROXY, targetOf } from './support.js'

const PROGRAMS = ['psql', 'mysql', 'mariadb', 'sqlcmd', 'sqlplus']
const bash = new RecordingBash(PROGRAMS)
afterAll(() => bash.remove())

const AUTHORITY = { instance: 'global-bundle.pem', proxy: 'AmazonRootCA1.pem' }
const STORE =
  'trustCertificateKeyStoreUrl=file:rds-truststore.p12&trustCertificateKeyStorePassword=changeit&trustCertificateKeyStoreType=PKCS12'
const MYSQL = ['--host=127.0.0.1', '--port=15432']
const proxy = { kind: 'proxy' } as const
const iam = { iamAuthentication: true }
const own = { kind: 'target', endpoint: '10.0.9.9' } as const
const elsewhere = { kind: 'target', endpoint: INSTANCE } as const

/** What each program is given, per engine, kind of database and way to log in. */
const LINES: [engine: string, more: More, argv: string[]][] = [
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
const URLS: [engine: string, more: More, url: string][] = [
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

describe('client lines of RDS', () => {
  it.each(LINES)('of %s %j', (engine, more, argv) => {
    expectArgv(bash, clientOf(targetOf(engine, more), argv[0]), argv)
  })

  it.each(URLS)('of JDBC for %s %j', (engine, more, url) => {
    expect(clientOf(targetOf(engine, more), 'jdbc')?.bash).toBe(url)
  })
})
