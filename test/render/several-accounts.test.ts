import { describe, expect, it } from 'vitest'
import { FORMATS, type Format } from '../../src/model/formats.js'
import { loadRenderer } from '../../src/render/index.js'
import { commandLines } from '../../src/shell/command-lines.js'
import { auditOf, reportOf } from '../report/support.js'
import { audited, FIRST, merged, refused, reportIn, SECOND, THIRD } from '../report/support-accounts.js'
import { OPTIONS } from '../support/render-options.js'

const BLOCKED = [{ at: 'regions.eu-west-1.instances.i-0a1.state', set: 'stopped' }]
const invocation = { program: ['ssm-ready'], profile: 'orders' } as const
const setUp = commandLines([['aws', 'configure', 'set', 'role_arn', 'arn:x', '--profile', 'orders']])
const orders = audited(reportIn(SECOND, '9', [], { invocation }), { name: 'orders team', profile: 'orders' })
const report = merged([
  audited(reportOf(auditOf(BLOCKED)), { name: 'platform' }),
  { ...orders, profileSetUp: setUp },
  { ...refused(THIRD), name: 'billing' },
])
const alone = reportOf(auditOf(BLOCKED))
const rendered = async (format: Format, of = report) =>
  (await loadRenderer(format)).render(of, { ...OPTIONS, width: 140, all: true })

describe('a report of several accounts', () => {
  it.each(FORMATS)('says in %s whose everything is', async (format) => {
    const text = await rendered(format)
    expect(text).toContain(FIRST)
    expect(text).toContain(SECOND)
  })

  it.each(FORMATS.filter((format) => !['jsonl', 'csv', 'asff'].includes(format)))(
    'names in %s the account that could not be entered',
    async (format) => {
      expect(await rendered(format)).toContain(THIRD)
    },
  )

  it.each(['table', 'markdown', 'html', 'slack'] as const)(
    'connects in %s with the profile of the account',
    async (format) => {
      const text = (await rendered(format)).replaceAll('&#39;', "'")
      expect(text).toContain('ssm-ready connect jump-postgres --profile orders --region eu-west-1')
      expect(text).not.toMatch(/ssm-ready connect jump-postgres --region/)
    },
  )

  it.each(['table', 'markdown', 'html', 'json'] as const)(
    'has in %s the commands that make the profile',
    async (format) => {
      expect(await rendered(format)).toContain('aws configure set role_arn arn:x --profile orders')
    },
  )

  it('leaves everything open in an account that could not be entered, and says so in one word', async () => {
    expect(await rendered('table')).toMatch(
      /sts:AssumeRole denied in global in account billing \(555566667777\)[\s\S]*undecided: everything/,
    )
  })

  it('counts in metrics for each account by itself', async () => {
    const lines = (await rendered('metrics')).split('\n')
    expect(lines).toContain(`ssm_ready_vpcs{account_id="${FIRST}",verdict="BLOCKED"} 1`)
    expect(lines).toContain(`ssm_ready_vpcs{account_id="${SECOND}",verdict="BLOCKED"} 0`)
    expect(lines).toContain(`ssm_ready_vpcs{account_id="${SECOND}",verdict="READY"} 1`)
    expect(lines).toContain(`ssm_ready_account_entered{account_id="${THIRD}",name="billing"} 0`)
    expect(lines).toContain(
      `ssm_ready_api_unread{account_id="${THIRD}",region="global",api="sts:AssumeRole",outcome="denied"} 1`,
    )
    const declared = lines.filter((line) => line.startsWith('# TYPE'))
    expect(new Set(declared).size).toBe(declared.length)
  })

  it('counts the account that could not be entered as skipped in junit', async () => {
    const text = await rendered('junit')
    const [, tests, skipped] =
      /<testsuites name="ssm-ready" tests="(\d+)" failures="\d+" errors="0" skipped="(\d+)"/.exec(text) ?? []
    expect(Number(tests)).toBe(text.match(/<testcase /g)?.length)
    expect(Number(skipped)).toBe(text.match(/<skipped /g)?.length)
  })
})

describe('a report of which no account could be entered', () => {
  it.each(['table', 'markdown', 'html', 'slack'] as const)('says so in %s', async (format) => {
    const text = await rendered(format, merged([refused(FIRST), refused(SECOND)]))
    expect(text).toContain('2 accounts, 2 not entered')
    expect(text).not.toMatch(/No VPC in \./)
  })
})

describe('a report of one account', () => {
  it.each(['table', 'markdown', 'html', 'slack', 'junit', 'metrics', 'sarif', 'json'] as const)(
    'says in %s nothing of several',
    async (format) => {
      const text = await rendered(format, alone)
      expect(text).not.toMatch(
        /in account|accountIds|>Accounts<|## Accounts|^Accounts$|ACCOUNT|account_entered|"accounts"/m,
      )
    },
  )
})
