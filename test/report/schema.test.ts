import { readFileSync } from 'node:fs'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { DESTINATIONS } from '../../src/model/destinations.js'
import type { Report } from '../../src/model/report.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'
import { reportOfSample } from '../support/sample-report.js'
import { audited, merged, refused, reportIn, SECOND, THIRD } from './support-accounts.js'

const SCHEMA: AnySchemaObject = JSON.parse(
  readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'),
)
const ajv = new Ajv2020({ allErrors: true, strict: true })
addFormats.default(ajv)
const validate = ajv.compile(SCHEMA)

/** As `--format json` prints it. */
function errorsOf(report: unknown): string[] {
  validate(JSON.parse(JSON.stringify(report)))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('the schema of the report', () => {
  it('has a plain name that no one fetches', () => {
    expect(SCHEMA.$id).toBe('urn:ssm-ready:report:1')
  })

  it.each(['article', 'troubled', 'large'] as const)('describes the report on %s', async (name) => {
    const large = { vpcs: 24, instances: 150, databases: 40 }
    expect(errorsOf(await reportOfSample(name, {}, {}, { large }))).toEqual([])
  })

  it('describes the answer of a function that published, and knows every destination', () => {
    const destinations = [...DESTINATIONS, 's3', 'slack'] as const
    const published = destinations.map((destination) => ({ destination, outcome: 'done' as const, message: 'told' }))
    expect(errorsOf({ ...smallReport(), published })).toEqual([])
    expect(errorsOf({ ...smallReport(), published: [{ destination: 'pigeon' }] })).not.toEqual([])
  })

  it('describes the report of several accounts, one of which could not be entered', async () => {
    const previous = await reportOfSample('article')
    const results = [audited(await reportOfSample('troubled'), { name: 'platform', profile: 'platform' })]
    const report = merged([...results, audited(reportIn(SECOND, '')), refused(THIRD)], {
      ...{ previous, configFile: '../ssm-ready.config.yaml' },
    })
    expect(report.scope.config).toBe('../ssm-ready.config.yaml')
    expect(errorsOf(report)).toEqual([])
    expect(
      errorsOf({ ...report, scope: { ...report.scope, accounts: [{ accountId: THIRD, entered: false }] } }),
    ).not.toEqual([])
  })

  it('describes a report with changes, expired acceptances and a limited scope', async () => {
    const previous = await reportOfSample('article')
    const gone = { ...previous, hosts: previous.hosts.slice(1) }
    const accept = [
      { check: 'host-private', subject: 'i-gone', reason: 'unmatched' },
      { check: 'host-keyless', subject: 'i-*', reason: 'until the end', until: '2026-12-31' },
      { check: 'host-no-inbound', subject: '*', reason: 'long ago', until: '2020-01-01' },
    ]
    const report = await reportOfSample('troubled', { accept })
    expect(errorsOf(report)).toEqual([])
    expect(report.findings.some((finding) => finding.accepted)).toBe(true)
    expect(report.acceptances).toHaveLength(2)
    const compared = await reportOfSample('article', {}, { previous: gone })
    expect(compared.changes?.length).toBeGreaterThan(0)
    expect(errorsOf(compared)).toEqual([])
    const [host] = previous.hosts
    expect(errorsOf(await reportOfSample('article', {}, { hostIds: [host?.instanceId ?? ''] }))).toEqual([])
  })

  it.each([
    ['small', smallReport()],
    ['troubled', troubledReport()],
    ['many VPCs', manyVpcsReport(30)],
    ...HOSTILE_TEXTS.map((text): [string, Report] => [JSON.stringify(text).slice(0, 40), hostileReport(text)]),
  ])('describes the fixture: %s', (_, report) => {
    expect(errorsOf(report)).toEqual([])
  })
})

type Node = Record<string, unknown> | unknown[]

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** `/vpcs/0/verdict` and the like: the way to every value, free-form objects left out. */
function pathsOf(node: Node, path: string[] = []): string[][] {
  return Object.entries(node).flatMap(([key, value]) => {
    const here = [...path, key]
    return [here, ...(isNode(value) && key !== 'evidence' && key !== 'apiCalls' ? pathsOf(value, here) : [])]
  })
}

function mutated(report: unknown, path: readonly string[], change: (holder: Node, key: string) => void): unknown {
  const copy: unknown = structuredClone(report)
  const holder = path.slice(0, -1).reduce((node, key) => (node as Record<string, unknown>)[key], copy)
  if (!isNode(holder)) throw new Error(`no ${path.join('/')}`)
  change(holder, path.at(-1) ?? '')
  return copy
}

const set = (value: unknown) => (holder: Node, key: string) => void Object.assign(holder, { [key]: value })

describe('the schema refuses', () => {
  const report: Report = JSON.parse(JSON.stringify(troubledReport()))
  // One path per place in the schema: the first element of each list stands for the others.
  const paths = [
    ...new Map(pathsOf({ ...report }).map((path) => [path.join('/').replace(/\/\d+/g, '/n'), path])).values(),
  ]

  it.each(paths.map((path) => [path.join('/'), path] as const))('a wrong type at %s', (_, path) => {
    const wrong = mutated(report, path, (holder, key) => {
      const value = Object.entries(holder).find(([name]) => name === key)?.[1]
      set(typeof value === 'number' ? 'many' : 17)(holder, key)
    })
    expect(errorsOf(wrong)).not.toEqual([])
  })

  const objects = paths.filter((path) => {
    const value = path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], report)
    return isNode(value) && !Array.isArray(value) && !['evidence', 'apiCalls'].includes(path.at(-1) ?? '')
  })

  it.each(objects.map((path) => [path.join('/'), path] as const))('an unknown field in %s', (_, path) => {
    expect(errorsOf(mutated(report, [...path, 'surprise'], set(true)))).not.toEqual([])
  })

  it.each([
    ['a version to come', ['schemaVersion'], 2],
    ['a verdict of a VPC that is none', ['vpcs', '0', 'verdict'], 'FINE'],
    ['a host that is NOT_APPLICABLE', ['hosts', '0', 'verdicts', 'tunnel'], 'NOT_APPLICABLE'],
    ['a status that is none', ['findings', '0', 'status'], 'ok'],
    ['a reason that is a sentence', ['findings', '0', 'reason'], 'It is broken.'],
    ['a command of two lines', ['hosts', '0', 'commands', 'shell', 'bash'], 'aws\nrm'],
    ['a date that is none', ['generatedAt'], 'yesterday'],
    ['an account id that is none', ['scope', 'accountId'], '123'],
    ['an API that is no action', ['gaps', '0', 'api'], 'DescribeVpcs'],
    ['a gap that affects nothing', ['gaps', '0', 'affects'], []],
    ['a capability that is none', ['findings', '0', 'blocks'], ['telnet']],
  ])('%s', (_, path, value) => {
    expect(errorsOf(mutated(report, path, set(value)))).not.toEqual([])
  })

  const required = ['schemaVersion', 'tool', 'generatedAt', 'durationMs', 'scope', 'complete', 'gaps', 'summary']
  it.each([...required, 'vpcs', 'hosts', 'databases', 'tunnels', 'findings'])('a report without %s', (field) => {
    const without = mutated(report, [field], (holder, key) => void Reflect.deleteProperty(holder, key))
    expect(errorsOf(without)).toHaveLength(1)
  })
})
