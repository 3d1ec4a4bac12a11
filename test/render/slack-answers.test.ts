import { beforeAll, describe, expect, it } from 'vitest'
import { explain } from '../../src/app/explain.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import type { Plan } from '../../src/model/plan.js'
import { REMEDY_IDS } from '../../src/model/remedy-ids.js'
import type { Report } from '../../src/model/report.js'
import { askOfButton } from '../../src/model/slack-job.js'
import type { SlackBlock, SlackMessage } from '../../src/model/slack-message.js'
import { note } from '../../src/render/slack/note.js'
import { SLACK_ANSWERS } from '../../src/render/slack-answers.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { withoutEndpoints } from '../fix/support/faults.js'
import { fixWorld } from '../fix/support/fix-world.js'
import { reportOfSample } from '../support/sample-report.js'

let report: Report
beforeAll(async () => {
  report = await reportOfSample('troubled')
})

const textOf = ({ blocks = [] }: SlackMessage) => JSON.stringify(blocks)
const elements = ({ blocks = [] }: SlackMessage): SlackBlock[] =>
  blocks.flatMap((block) => (block.type === 'actions' ? (block['elements'] as SlackBlock[]) : []))
const buttons = (message: SlackMessage) =>
  elements(message).map(({ action_id, value }) => askOfButton(String(action_id), String(value)))
const answer = (query: string) => SLACK_ANSWERS.answer(report, explain(report, query))

describe('the answer of the slash command', () => {
  it('for a database that is ready has the command and the way to connect', () => {
    const message = answer('orders-db')
    expect(message.text).toBe('orders-db: READY')
    expect(textOf(message)).toContain('ssm-ready connect orders-db --region eu-west-1')
    expect(textOf(message)).toContain('*READY* through `orders-jump-a`')
    expect(buttons(message).slice(0, 2)).toEqual([
      { ask: 'connect', query: 'orders-db' },
      { ask: 'explain', query: 'orders-db' },
    ])
  })

  it('for one that is blocked has what is in the way, the fix, and no way to connect', () => {
    const message = answer('data-ledger-oracle')
    const [vpcId] = report.databases.flatMap((d) => (d.databaseId === 'data-ledger-oracle' ? [d.vpcId] : []))
    expect(message.text).toBe('data-ledger-oracle: BLOCKED')
    expect(textOf(message)).toMatch(/has no rule that allows tcp\/1521/)
    expect(textOf(message)).toContain('*Fix*')
    expect(textOf(message)).not.toContain('connect data-ledger-oracle')
    expect(buttons(message)).toEqual([
      { ask: 'explain', query: 'data-ledger-oracle' },
      { ask: 'plan', vpcIds: [vpcId] },
    ])
  })

  it('for a host has its verdicts, for a VPC its databases', () => {
    const [host] = report.hosts
    expect(textOf(answer(host?.instanceId ?? ''))).toMatch(/tunnel (READY|DEGRADED|BLOCKED|UNKNOWN)/)
    const blocked = report.vpcs.find(({ verdict, databaseIds }) => verdict === 'BLOCKED' && databaseIds.length > 0)
    const ofVpc = answer(blocked?.vpcId ?? '')
    expect(textOf(ofVpc)).toContain('*Databases*')
    expect(buttons(ofVpc)).toEqual([
      { ask: 'explain', query: blocked?.vpcId },
      { ask: 'plan', vpcIds: [blocked?.vpcId] },
    ])
  })

  it('for everything is the message of a scheduled audit, with a plan', () => {
    const message = SLACK_ANSWERS.overview(report)
    expect(message.text).toMatch(/^SSM readiness: 11 databases/)
    expect(buttons(message)).toEqual([{ ask: 'plan' }])
  })

  it('explains station by station', () => {
    const text = textOf(SLACK_ANSWERS.explain(report, explain(report, 'data-ledger-oracle')))
    expect(text).toMatch(/✔ `eni-\w+` → `sg-\w+` → `subnet-\w+`/)
    expect(text).toMatch(/✖ `sg-06f96f4b5e03f455b` security-group-ingress: /)
    const ready = textOf(SLACK_ANSWERS.explain(report, explain(report, 'orders-db')))
    expect(ready).toContain('Nothing is in the way.')
  })

  it('connects with and without this program, and only where something can', () => {
    const text = textOf(SLACK_ANSWERS.connect(report, explain(report, 'orders-db')))
    expect(text).toContain('ssm-ready connect orders-db')
    expect(text).toContain('aws ssm start-session')
    const blocked = SLACK_ANSWERS.connect(report, explain(report, 'data-ledger-oracle'))
    expect(blocked.text).toBe('data-ledger-oracle: BLOCKED')
  })

  it('stays within what Slack takes, for all that a report holds', () => {
    const queries = [
      ...report.hosts.map(({ instanceId }) => instanceId),
      ...report.vpcs.map(({ vpcId }) => vpcId),
      ...report.databases.map(({ databaseId }) => databaseId),
    ]
    for (const query of queries)
      for (const kind of ['answer', 'explain', 'connect'] as const) {
        const { blocks = [] } = SLACK_ANSWERS[kind](report, explain(report, query))
        expect(blocks.length).toBeLessThanOrEqual(50)
        const texts = blocks.flatMap(({ text }) => (text ? [String(Object(text).text)] : []))
        for (const text of texts) expect([query, kind, text.length < 3000 && text !== '']).toEqual([query, kind, true])
        expect(buttons({ text: '', blocks })).not.toContain(undefined)
      }
    expect(queries.length).toBeGreaterThan(20)
  })
})

describe('a plan', () => {
  const ALL = { anybody: true, remedies: REMEDY_IDS }
  let plan: Plan
  beforeAll(async () => {
    const account = withoutEndpoints(articleAccount(), ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs'])
    plan = await planRemediation({ remedies: ['create-endpoint'] }, fixWorld(account))
  })
  const sections = ({ blocks = [] }: SlackMessage) =>
    blocks.filter(({ text }) => /^\*\d+\.\* /.test(String(Object(text).text)))
  const approves = (message: SlackMessage) =>
    sections(message).flatMap(({ accessory }) => {
      const { action_id, value } = Object(accessory)
      return accessory ? [askOfButton(String(action_id), String(value))] : []
    })

  it('has a step each with its risk, its cost and a button that asks again', () => {
    const message = SLACK_ANSWERS.plan(plan, ALL)
    expect(plan.steps.length).toBeGreaterThan(3)
    expect(message.text).toBe(`Plan: ${plan.steps.length} steps`)
    expect(approves(message)).toEqual(
      plan.steps.map(({ id: stepId }) => ({ ask: 'apply', planId: plan.planId, stepId })),
    )
    const text = textOf(message)
    expect(text).toContain(`\`${plan.planId}\` · ${plan.scope.accountId} · until 2026-11-25 12:00 UTC`)
    expect(text).toMatch(/about USD \d+\.\d\d a month/)
    expect(text).toContain('_after step 1_')
    expect(text).toMatch(/"title":\{"type":"plain_text","text":"Apply step 1 now\?"/)
    expect(text).toContain('DEGRADED → *READY*')
  })

  it('has no button where nobody may approve, for a remedy that may not be applied, and for what people do by hand', () => {
    const nobody = SLACK_ANSWERS.plan(plan, { ...ALL, anybody: false })
    expect([approves(nobody), textOf(nobody).includes('Nobody may approve here')]).toEqual([[], true])
    const others = SLACK_ANSWERS.plan(plan, { anybody: true, remedies: ['update-agent'] })
    expect(approves(others)).toEqual([])
    expect(textOf(others)).toContain('create-endpoint may not be applied by this stack')
    const steps = plan.steps.map((step) => ({ ...step, mode: 'manual' as const }))
    const manual = SLACK_ANSWERS.plan({ ...plan, steps }, ALL)
    expect([approves(manual), textOf(manual).includes('aws ec2')]).toEqual([[], true])
  })

  it('stays within what Slack takes, and says what it leaves out', () => {
    const [step] = plan.steps
    if (!step) throw new Error('a plan of nothing')
    const steps = Array.from({ length: 120 }, (_, i) => ({
      ...step,
      ...{ id: `${step.id}-${i}`.padEnd(900, 'x'), title: 't'.repeat(5000), risk: 'r'.repeat(5000), dependsOn: [] },
    }))
    const { blocks = [] } = SLACK_ANSWERS.plan({ ...plan, steps }, ALL)
    expect(blocks.length).toBeLessThanOrEqual(50)
    expect(textOf({ text: '', blocks })).toContain('and 80 more steps')
    for (const { text } of blocks) expect(String(Object(text).text).length).toBeLessThanOrEqual(3000)
  })

  it('of nothing says so, with what is left alone', () => {
    const message = SLACK_ANSWERS.plan({ ...plan, steps: [], refused: [] }, ALL)
    expect([message.text, approves(message)]).toEqual(['Plan: nothing to do', []])
  })
})

describe('a note', () => {
  it('has no markup but names in code and people', () => {
    const { text } = note({ user: 'U1><!channel>' }, ' says *hi* `to` <!here> & ', { code: 'a`b<c' }, '.')
    expect(text).toBe('<@U1channel> says ∗hi∗ ˋtoˋ &lt;!here&gt; &amp; `aˋb&lt;c`.')
  })
})
