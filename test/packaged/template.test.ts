import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALARMS, anywhere, justifies, RULES, WILDCARDS } from './support/rules.js'
import {
  folderWithoutCode,
  MATRIX,
  PARAMETERS,
  packagedTemplate,
  packageInto,
  type Resource,
  type Template,
} from './support/template.js'

/** As many side by side: the framework mostly waits for itself. */
const AT_ONCE = 2
const folders: string[] = []
/** Of each combination, by its name. */
const files = new Map<string, string>()
const templates = new Map<string, Template>()
let packaged: Template

beforeAll(async () => {
  packaged = await packagedTemplate()
  const left = [...MATRIX]
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const folder = await folderWithoutCode()
      folders.push(folder)
      const file = await packageInto(folder, next)
      files.set(next.name, file)
      templates.set(next.name, JSON.parse(await readFile(file, 'utf8')))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}, 600_000)
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

const templateOf = (name: string): Template => {
  const template = templates.get(name)
  if (!template) throw new Error(`no template of ${name}`)
  return template
}

describe('the packaged template', () => {
  it('is that of the matrix, which leaves the code out', () => {
    expect(withoutCode(templateOf('default'))).toEqual(withoutCode(packaged))
  })

  it('has its alarms', () => {
    expect(namesOf(packaged, 'AWS::CloudWatch::Alarm')).toEqual(ALARMS)
  })
})

/** Where the code lies has the time of packaging in it. */
const withoutCode = (template: Template): object =>
  JSON.parse(JSON.stringify(template).replace(/"S3Key":"[^"]+"/g, '"S3Key":""'))

const namesOf = ({ Resources }: Template, type: string) =>
  Object.keys(Resources)
    .filter((name) => Resources[name]?.Type === type)
    .sort()

describe.each(MATRIX.map(({ name }) => name))('with %s', (name) => {
  it.each(Object.keys(RULES))('%s', (rule) => {
    expect(RULES[rule]?.(templateOf(name))).toEqual([])
  })
})

/** What the linter has found is an answer; that it could not look is none. */
function told(error: { stdout: string; code?: unknown }): { stdout: string } {
  if (typeof error.code !== 'number' || error.stdout === '') throw error
  return error
}

describe('the matrix', () => {
  it('sets every parameter of serverless.yml somewhere', () => {
    const set = new Set(MATRIX.flatMap(({ params }) => Object.keys(params)))
    expect(PARAMETERS.filter((name) => !set.has(name))).toEqual([])
    expect([...set].filter((name) => !PARAMETERS.includes(name))).toEqual([])
  })

  it('needs every wildcard that a reason is given for', () => {
    const all = MATRIX.flatMap(({ name }) => anywhere(templateOf(name)))
    expect(WILDCARDS.filter((wildcard) => !all.some((each) => justifies(wildcard, each)))).toEqual([])
  })

  it('is fine with cfn-lint, errors and warnings alike', async (context) => {
    const lint = promisify(execFile)
    const isThere = await lint('cfn-lint', ['--version']).then(
      () => true,
      () => false,
    )
    if (!isThere) {
      console.warn('\n!!!!!! SKIPPED: cfn-lint is not installed: no template was linted\n')
      return context.skip('cfn-lint is not installed')
    }
    const all = [...files.values()]
    const found = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, i) => {
        const own = all.filter((_, place) => place % AT_ONCE === i)
        return (await lint('cfn-lint', ['--format', 'parseable', '--', ...own]).catch(told)).stdout
      }),
    )
    expect(found.join('')).toBe('')
  }, 600_000)
})

describe('each rule finds what breaks it', () => {
  const properties = (template: Template, name: string) => template.Resources[name]?.Properties ?? {}
  const statementOf = (template: Template, role: string) => {
    const { Policies } = properties(template, role) as { Policies: { PolicyDocument: { Statement: object[] } }[] }
    return Policies[0]?.PolicyDocument.Statement[0] ?? {}
  }
  const first = (template: Template, type: string) => namesOf(template, type)[0] ?? ''
  const without = (template: Template, name: string) => {
    const { [name]: _, ...rest } = template.Resources
    template.Resources = rest
  }

  it.each<[string, (template: Template) => unknown]>([
    ['no action is a wildcard', (t) => Object.assign(statementOf(t, 'AuditRole'), { Action: 'logs:*' })],
    [
      'the dashboard shows every function and state machine, and looks at what there is',
      (t) => without(t, 'FailedEvents'),
    ],
    ['no statement says everything but', (t) => Object.assign(statementOf(t, 'AuditRole'), { NotResource: 'x' })],
    [
      'resources are named, but for what a reason is given for',
      (t) => Object.assign(statementOf(t, 'AuditRole'), { Resource: '*' }),
    ],
    [
      'nobody outside the account is let in, but by a URL',
      (t) => Object.assign(statementOf(t, 'AuditRole'), { Principal: { AWS: '*' } }),
    ],
    [
      'every function has a role of its own',
      (t) =>
        Object.assign(properties(t, 'AuditLambdaFunction'), { Role: properties(t, 'RemediateLambdaFunction')['Role'] }),
    ],
    ['logs are kept for a while and no longer', (t) => without(t, 'AuditLogGroup')],
    ['an event that leads to nothing is kept', (t) => without(t, 'RemediateInvocations')],
    [
      'a queue and a topic speak TLS alone, and the queue is encrypted',
      (t) => without(t, first(t, 'AWS::SQS::QueuePolicy')),
    ],
    [
      'a bucket is private, encrypted, versioned, cleaned up and speaks TLS alone',
      (t) => Object.assign(properties(t, 'ReportBucket'), { VersioningConfiguration: { Status: 'Suspended' } }),
    ],
    [
      'every alarm rings at the topic, and looks at what there is and is always sent',
      (t) => Object.assign(properties(t, 'TunnelsBlocked'), { MetricName: 'VpcsBlocked' }),
    ],
  ])('%s', (rule, broken) => {
    const template: Template = structuredClone(packaged)
    const before: Record<string, Resource> = packaged.Resources
    broken(template)
    expect(template.Resources).not.toEqual(before)
    expect(RULES[rule]?.(template)).not.toEqual([])
  })

  it('and there is no other', (context) => {
    const tried = context.task.suite?.tasks.map(({ name }) => name) ?? []
    expect(Object.keys(RULES).filter((rule) => !tried.includes(rule))).toEqual([])
  })
})
