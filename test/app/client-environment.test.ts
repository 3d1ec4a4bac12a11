import { describe, expect, it } from 'vitest'
import { type ClientPlace, clientEnvironment, namedUser } from '../../src/app/session/client-environment.js'

const place = (engine: string, more: Partial<ClientPlace> = {}): ClientPlace => ({
  database: { engine, kind: 'instance', databaseName: 'or/ders' },
  endpoint: 'db.example.com',
  localPort: 15_432,
  user: 'a@b',
  token: 'secret',
  ...more,
})

describe('the environment of a client', () => {
  it.each([
    ['aurora-postgresql', 'postgresql://a%40b@127.0.0.1:15432/or%2Fders', 'PGPASSWORD'],
    ['redshift', 'redshift://a%40b@127.0.0.1:15432/or%2Fders', 'PGPASSWORD'],
    ['redshift-serverless', 'redshift://a%40b@127.0.0.1:15432/or%2Fders', 'PGPASSWORD'],
    ['mariadb', 'mariadb://a%40b@127.0.0.1:15432/or%2Fders', 'MYSQL_PWD'],
    ['mysql', 'mysql://a%40b@127.0.0.1:15432/or%2Fders', 'MYSQL_PWD'],
    ['sqlserver-ex', 'sqlserver://a%40b@127.0.0.1:15432/or%2Fders', undefined],
    ['something', 'tcp://a%40b@127.0.0.1:15432/or%2Fders', undefined],
  ])('of %s has its address without a password, and the token where its clients look', (engine, url, variable) => {
    const set = clientEnvironment(place(engine), {})
    expect(set['SSM_READY_URL']).toBe(url)
    expect(Object.keys(set).filter((name) => set[name] === 'secret')).toEqual(variable ? [variable] : [])
  })

  it('verifies the certificate only with authorities to verify it by, and leaves other servers to the client', () => {
    const bundle = '/x/global-bundle.pem'
    const tls = (more: Partial<ClientPlace>, env = {}) => clientEnvironment(place('postgres', more), env)
    expect(tls({ bundle })).toMatchObject({ PGSSLMODE: 'verify-ca', PGSSLROOTCERT: bundle })
    expect(tls({})).toMatchObject({ PGSSLMODE: 'require' })
    expect(tls({ database: { engine: 'postgres', kind: 'target' } })).not.toHaveProperty('PGSSLMODE')
    expect(tls({ bundle }, { PGSSLMODE: 'disable' })).not.toHaveProperty('PGSSLMODE')
  })

  it.each(['aurora-postgresql', 'redshift'])('names the database of %s, unless somebody names another', (engine) => {
    expect(clientEnvironment(place(engine), {})).toMatchObject({ PGUSER: 'a@b', PGDATABASE: 'or/ders' })
    expect(clientEnvironment(place(engine), { PGDATABASE: 'x' })).not.toHaveProperty('PGDATABASE')
    const unnamed = place(engine, { database: { engine, kind: 'warehouse' } })
    expect(clientEnvironment(unnamed, {})).not.toHaveProperty('PGDATABASE')
  })

  it('does not let an address that is set lead elsewhere', () => {
    expect(clientEnvironment(place('postgres'), { PGHOSTADDR: '10.0.0.1' })).toMatchObject({ PGHOSTADDR: '127.0.0.1' })
    expect(clientEnvironment(place('postgres'), {})).not.toHaveProperty('PGHOSTADDR')
  })

  it.each([
    [{ SSM_READY_USER: 'x', PGUSER: 'y' }, 'x'],
    [{ PGUSER: 'y' }, 'y'],
    [{}, undefined],
  ])('logs in as whoever is named: %j', (env, user) => {
    for (const engine of ['postgres', 'redshift']) expect(namedUser({ engine }, env)).toBe(user)
  })
})
