import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'

/** Milliseconds, on a busy machine. */
const SOON = 8_000

function soon(patches: readonly Patch[]): Report {
  const begun = performance.now()
  const report = reportOf(auditOf(patches))
  expect(performance.now() - begun).toBeLessThan(SOON)
  return report
}

const saying = ({ findings, tunnels }: Report) => ({
  findings: findings.map(({ checkId, status, reason, subject }) => `${checkId} ${subject.id} ${status} ${reason}`),
  tunnels: tunnels.map(({ databaseId, verdict }) => `${databaseId} ${verdict}`),
})

/**
 * A rule that lets nobody in who matters here.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
const rule = (i: number) => ({
  ...{ ipProtocol: 'tcp', fromPort: 20_000 + i, toPort: 20_000 + i, ipRanges: [`172.16.${i}.0/24`], ipv6Ranges: [] },
  ...{ prefixListIds: [], userIdGroupPairs: [] },
})
const RULES = Array.from({ length: 60 }, (_, i) => rule(i))
const GROUPS = Array.from({ length: 15 }, (_, i) => `sg-0full${i}`)
const fullGroups: Patch[] = GROUPS.map((groupId) => ({
  at: `${REGION}.securityGroups`,
  add: {
    ...{ groupId, groupName: groupId, vpcId: 'vpc-0a1', ownerId: '123456789012' },
    ...{ ipPermissions: RULES, ipPermissionsEgress: RULES },
  },
}))
const interfaces = auditOf().snapshot.regions.flatMap(({ networkInterfaces: list }) =>
  list.outcome === 'ok' ? list.value : [],
)
const inGroups = (own: (groupIds: readonly string[]) => string[]): Patch[] => [
  { at: `${REGION}.instances.i-0a1.networkInterfaces.0.groupIds`, set: [...GROUPS, ...own(['sg-0host'])] },
  ...interfaces.map(({ networkInterfaceId, groupIds }) => ({
    ...{ at: `${REGION}.networkInterfaces.${networkInterfaceId}.groupIds` },
    set: [...GROUPS, ...own(groupIds)],
  })),
]

describe('16 groups of 60 rules at every interface', () => {
  const truth = saying(soon([]))

  it('say what the one says that counts', () => {
    const { findings, tunnels } = saying(soon([...fullGroups, ...inGroups((groupIds) => [...groupIds])]))
    expect(tunnels).toEqual(truth.tunnels)
    expect(findings.filter((each) => /^(path|database)-/.test(each))).toEqual(
      truth.findings.filter((each) => /^(path|database)-/.test(each)),
    )
  })

  it('let nobody through without that one', () => {
    const { tunnels } = saying(soon([...fullGroups, ...inGroups(() => ['sg-0full0'])]))
    expect(new Set(tunnels.map((each) => each.split(' ')[1]))).toEqual(new Set(['BLOCKED']))
  })
})

/** A policy of just so many characters whose statements allow nothing that is asked for, save the last one. */
function policyOf(size: number, last: object): string {
  const documentOf = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const condition = {
    StringLike: { 'aws:ResourceTag/team': ['*a*b*c*d', '*-*-*-*'] },
    ArnLike: { 'aws:SourceArn': 'arn:*:*:*:*:*' },
  }
  const other = (i: number) => ({ Effect: 'Allow', Action: [`ssm:Get*${i}?*`], Resource: '*', Condition: condition })
  const statements: object[] = [last]
  for (let i = 0; documentOf([other(i), ...statements]).length <= size; i++) statements.unshift(other(i))
  return documentOf(statements)
}

describe('policies as large as AWS takes them', () => {
  const role = 'iam.roles.jump-host'
  const policies = Array.from({ length: 20 }, (_, i) => `arn:aws:iam::123456789012:policy/large-${i}`)
  const nothing = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::nobody/*' }
  const many: Patch[] = policies.flatMap((arn, i) => [
    { at: `${role}.attachedPolicies`, add: { policyArn: arn, policyName: `large-${i}` } },
    {
      at: `iam.managedPolicies.[${arn}]`,
      set: { outcome: 'ok', api: 'iam:GetPolicyVersion', value: { arn, document: policyOf(6_144, nothing) } },
    },
  ])

  it('of a role, twenty of them: nothing changes but for what they allow too much', () => {
    const truth = saying(soon([]))
    const report = saying(soon(many))
    expect(report.tunnels).toEqual(truth.tunnels)
    const ofRole = (all: readonly string[]) => all.filter((each) => /^role-(?!least)/.test(each))
    expect(ofRole(report.findings)).toEqual(ofRole(truth.findings))
  })

  it('of a key, and of every endpoint: the one statement that counts is found', () => {
    const all = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }
    const document = (size: number) => {
      const { Statement, ...policy } = JSON.parse(policyOf(size, all)) as { Statement: object[] }
      return JSON.stringify({ ...policy, Statement: Statement.map((each) => ({ Principal: '*', ...each })) })
    }
    const endpoints = auditOf().snapshot.regions.flatMap(({ vpcEndpoints: list }) =>
      list.outcome === 'ok' ? list.value : [],
    )
    const truth = saying(soon([]))
    const report = saying(
      soon([
        { at: `${REGION}.sessionKey.policy`, set: document(30_000) },
        ...endpoints.map(({ vpcEndpointId }) => ({
          ...{ at: `${REGION}.vpcEndpoints.${vpcEndpointId}.policyDocument`, set: document(18_000) },
        })),
      ]),
    )
    expect(report).toEqual(truth)
  })
})
