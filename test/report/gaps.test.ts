import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { FAILURE_OUTCOMES } from '../../src/model/collected.js'
import { gapsOf } from '../../src/report/gaps.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const gaps = (patches: Patch[], checks = CHECKS) => gapsOf(applyPatches(articleSnapshot(), patches), checks)
const failed = (at: string, outcome: (typeof FAILURE_OUTCOMES)[number] = 'denied'): Patch => ({ at, failed: outcome })

describe('gaps', () => {
  it('are none where everything was read', () => {
    expect(gaps([])).toEqual([])
    expect(reportOf(auditOf()).complete).toBe(true)
  })

  it.each(FAILURE_OUTCOMES)('name the API, the place, the outcome %s and the checks that it leaves open', (outcome) => {
    const affects = CHECKS.filter((c) => c.needs.includes('ec2:DescribeVpcEndpoints')).map((c) => c.id)
    expect(affects).toContain('endpoint-ssm')
    expect(gaps([failed('regions.eu-west-1.vpcEndpoints', outcome)])).toEqual([
      {
        api: 'ec2:DescribeVpcEndpoints',
        accountId: '123456789012',
        region: 'eu-west-1',
        outcome,
        message: `${outcome} by the scenario`,
        affects,
      },
    ])
  })

  it('make the audit incomplete, and each affected check that the hosts rest on unknown', () => {
    const report = reportOf(auditOf([failed('regions.eu-west-1.vpcEndpoints')]))
    expect(report.complete).toBe(false)
    const ofEndpoint = report.findings.filter((f) => f.checkId === 'endpoint-ssm').map((f) => f.status)
    expect(new Set(ofEndpoint)).toEqual(new Set(['unknown']))
  })

  it('of IAM are global, and are found inside the values of other collections', () => {
    const [gap] = gaps([failed('iam.roles.jump-host.attachedPolicies', 'throttled')])
    expect(gap).toMatchObject({ api: 'iam:ListAttachedRolePolicies', region: 'global', outcome: 'throttled' })
  })

  it('are one per API, region and outcome', () => {
    const roles = ['iam.roles.jump-host.attachedPolicies', 'iam.roles.jump-host.inlinePolicies']
    const [first, ...others] = gaps([
      ...roles.map((at) => failed(at)),
      { at: 'iam.roles', merge: { other: { outcome: 'denied', api: 'iam:ListRolePolicies', message: 'once more' } } },
    ])
    expect([first, ...others].map((gap) => gap?.api)).toEqual(['iam:ListAttachedRolePolicies', 'iam:ListRolePolicies'])
  })

  it('are none for an API that no check looks at', () => {
    expect(gaps([failed('regions.eu-west-1.vpcEndpoints')], [])).toEqual([])
  })

  it('are not what a tag looks like', () => {
    const tag = { outcome: 'denied', api: 'ec2:DescribeVpcEndpoints', message: 'a tag' }
    expect(gaps([{ at: 'regions.eu-west-1.instances.i-0a1', merge: { tags: tag } }])).toEqual([])
  })

  it('come in the order of region and API, whatever the order of reading', () => {
    const both = gaps([failed('regions.eu-west-1.vpcs'), failed('regions.eu-west-1.instances')])
    expect(both.map((gap) => gap.api)).toEqual(['ec2:DescribeInstances', 'ec2:DescribeVpcs'])
  })
})
