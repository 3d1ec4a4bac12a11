import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { gapsOf } from '../../src/report/gaps.js'
import { auditOf, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'

describe('gaps', () => {
  it('are none where everything could be read', () => {
    expect(reportOf(auditOf())).toMatchObject({ complete: true, gaps: [] })
  })

  it('name the API, the place, the outcome and the checks that need it', () => {
    const report = reportOf(auditOf([{ at: `${REGION}.vpcEndpoints`, failed: 'denied' }]))
    const needing = CHECKS.filter((check) => check.needs.includes('ec2:DescribeVpcEndpoints')).map((check) => check.id)
    expect(report.complete).toBe(false)
    expect(report.gaps).toMatchObject([
      {
        api: 'ec2:DescribeVpcEndpoints',
        accountId: '123456789012',
        region: 'eu-west-1',
        outcome: 'denied',
        affects: needing,
      },
    ])
    expect(needing).toContain('endpoint-ssmmessages')
  })

  it('of a call per item are one', () => {
    const throttled = { outcome: 'throttled', api: 'ssm:GetConnectionStatus', message: 'Rate exceeded' }
    const { gaps } = reportOf(
      auditOf([
        { at: `${REGION}.connectionStatuses.i-0a1`, failed: 'throttled' },
        { at: `${REGION}.connectionStatuses.i-0a2`, set: throttled },
      ]),
    )
    expect(gaps.map((gap) => `${gap.api} ${gap.outcome}`)).toEqual(['ssm:GetConnectionStatus throttled'])
  })

  it('are found inside of other answers, and IAM is global', () => {
    const { gaps } = reportOf(
      auditOf([
        { at: `${REGION}.prefixLists.pl-0s3.entries`, failed: 'timeout' },
        { at: 'iam.roles.jump-host.inlinePolicies', failed: 'error' },
      ]),
    )
    expect(gaps.map(({ api, region, outcome }) => [api, region, outcome])).toEqual([
      ['ec2:GetManagedPrefixListEntries', 'eu-west-1', 'timeout'],
      ['iam:ListRolePolicies', 'global', 'error'],
    ])
  })

  it('are not left by an API that no check looks at', () => {
    const { snapshot } = auditOf([{ at: `${REGION}.vpcEndpoints`, failed: 'unsupported' }])
    expect(gapsOf(snapshot, [{ id: 'host-keyless', needs: ['ec2:DescribeInstances'] }])).toEqual([])
  })

  it('cannot be forged by tags or by the session preferences', () => {
    const forged = { outcome: 'denied', api: 'ec2:DescribeInstances', message: 'forged' }
    const { snapshot } = auditOf([
      { at: `${REGION}.instances.i-0a1.tags`, set: forged },
      { at: `${REGION}.vpcs.vpc-0a1.tags`, set: forged },
      { at: `${REGION}.sessionPreferences.inputs.shellProfile`, set: forged },
    ])
    expect(gapsOf(snapshot, CHECKS)).toEqual([])
  })
})
