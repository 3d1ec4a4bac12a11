import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetClusterCredentialsWithIAMCommand, RedshiftClient } from '@aws-sdk/client-redshift'
import { GetCredentialsCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSampleAccount } from '../../src/app/index.js'
import { clientOf } from '../../src/app/session/run-client.js'
import type { Database } from '../../src/model/database.js'
import { type FakePrograms, fakePrograms } from '../support/fake-programs.js'

const DATABASE: Database = {
  ...{ databaseId: 'facts', kind: 'warehouse', engine: 'redshift', region: 'eu-west-1', status: 'available' },
  ...{ endpoint: 'facts.abc.eu-west-1.redshift.amazonaws.com', port: 5439, databaseName: 'shop' },
  ...{ securityGroups: [], iamAuthentication: false, masterUsername: 'app' },
}
const MADE = { DbUser: 'IAMR:dba', DbPassword: 'made-canary-1' }

describe('a client of Redshift after --', async () => {
  const redshift = mockClient(RedshiftClient)
  const serverless = mockClient(RedshiftServerlessClient)
  const account = await openSampleAccount('article', [])
  let programs: FakePrograms
  let home: string
  beforeEach(async () => {
    redshift.reset()
    serverless.reset()
    redshift.on(GetClusterCredentialsWithIAMCommand).resolves(MADE)
    programs = await fakePrograms()
    await programs.make('psql')
    home = await mkdtemp(join(tmpdir(), 'ssm-ready-home-'))
  })
  afterEach(async () => {
    await programs.clean()
    await rm(home, { recursive: true })
  })

  const run = async (env: Record<string, string> = {}, more: Partial<Database> = {}, user?: string) => {
    const said: string[] = []
    const client = await clientOf({
      ...{ command: ['psql'], database: { ...DATABASE, ...more }, user, account, cwd: home, stdinIsTerminal: false },
      shell: 'bash',
      env: { PATH: programs.path, HOME: home, ...env },
      say: (sentence) => said.push(sentence),
    })
    expect(await client(15_432)).toBe(0)
    const variables = await Promise.all(
      ['PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE'].map((name) => programs.variable('psql', name)),
    )
    return { said: said.join('\n'), variables: variables.map((value) => value || undefined) }
  }
  const calls = () => redshift.calls().length + serverless.calls().length

  it('logs in as the user that IAM makes for the caller, whose password is told nobody else', async () => {
    const { said, variables } = await run()
    expect(variables).toEqual(['127.0.0.1', '15432', 'IAMR:dba', 'made-canary-1', 'shop'])
    expect(redshift.calls()[0]?.args[0].input).toEqual({ ClusterIdentifier: 'facts', DbName: 'shop' })
    expect(said).toMatch(/PGUSER and PGPASSWORD hold a login that IAM made \(IAMR:dba\), valid for 15 minutes/)
    expect(said).not.toContain('canary')
    expect((await programs.runs('psql')).flat().join(' ')).not.toContain('canary')
  })

  it('asks Serverless for its own', async () => {
    serverless.on(GetCredentialsCommand).resolves({ dbUser: 'IAM:ann', dbPassword: 'made-canary-2' })
    const { variables } = await run({}, { engine: 'redshift-serverless', databaseId: 'adhoc' })
    expect(variables.slice(2, 4)).toEqual(['IAM:ann', 'made-canary-2'])
    expect(serverless.calls()[0]?.args[0].input).toEqual({ workgroupName: 'adhoc', dbName: 'shop' })
  })

  it.each([
    ['a password', { PGPASSWORD: 'own' }, undefined, 'app', 'own'],
    ['a user', { PGUSER: 'ann' }, undefined, 'ann', undefined],
    ['a user of ours', { SSM_READY_USER: 'ann' }, undefined, 'ann', undefined],
    ['the user of a saved connection', {}, 'ann', 'ann', undefined],
  ])('asks for none where there is %s already', async (_, env, saved, user, password) => {
    const { variables } = await run(env, {}, saved)
    expect(variables.slice(2, 4)).toEqual([user, password])
    expect(calls()).toBe(0)
  })

  it('leaves a file of passwords to psql', async () => {
    await writeFile(join(home, '.pgpass'), '*:*:*:*:own\n', { mode: 0o600 })
    expect((await run()).variables.slice(2, 4)).toEqual(['app', undefined])
    expect(calls()).toBe(0)
  })

  it.each([
    ['refused', Object.assign(new Error('not authorized to perform it'), { name: 'AccessDenied' })],
    ['without a password', undefined],
  ])('goes on without one where that is %s, and says so', async (_, error) => {
    redshift.reset()
    if (error) redshift.on(GetClusterCredentialsWithIAMCommand).rejects(error)
    else redshift.on(GetClusterCredentialsWithIAMCommand).resolves({ DbUser: 'IAMR:dba' })
    const { said, variables } = await run()
    expect(variables.slice(2, 4)).toEqual(['app', undefined])
    expect(said).toMatch(/IAM made no login \(.+\): log in with a password of your own, as the user in SSM_READY_USER/)
  })
})
