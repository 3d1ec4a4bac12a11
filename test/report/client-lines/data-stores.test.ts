import { afterAll, describe, expect, it } from 'vitest'
import { clientCommands } from '../../../src/report/commands/client.js'
import { RecordingBash } from '../../support/shells/bash.js'
import { clientOf, expectArgv, type More, targetOf } from './support.js'

const bash = new RecordingBash(['redis-cli', 'valkey-cli', 'openssl', 'telnet', 'mongosh', 'curl', 'kubectl', 'psql'])
afterAll(() => bash.remove())

const CACHE = 'master.basket.abc123.euw1.cache.amazonaws.com'
const SHARDS = 'clustercfg.basket.abc123.euw1.cache.amazonaws.com'
const DOCDB = 'docs.cluster-c1.eu-west-1.docdb.amazonaws.com'
const NEPTUNE = 'graph.cluster-c1.eu-west-1.neptune.amazonaws.com'
const SEARCH = 'vpc-texts-abc.eu-west-1.es.amazonaws.com'
const WAREHOUSE = 'facts.abc.eu-west-1.redshift.amazonaws.com'
const API = 'ABC0123.gr7.eu-west-1.eks.amazonaws.com'
/** Of another account or a server of one's own: only there may a name hold anything. */
const HOSTILE = `x'y "z" $(id) \`id\` %PATH% !x! & | ^ ; é`

const cache = { kind: 'cache', endpoint: CACHE, port: 6379, requireTls: true } as const
const docdb = { kind: 'docdb', endpoint: DOCDB, port: 27_017 } as const
const neptune = { kind: 'neptune', endpoint: NEPTUNE, port: 8182 } as const
const search = { kind: 'search', endpoint: SEARCH, port: 443 } as const
const warehouse = { kind: 'warehouse', endpoint: WAREHOUSE, port: 5439 } as const
const kubernetes = { kind: 'kubernetes', endpoint: API, port: 443, databaseId: 'fleet' } as const
const target = { kind: 'target', endpoint: HOSTILE } as const

const PLACE = ['-h', '127.0.0.1', '-p', '15432']
const TLS_MONGO = 'tls=true&tlsAllowInvalidHostnames=true&directConnection=true&retryWrites=false'
const redshift = (user: string, name: string) =>
  `host=${WAREHOUSE} hostaddr=127.0.0.1 port=15432 user=${user} dbname=${name} sslmode=verify-full sslrootcert=amazon-trust-ca-bundle.crt`
const instead = (endpoint: string, port: number) => ['--connect-to', `${endpoint}:${port}:127.0.0.1:15432`]
const api = (endpoint: string) => ['--server', 'https://127.0.0.1:15432', '--tls-server-name', endpoint]

/** What each program is given, per engine and place. */
const LINES: [engine: string, more: More, client: string, argv: string[]][] = [
  ['redis', cache, 'redis-cli', ['redis-cli', ...PLACE, '--tls', '--sni', CACHE]],
  ['valkey', cache, 'valkey-cli', ['valkey-cli', ...PLACE, '--tls', '--sni', CACHE]],
  ['redis', { ...cache, requireTls: false }, 'redis-cli', ['redis-cli', ...PLACE]],
  [
    'redis',
    { ...cache, endpoint: SHARDS, isSharded: true },
    'redis-cli',
    ['redis-cli', ...PLACE, '--tls', '--sni', SHARDS],
  ],
  ['redis', { ...target, port: 6379 }, 'redis-cli', ['redis-cli', ...PLACE, '--tls', '--sni', HOSTILE]],
  ['memcached', { ...cache, requireTls: false, port: 11_211 }, 'telnet', ['telnet', '127.0.0.1', '15432']],
  [
    'memcached',
    { ...cache, port: 11_211 },
    'openssl',
    ['openssl', 's_client', '-connect', '127.0.0.1:15432', '-servername', CACHE, '-quiet'],
  ],
  [
    'docdb',
    docdb,
    'mongosh',
    ['mongosh', `mongodb://app@127.0.0.1:15432/?${TLS_MONGO}`, '--tlsCAFile', 'global-bundle.pem'],
  ],
  [
    'docdb',
    { ...docdb, isUnnamed: true },
    'mongosh',
    ['mongosh', `mongodb://YOUR_USER@127.0.0.1:15432/?${TLS_MONGO}`, '--tlsCAFile', 'global-bundle.pem'],
  ],
  [
    'docdb',
    { ...docdb, user: HOSTILE },
    'mongosh',
    [
      'mongosh',
      `mongodb://${encodeURIComponent(HOSTILE)}@127.0.0.1:15432/?${TLS_MONGO}`,
      '--tlsCAFile',
      'global-bundle.pem',
    ],
  ],
  // Who signed the certificate of a server of one's own is not known.
  [
    'mongodb',
    { ...target, endpoint: '10.0.9.9' },
    'mongosh',
    ['mongosh', `mongodb://YOUR_USER@127.0.0.1:15432/?${TLS_MONGO}`],
  ],
  [
    'mongodb',
    { ...target, endpoint: DOCDB },
    'mongosh',
    ['mongosh', `mongodb://YOUR_USER@127.0.0.1:15432/?${TLS_MONGO}`, '--tlsCAFile', 'global-bundle.pem'],
  ],
  ['neptune', neptune, 'curl', ['curl', ...instead(NEPTUNE, 8182), `https://${NEPTUNE}:8182/status`]],
  [
    'neptune',
    neptune,
    'opencypher',
    [
      ...['curl', ...instead(NEPTUNE, 8182), '--data-urlencode', 'query=MATCH (n) RETURN count(n)'],
      `https://${NEPTUNE}:8182/openCypher`,
    ],
  ],
  [
    'neptune',
    neptune,
    'gremlin',
    [
      ...['curl', ...instead(NEPTUNE, 8182), '--data', '{"gremlin":"g.V().count()"}'],
      `https://${NEPTUNE}:8182/gremlin`,
    ],
  ],
  [
    'OpenSearch_2.13',
    search,
    'curl',
    ['curl', ...instead(SEARCH, 443), `https://${SEARCH}/_cluster/health?pretty=true`],
  ],
  ['redshift', warehouse, 'psql', ['psql', redshift('app', 'shop')]],
  ['redshift-serverless', { ...warehouse, isUnnamed: true }, 'psql', ['psql', redshift('YOUR_USER', 'YOUR_DATABASE')]],
  [
    'redshift',
    { ...warehouse, user: `o'b "x"`, databaseName: 'a b\\c' },
    'psql',
    ['psql', redshift(`'o\\'b "x"'`, `'a b\\\\c'`)],
  ],
  ['kubernetes', kubernetes, 'kubectl', ['kubectl', ...api(API), 'get', 'namespaces']],
  ['kubernetes', { ...target, port: 6443 }, 'kubectl', ['kubectl', ...api(HOSTILE), 'get', 'namespaces']],
]

/** What is for a driver or browser, or to be copied whole. */
const ADDRESSES: [engine: string, more: More, client: string, text: string][] = [
  ['redshift', warehouse, 'jdbc', 'jdbc:redshift://127.0.0.1:15432/shop?ssl=true&sslmode=verify-ca'],
  [
    'redshift',
    { ...warehouse, databaseName: 'a/b c' },
    'jdbc',
    'jdbc:redshift://127.0.0.1:15432/a%2Fb%20c?ssl=true&sslmode=verify-ca',
  ],
  ['opensearch', search, 'browser', 'https://127.0.0.1:15432/_dashboards'],
]

describe('client lines beyond RDS', () => {
  it.each(LINES)('of %s %j: %s', (engine, more, name, argv) => {
    expectArgv(bash, clientOf(targetOf(engine, more), name), argv)
  })

  it.each(ADDRESSES)('of %s %j: the address for %s', (engine, more, name, text) => {
    expect(clientOf(targetOf(engine, more), name)).toMatchObject({ bash: text, powershell: text, cmd: text })
  })

  it.each([
    ['redis', cache, 'redis-cli', /--askpass, with --user NAME/],
    ['redis', { ...target, endpoint: '10.0.9.9' }, 'redis-cli', /leave out --tls --sni/],
    ['mongodb', { ...target, endpoint: '10.0.9.9' }, 'mongosh', /--tlsCAFile FILE/],
    ['redis', { ...cache, isSharded: true }, 'redis-cli', /^Cluster mode: .*\(MOVED\).*one tunnel/m],
    ['valkey', { ...target, endpoint: SHARDS }, 'valkey-cli', /^Cluster mode: /m],
    ['memcached', cache, 'openssl', /auto discovery .*one tunnel cannot follow/],
    ['memcached', { ...cache, isSharded: true }, 'openssl', /spreads its keys over all nodes/],
    ['docdb', docdb, 'mongosh', /global-bundle\.pem is at https:\/\/truststore\.pki\.rds\.amazonaws\.com\//],
    ['docdb', docdb, 'mongosh', /where TLS is off .*leave out/],
    ['neptune', { ...neptune, iamAuthentication: true }, 'gremlin', /in cmd\.exe, .*leave out the header/],
    ['opensearch', search, 'curl', /requests are to be signed/],
    ['opensearch', search, 'browser', /the certificate is for vpc-texts-abc/],
    ['redshift', warehouse, 'psql', /amazon-trust-ca-bundle\.crt is at https:\/\/s3\.amazonaws\.com\//],
  ] as const)('of %s %j, %s: what to know besides', (engine, more, name, words) => {
    expect(clientOf(targetOf(engine, more), name)?.notes.join('\n')).toMatch(words)
  })

  it('say nothing of signatures where Neptune asks for none, and give no token of RDS where it does', () => {
    expect(JSON.stringify(clientCommands(targetOf('neptune', neptune)))).not.toMatch(/sigv4|generate-db-auth-token/)
    const signed = clientCommands(targetOf('neptune', { ...neptune, iamAuthentication: true }))
    expect(signed).toHaveLength(3)
    for (const { token, notes } of signed) {
      expect(token).toBeUndefined()
      expect(notes.join('\n')).not.toMatch(/rds-db:connect|15 minutes|GRANT|CREATE USER/)
    }
  })

  it.each([
    ['tok', ['-H', 'x-amz-security-token: tok']],
    ['', []],
  ])('sign with the token %j of whoever has one', (token, header) => {
    for (const { service, line } of SIGNED) {
      const keys = `export AWS_ACCESS_KEY_ID=AK AWS_SECRET_ACCESS_KEY='s/+' AWS_SESSION_TOKEN=${token}`
      const [argv = []] = bash.paste(`${keys}\n${line?.bash}`)
      expect(argv.slice(argv.indexOf('--aws-sigv4'))).toEqual([
        ...['--aws-sigv4', `aws:amz:eu-west-1:${service}`, '--user', 'AK:s/+', ...header],
      ])
    }
  })

  it('sign in the other shells with their own variables', () => {
    for (const { service, line } of SIGNED) {
      const scope = `--aws-sigv4 ${service === 'es' ? "'aws:amz:eu-west-1:es'" : "'aws:amz:eu-west-1:neptune-db'"}`
      expect(line?.powershell).toMatch(/^curl\.exe /)
      expect(line?.powershell.replaceAll("'", '')).toContain(scope.replaceAll("'", ''))
      expect(line?.powershell).toContain(' --user "$($env:AWS_ACCESS_KEY_ID):$($env:AWS_SECRET_ACCESS_KEY)" @(if ')
      expect(line?.cmd).toMatch(
        /^curl\.exe .* --user "%AWS_ACCESS_KEY_ID%:%AWS_SECRET_ACCESS_KEY%" -H "x-amz-security-token: %AWS_SESSION_TOKEN%"$/,
      )
      expect(line?.before?.powershell).toBe('aws configure export-credentials --format powershell | Invoke-Expression')
      expect(line?.before?.cmd).toBe(
        `for /f "delims=" %G in ('aws configure export-credentials --format windows-cmd') do @%G`,
      )
    }
  })

  it('follow no replica set', () => {
    expect(clientOf(targetOf('docdb', docdb), 'mongosh')?.bash).not.toContain('replicaSet')
  })
})

const SIGNED = [
  { service: 'neptune-db', line: clientOf(targetOf('neptune', { ...neptune, iamAuthentication: true }), 'curl') },
  { service: 'es', line: clientOf(targetOf('opensearch', search), 'curl, signed') },
]
