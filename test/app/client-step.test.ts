import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientStep } from '../../src/app/client-step.js'
import type { Inventory } from '../../src/inventory/inventory.js'
import type { Database } from '../../src/model/database.js'
import type { DatabaseReport } from '../../src/model/report.js'
import { type FakePrograms, fakePrograms } from '../support/fake-programs.js'

const REGION = 'eu-west-1'
const PLACE = { databaseId: 'facts', region: REGION, vpcId: 'vpc-1', endpoint: 'facts.internal', port: 443 }
const ABOUT = { status: 'available', securityGroups: [], iamAuthentication: false, masterUsername: 'app' }
const OTHERS = { kind: 'kubernetes', engine: 'kubernetes' } as const
const WAREHOUSE = { kind: 'warehouse', engine: 'redshift', databaseName: 'shop' } as const

describe('the next step in a client', () => {
  let programs: FakePrograms
  beforeEach(async () => {
    programs = await fakePrograms()
  })
  afterEach(() => programs.clean())

  const step = (kind: Pick<Database, 'kind' | 'engine' | 'databaseName'>) => {
    const database = { ...PLACE, ...ABOUT, ...kind } as Database
    return clientStep({
      database: database as unknown as DatabaseReport,
      inventory: {
        regions: [{ region: REGION, databases: [database], sessionInputs: { outcome: 'ok', value: {} } }],
      } as unknown as Inventory,
      ...{ query: 'facts', invocation: { program: ['ssm-ready'] }, shell: 'bash', env: { PATH: programs.path } },
      session: { region: REGION, target: 'i-1', parameters: { localPortNumber: '15432' } },
    })
  }

  it('has no line for the AWS CLI where there is none, but says who asks for the login instead', async () => {
    const { lines, notes } = await step(WAREHOUSE)
    expect(lines).toEqual([expect.stringMatching(/^psql /)])
    expect(notes.join('\n')).not.toContain('the first line')
    expect(notes).toContain(
      'there is no AWS CLI here to ask IAM for a login: `ssm-ready connect facts --region eu-west-1 -- psql` does so itself',
    )
  })

  it('says that a line needs the AWS CLI where nothing takes its place', async () => {
    const { lines, notes } = await step(OTHERS)
    expect(lines).toEqual([expect.stringMatching(/^aws eks update-kubeconfig /), expect.stringMatching(/^kubectl /)])
    expect(notes).toContain('there is no AWS CLI here, which the first line needs')
  })

  it.each([WAREHOUSE, OTHERS])('has the line where the AWS CLI is there: $kind', async (kind) => {
    await programs.make('aws')
    const { lines, notes } = await step(kind)
    expect(lines).toEqual([expect.stringMatching(/^aws /), expect.any(String)])
    expect(notes.join('\n')).not.toContain('no AWS CLI')
  })
})
