import { describe, expect, it } from 'vitest'
import { auditOf, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'
const AWAY = { at: `${REGION}.connectionStatuses.i-0a1`, set: 'notconnected' }
const unread = (outcome: string, api: string) => ({ outcome, api, message: 'no' })

/** What is to be done about the agent that does not connect. */
function remedyOf(list: string, outcome: string, api: string): string {
  const report = reportOf(auditOf([AWAY, { at: `${REGION}.${list}`, set: unread(outcome, api) }]))
  const [problem, ...others] = report.problems.filter(({ checkId }) => checkId === 'node-channel')
  expect(others).toEqual([])
  return problem?.remedy?.text ?? ''
}

describe('an agent that does not connect, for a reason that could not be looked for', () => {
  it('is looked into first: a refused API is named with what to grant', () => {
    const text = remedyOf('vpcEndpoints', 'denied', 'ec2:DescribeVpcEndpoints')
    expect(text).toMatch(
      /^What [a-z, -]*path-ssmmessages.* may be the cause, and ec2:DescribeVpcEndpoints was denied: Grant ec2:DescribeVpcEndpoints .* Then audit again\. If that shows no cause: Restart the agent/,
    )
  })

  it('one that did not answer is asked again', () => {
    expect(remedyOf('routeTables', 'timeout', 'ec2:DescribeRouteTables')).toContain(
      'ec2:DescribeRouteTables did not answer in time: Run the audit again. If that shows no cause: Restart',
    )
  })

  it('what it does not rest on is not named', () => {
    expect(remedyOf('dbInstances', 'denied', 'rds:DescribeDBInstances')).toBe('Restart the agent or reboot the host.')
  })
})
