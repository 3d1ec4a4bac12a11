import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { CHECKS } from '../../src/checks/index.js'
import { COLLECTOR_ACTIONS } from '../../src/collect/actions.js'
import { auditStatements, type RoleStatement, remedyStatements } from '../../src/lambda/roles.js'
import { PROBE_ACTIONS } from '../../src/model/probe-actions.js'
import { REMEDY_IDS } from '../../src/model/remedy-ids.js'

const actionsOf = (statements: readonly RoleStatement[]) => statements.flatMap((s) => s.Action)
const READ = /^[a-z0-9-]+:(Describe|Get|List|Search|Simulate)[A-Z]\w*$/

describe('roles of the functions', () => {
  it('let the audit do what collectors and checks need, and nothing but read', () => {
    const actions = actionsOf(auditStatements())
    expect(actions).toEqual(expect.arrayContaining([...COLLECTOR_ACTIONS]))
    const needs = CHECKS.flatMap((check) => check.needs)
    expect(actions).toEqual(expect.arrayContaining(needs.filter((need) => !PROBE_ACTIONS.includes(need))))
    expect(actions.filter((action) => PROBE_ACTIONS.includes(action))).toEqual([])
    expect(needs).toContain('ssm:StartSession')
    expect(actions.filter((action) => !READ.test(action))).toEqual([])
    expect(actions.some((action) => action.includes('*'))).toBe(false)
  })

  it('let the audit open sessions only where the parameter probe names hosts', async () => {
    const statements: (variables: { resolveVariable: () => Promise<string> }) => Promise<RoleStatement[]> =
      createRequire(import.meta.url)('../../serverless/probe-statements.cjs')
    const made = (probe: string) => statements({ resolveVariable: async () => probe })
    expect(await made('')).toEqual([])
    await expect(made('jump-host')).rejects.toThrow('Parameter probe: expected instance ids or tag:KEY=VALUE')
    const byId = await made('i-0123456789abcdef0, i-0123456789abcdef1')
    expect(actionsOf(byId).filter((action) => PROBE_ACTIONS.includes(action))).toHaveLength(2)
    expect(byId.map(({ Resource }) => Resource)).not.toContain('*')
    expect(JSON.stringify(byId)).toContain('instance/i-0123456789abcdef1')
    const start = byId.filter(({ Action }) => Action.includes('ssm:StartSession'))
    for (const { Condition } of start)
      expect(Condition).toEqual({ BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } })
    expect(JSON.stringify(await made('tag:role=jump'))).toContain('"StringEquals":{"ssm:resourceTag/role":"jump"}')
  })

  it('let the remediation change what its remedies need, and nothing else', () => {
    const statements = remedyStatements(['update-agent'])
    const actions = actionsOf(statements)
    expect(actions).toEqual(expect.arrayContaining(['ssm:DescribeSessions', 'ssm:ListCommands']))
    expect(actions.filter((action) => !READ.test(action)).sort()).toEqual(['ssm:CancelCommand', 'ssm:SendCommand'])
    const send = statements.find((s) => s.Action.includes('ssm:SendCommand'))
    expect(send?.Resource).not.toBe('*')
    expect(JSON.stringify(send)).toContain('document/AWS-UpdateSSMAgent')
  })
})

describe('serverless.yml', () => {
  const text = readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8')
  const config = parse(text)

  it('names no partition', () => {
    expect(`${text}${JSON.stringify([auditStatements(), remedyStatements(REMEDY_IDS)])}`).not.toMatch(/arn:aws[a-z-]*:/)
  })

  it('runs both functions on arm64 with a role each, and keeps logs for a while', () => {
    expect(config.provider).toMatchObject({ runtime: 'nodejs22.x', architecture: 'arm64' })
    expect(config.provider.logRetentionInDays).toBeDefined()
    expect(config.package.individually).toBe(true)
    const [functions, slack, organization] = config.functions
    expect(Object.keys(functions)).toEqual(['audit', 'remediate'])
    expect(functions.audit.role).not.toEqual(functions.remediate.role)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the framework fills it in
    expect(slack).toBe('${file(serverless/slack.cjs):functions}')
    expect(organization).toContain('serverless/organization/functions.cjs')
    expect(readFileSync(new URL('../../serverless/schedule.yml', import.meta.url), 'utf8')).toContain('param:schedule')
    expect(config.plugins).toEqual(['serverless-esbuild'])
  })
})
