import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { auditStatements, type RoleStatement, remedyStatements } from '../../src/lambda/roles.js'
import { REMEDY_IDS } from '../../src/model/remedy-ids.js'

/**
 * What AWS's service authorization reference says of each action: types of resources, and the condition keys that it knows of
 * them or of the action. A new action needs a row.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const REFERENCE: Record<string, { keys: string[]; resources: Record<string, { required: boolean; keys: string[] }> }> =
  JSON.parse(readFileSync(new URL('service-authorization.json', import.meta.url), 'utf8'))

const require = createRequire(import.meta.url)
const statementsFor: (variables: { resolveVariable: () => Promise<string> }) => Promise<RoleStatement[]> =
  require('../../serverless/remediate-statements.cjs')

const NEEDS_NO_RIGHT = 'sts:GetCallerIdentity'

/** The managed policy that both functions have. */
const READS: RoleStatement[] = require('../../serverless/audit-statements.json')

const READ = /:(Describe|Get|List)[A-Z]/

const CHANGES =
  /:(Create|Run|Tag|AddTags|Delete|Terminate|Put|Attach|Detach|Authorize|Revoke|Modify|Start|Send|Pass|Update)[A-Z]/

/** One action on resources of one type, `*` where AWS knows none. */
interface Right {
  action: string
  type: string
  condition: NonNullable<RoleStatement['Condition']>
}

function rightsOf(statements: readonly RoleStatement[]): Right[] {
  return statements.flatMap(({ Action, Resource, Condition: condition = {} }) =>
    Action.flatMap((action) => typesOf(Resource).map((type) => ({ action, type, condition }))),
  )
}

function typesOf(resource: RoleStatement['Resource']): string[] {
  if (resource === '*') return ['*']
  return resource.map((each) => {
    const [, , service, , , path = ''] = each['Fn::Sub'].replace(/\$\{AWS::(\w+)\}/g, '$1').split(':')
    return `${service}:${path.split('/')[0]}`
  })
}

const keysOf = ({ condition }: Right) =>
  Object.values(condition).flatMap((test) => Object.keys(test).map((key) => key.replace('/ssm-ready:plan', '')))
const known = ({ action, type }: Right) => [
  ...(REFERENCE[action]?.keys ?? []),
  ...(REFERENCE[action]?.resources[type]?.keys ?? []),
]
const wordsOf = ({ action, type }: Right) => `${action} ${type}`

describe.each([...REMEDY_IDS])('the rights of %s', (id) => {
  const rights = rightsOf(remedyStatements([id]))

  it('are on the resources that AWS asks for, and on no others', () => {
    const actions = [...new Set(rights.map(({ action }) => action))]
    expect(actions.filter((action) => !REFERENCE[action])).toEqual([])
    const strange = rights.filter(({ action, type }) => type !== '*' && !REFERENCE[action]?.resources[type])
    expect(strange.map(wordsOf)).toEqual([])
    const wide = rights.filter(
      ({ action, type }) =>
        type === '*' && !READ.test(action) && Object.keys(REFERENCE[action]?.resources ?? {}).length > 0,
    )
    expect(wide.map(wordsOf)).toEqual([])
    const missing = actions.flatMap((action) => {
      const given = rights.filter((right) => right.action === action).map(({ type }) => type)
      const needed = Object.entries(REFERENCE[action]?.resources ?? {}).filter(([, { required }]) => required)
      return needed.flatMap(([type]) => (given.includes(type) || given.includes('*') ? [] : [`${action} ${type}`]))
    })
    expect(missing).toEqual([])
  })

  it('have conditions that AWS knows there', () => {
    const unknown = rights.flatMap((right) =>
      keysOf(right).flatMap((key) => (known(right).includes(key) ? [] : [`${wordsOf(right)} ${key}`])),
    )
    expect(unknown).toEqual([])
  })

  it('let it make only what bears the tag of a plan, wherever AWS can tell', () => {
    const made = rights.filter(({ action }) => /:(Create|Run|Tag|AddTags)(?!Tags)/.test(action))
    // The interface of a new instance is given no tag of its own; it goes with the instance.
    const untagged = made.filter(
      (right) => known(right).includes('aws:RequestTag') && !keysOf(right).includes('aws:RequestTag'),
    )
    expect(untagged.map(wordsOf).filter((words) => words !== 'ec2:RunInstances ec2:network-interface')).toEqual([])
  })

  it('let it delete only what bears the tag of a plan, wherever AWS can tell', () => {
    const gone = rights.filter(({ action }) =>
      /:(Delete|Terminate|ScheduleKeyDeletion|RemoveRole|AddRole)/.test(action),
    )
    const open = gone.filter(
      (right) => known(right).includes('aws:ResourceTag') && !keysOf(right).includes('aws:ResourceTag'),
    )
    // Parts of what people have made: a policy of a role, a version of a document. Neither bears tags.
    expect(open.map(wordsOf).filter((words) => !/^(iam:DeleteRolePolicy|ssm:DeleteDocument) /.test(words))).toEqual([])
  })

  it('tag, attach and pass nothing but what they are for', () => {
    const conditioned = (pattern: RegExp, key: string) =>
      rights.filter((right) => pattern.test(right.action) && !keysOf(right).includes(key)).map(wordsOf)
    expect(conditioned(/^ec2:CreateTags$/, 'ec2:CreateAction')).toEqual([])
    expect(conditioned(/^iam:(Attach|Detach)RolePolicy$/, 'iam:PolicyARN')).toEqual([])
    expect(conditioned(/^iam:PassRole$/, 'iam:PassedToService')).toEqual([])
  })
})

describe('the role of the remediation function', () => {
  const resolved = (remedies: string) => statementsFor({ resolveVariable: async () => remedies })

  it.each(['all', ...REMEDY_IDS])('has the rights of %s', async (remedies) => {
    const granted = [...READS, ...(await resolved(remedies))]
    const words = new Set(rightsOf(granted).flatMap((right) => [wordsOf(right), JSON.stringify(right)]))
    const wanted = rightsOf(remedyStatements(remedies === 'all' ? REMEDY_IDS : [remedies]))
    const isThere = (right: Right) => words.has(`${right.action} *`) || words.has(JSON.stringify(right))
    expect(wanted.filter((right) => !isThere(right)).map(wordsOf)).toEqual([])
  })

  it.each(['', 'update-agent', 'enable-vpc-dns,create-endpoint', 'grant-kms-decrypt, launch-jump-host', 'all'])(
    'of "%s" holds what an audit and these need, and no more',
    async (remedies) => {
      const ids = remedies.split(/, */).filter((id) => id !== '')
      const known = REMEDY_IDS.filter((id) => remedies === 'all' || ids.includes(id))
      const own = (await resolved(remedies)).filter(({ Effect }) => Effect === ('Allow' as string))
      const granted = [...READS, ...own].filter(({ Action }) => !Action.includes(NEEDS_NO_RIGHT))
      const wanted = [...auditStatements(), ...remedyStatements(known)]
      const actions = (statements: readonly RoleStatement[]) =>
        [...new Set(statements.flatMap(({ Action }) => Action))].sort()
      expect(actions(granted)).toEqual(actions(wanted))
      expect(actions(granted).filter((action) => action.includes('*'))).toEqual([])
      expect(known.length > 0 || actions(granted).every((action) => !CHANGES.test(action))).toBe(true)
    },
  )

  it('holds no conditional right that no remedy has, though statements are joined', async () => {
    const wanted = rightsOf(remedyStatements(REMEDY_IDS))
    const more = rightsOf((await resolved('all')).filter(({ Effect }) => Effect === ('Allow' as string))).filter(
      (right) => Object.keys(right.condition).length === 0 && right.type !== '*',
    )
    const known = new Set(wanted.map((right) => JSON.stringify(right)))
    expect(more.filter((right) => !known.has(JSON.stringify(right))).map(wordsOf)).toEqual([])
  })

  it('gives itself no rights, where it may give them to others', async () => {
    const denied = (statements: RoleStatement[]) => statements.filter(({ Effect }) => (Effect as string) === 'Deny')
    expect(denied(await resolved('grant-kms-decrypt'))).toMatchObject([
      { Action: expect.arrayContaining(['iam:PutRolePolicy', 'iam:AttachRolePolicy']) },
    ])
    expect(denied(await resolved('update-agent'))).toEqual([])
  })

  it('fits into what IAM takes as inline policies, with all remedies, a long partition and its other policies', async () => {
    const text = JSON.stringify(await resolved('all'))
      .replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
      .replace(/\$\{AWS::Partition\}/g, 'aws-us-gov')
      .replace(/\$\{AWS::AccountId\}/g, '123456789012')
    // Logs and plans take less than 1,000.
    expect(text.length).toBeLessThan(10_240 - 1_000)
  })

  it('fits, with what it reads, into what IAM takes as a managed policy', () => {
    expect(JSON.stringify(READS).length).toBeLessThan(6_144 - 100)
  })

  it('says something without remedies', async () => {
    expect(await resolved('')).toEqual([{ Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: '*' }])
  })

  it('names what it does not know', async () => {
    await expect(resolved('update-agents')).rejects.toThrow('update-agent')
  })
})
