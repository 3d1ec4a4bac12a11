import { describe, expect, it } from 'vitest'
import { clientCommands, tokenArgv } from '../../../src/report/commands/client.js'
import { fillVariable } from '../../../src/shell/index.js'
import { clientOf, INSTANCE, type More, PROXY, targetOf } from './support.js'

const proxy = { kind: 'proxy' } as const
const iam = { iamAuthentication: true }
const COMMAND = /\b(aws|curl|keytool|openssl) (-|[a-z-]+ [a-z-]+ )|\$\(/
const own = { kind: 'target', endpoint: '10.0.9.9' } as const

describe('what to know besides a client line', () => {
  it.each([
    ['postgres', {}, 'psql', /global-bundle\.pem is at https:\/\/truststore\.pki\.rds\.amazonaws\.com\//],
    ['postgres', { region: 'us-gov-east-1' }, 'psql', /truststore\.pki\.us-gov-west-1\.rds\.amazonaws\.com\/global/],
    ['postgres', { region: 'cn-north-1' }, 'psql', /rds-truststore\.s3\.cn-north-1\.amazonaws\.com\.cn\/global/],
    ['postgres', proxy, 'psql', /AmazonRootCA1\.pem is at https:\/\/www\.amazontrust\.com\//],
    ['postgres', proxy, 'psql', /sslrootcert=system/],
    ['mysql', {}, 'mysql', /no --ssl-mode, take the line of mariadb/],
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

  it.each(['mysql', 'sqlserver-se'])('the driver of %s wants a trust store first, made in any shell', (engine) => {
    const { before, notes } = clientOf(targetOf(engine, {}), 'jdbc') ?? {}
    for (const shell of ['bash', 'powershell', 'cmd'] as const)
      expect(before?.[shell]).toMatch(/keytool -importcert -noprompt .*-keystore rds-truststore\.p12 -storetype PKCS12/)
    expect(before?.cmd).toMatch(/^powershell -NoProfile -Command /)
    expect(notes?.join('\n')).not.toContain('keytool')
  })

  it('holds no command, which would be quoted for one shell alone', () => {
    for (const engine of ['postgres', 'mysql', 'sqlserver', 'oracle', 'redis', 'memcached', 'docdb'])
      for (const { notes } of clientCommands(targetOf(engine, iam))) expect(notes.join('\n')).not.toMatch(COMMAND)
    for (const engine of ['neptune', 'opensearch', 'redshift', 'redshift-serverless', 'kubernetes'])
      for (const { notes } of clientCommands(targetOf(engine, iam))) expect(notes.join('\n')).not.toMatch(COMMAND)
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
    const usersOf = (more: More) =>
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
