import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CheckDefinition } from '../src/checks/define.js'
import hostKeyless from '../src/checks/host-keyless.js'
import { CHECKS } from '../src/checks/index.js'
import { type CheckFile, problemsOf, type Surroundings } from './support/conformance.js'
import { loadScenarios } from './support/scenario.js'

const FOLDER = new URL('../src/checks/', import.meta.url)
const files = await checkFiles()
const house: Surroundings = {
  registry: CHECKS,
  scenarios: loadScenarios(),
  docs: readFileSync(new URL('../docs/checks.md', import.meta.url), 'utf8'),
}

async function checkFiles(): Promise<CheckFile[]> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'))
  const modules = await Promise.all(
    names.map(async (name) => {
      const { default: check } = (await import(new URL(name, FOLDER).href)) as { default?: CheckDefinition }
      return { file: name.replace(/\.ts$/, ''), check }
    }),
  )
  return modules.filter((module): module is CheckFile => module.check !== undefined)
}

describe('every check', () => {
  it.each(files)('$file is registered, documented and tested', (checkFile) => {
    expect(problemsOf(checkFile, house)).toEqual([])
  })
})

describe('the registry', () => {
  const ids = CHECKS.map((check) => check.id)

  it('is sorted and names every check once', () => {
    expect(ids).toEqual([...new Set(ids)].sort())
  })

  it('holds the files of the folder and no other check', () => {
    expect(ids).toEqual(files.map(({ file }) => file).sort())
  })

  it('holds every published id', () => {
    expect(ids).toEqual(JSON.parse(readFileSync(new URL('../schema/check-ids.json', import.meta.url), 'utf8')))
  })
})

describe('the conformance rules', () => {
  const check = hostKeyless as CheckDefinition
  const good: CheckFile = { file: 'host-keyless', check }
  const scenario = house.scenarios.find((candidate) => candidate.check === check.id)
  if (!scenario) throw new Error('host-keyless has no scenario')
  /** The same check with something else about it, at home in its surroundings. */
  const changed = (changes: Partial<CheckDefinition>): [CheckFile, Surroundings] => {
    const other = { ...check, ...changes }
    return [
      { file: good.file, check: other },
      { ...house, registry: [other] },
    ]
  }

  it('find nothing wrong with a good check', () => {
    expect(problemsOf(good, house)).toEqual([])
  })

  it.each<[string, [CheckFile, Surroundings]]>([
    ['id-is-not-the-file-name', [{ file: 'host-without-key', check }, house]],
    ['not-registered', [good, { ...house, registry: CHECKS.filter((other) => other !== check) }]],
    ['title-is-no-statement', changed({ title: 'Ensure that the host has no key pair' })],
    ['title-is-no-statement', changed({ title: 'The host has no key pair.' })],
    ['doc-is-no-https-url', changed({ doc: '' })],
    ['doc-is-no-https-url', changed({ doc: 'http://docs.aws.amazon.com/' })],
    ['failed-collection-untested', changed({ needs: ['ec2:DescribeInstances', 'ec2:DescribeSubnets'] })],
    ['untested-warn', changed({ statuses: ['pass', 'fail', 'warn'] })],
    ['status-not-declared', changed({ statuses: ['pass'] })],
    ['why-is-no-text', changed({ why: '' })],
    ['console-is-no-text', changed({ console: 'EC2 > Instances' })],
    ['undocumented', [good, { ...house, docs: house.docs.replace('(checks/host-keyless.md)', '') }]],
  ])('find %s', (problem, [file, surroundings]) => {
    expect(problemsOf(file, surroundings)).toEqual([problem])
  })

  it('find a need that is no IAM action', () => {
    expect(problemsOf(...changed({ needs: ['DescribeInstances'] }))).toContain('need-is-no-action')
  })

  it('find a check without any scenario', () => {
    const scenarios = house.scenarios.filter((other) => other !== scenario)
    const problems = problemsOf(good, { ...house, scenarios })
    expect(problems).toEqual(['no-scenario', 'untested-pass', 'untested-fail'])
  })

  it('find a reason that is a sentence', () => {
    const [first] = scenario.cases
    if (!first) throw new Error('host-keyless has no case')
    const spoken = { ...first, expect: [{ status: 'pass' as const, reason: 'No key pair' }] }
    const scenarios = [{ ...scenario, cases: [...scenario.cases, spoken] }]
    expect(problemsOf(good, { ...house, scenarios })).toEqual(['reason-is-no-key'])
  })
})
