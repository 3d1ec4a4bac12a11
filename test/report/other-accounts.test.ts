import { describe, expect, it } from 'vitest'
import type { Patch } from '../support/patch.js'
import { audited, FIRST, merged, reportIn, SECOND } from './support-accounts.js'

const REGION = 'regions.eu-west-1'
const end = (vpcId: string, ownerId: string, cidrBlock: string) => ({
  ...{ vpcId, ownerId, region: 'eu-west-1', cidrBlocks: [cidrBlock], ipv6CidrBlocks: [] },
})

/** The database of PostgreSQL may be entered from a VPC of the other account; the one of Aurora may not. */
const PEERED: Patch[] = [
  { at: `${REGION}.instances`, set: [] },
  {
    at: `${REGION}.vpcPeeringConnections`,
    add: {
      vpcPeeringConnectionId: 'pcx-0a1',
      status: 'active',
      requester: end('vpc-0a1', FIRST, '10.0.0.0/16'),
      accepter: end('vpc-70a1', SECOND, '10.20.0.0/16'),
    },
  },
  {
    at: `${REGION}.routeTables.rtb-0a1.routes`,
    add: { destinationCidrBlock: '10.20.0.0/16', vpcPeeringConnectionId: 'pcx-0a1', state: 'active' },
  },
  { at: `${REGION}.securityGroups.sg-0postgres.ipPermissions.0.ipRanges`, set: ['10.20.0.0/16'] },
]

describe('a VPC without hosts that peers with one of another account', () => {
  const alone = reportIn(FIRST, '', PEERED)
  const verdicts = ({ databases, vpcs }: typeof alone) => ({
    ...Object.fromEntries(databases.map((database) => [database.databaseId, database.verdict])),
    vpc: vpcs.find(({ vpcId }) => vpcId === 'vpc-0a1')?.verdict,
  })
  const expected = { 'jump-postgres': 'UNKNOWN', 'jump-aurora': 'BLOCKED', vpc: 'UNKNOWN' }

  it('is UNKNOWN for the databases that may be entered from there, BLOCKED for the others', () => {
    expect(verdicts(alone)).toEqual(expected)
    const [problem] = alone.problems.filter(({ checkId }) => checkId === 'vpc-jump-host')
    expect(problem).toMatchObject({ level: 'unknown', reason: 'hosts-of-another-account' })
    expect(problem?.message).toContain(`pcx-0a1 connects it with vpc-70a1 of account ${SECOND}`)
    expect(problem?.message).toContain('can reach jump-postgres was not judged')
    expect(problem?.message).toContain('away from jump-aurora.')
  })

  it('says the same in a report of both accounts: nobody judged a way from one to the other', () => {
    const both = merged([audited(alone), audited(reportIn(SECOND, '7'))])
    expect(verdicts({ ...both, databases: both.databases.filter(({ accountId }) => accountId === FIRST) })).toEqual(
      expected,
    )
  })
})
