import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newCheck } from '../../scripts/new-check.js'
import type { CheckDefinition } from '../../src/checks/define.js'
import { problemsOf, type Surroundings } from '../support/conformance.js'
import type * as Scenarios from '../support/scenario.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const MADE = [
  ['host-fresh', []],
  ['vpc-fresh', []],
  ['session-fresh', []],
  ['database-fresh', []],
  ['tunnel-fresh', []],
  ['caller-fresh', []],
  ['quite-fresh', ['--subject', 'tunnel']],
] as const

/** A copy of the project, in which checks can be made. */
let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'ssm-ready-new-check-'))
  for (const part of [
    'package.json',
    'src',
    'scripts',
    'schema',
    'docs',
    'serverless',
    'test/support',
    'test/scenarios',
  ])
    cpSync(join(ROOT, part), join(scratch, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'node_modules'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const inScratch = async <T>(path: string) => (await import(pathToFileURL(join(scratch, path)).href)) as T

describe('npm run new:check', () => {
  it('makes checks that are registered, documented, tested and right, whatever they judge', async () => {
    for (const [id, options] of MADE.slice(1)) expect(newCheck(scratch, [id, ...options])).toHaveProperty('files')
    execFileSync(process.execPath, ['scripts/new-check.mjs', ...MADE[0].flat()], { cwd: scratch, stdio: 'pipe' })
    const { CHECKS } = await inScratch<{ CHECKS: CheckDefinition[] }>('src/checks/index.js')
    const { differences, loadScenarios } = await inScratch<typeof Scenarios>('test/support/scenario.js')
    const surroundings: Surroundings = {
      registry: CHECKS,
      scenarios: loadScenarios(),
      docs: readFileSync(join(scratch, 'docs/checks.md'), 'utf8'),
    }
    for (const [id] of MADE) {
      const check = CHECKS.find((candidate) => candidate.id === id)
      if (!check) throw new Error(`${id} is not in the registry`)
      expect(problemsOf({ file: id, check }, surroundings), id).toEqual([])
      const cases = surroundings.scenarios.find((scenario) => scenario.check === id)?.cases ?? []
      expect(
        cases.flatMap((scenarioCase) => differences(check, scenarioCase)),
        id,
      ).toEqual([])
      expect(readFileSync(join(scratch, `docs/checks/${id}.md`), 'utf8')).toContain(`Passes when: **${check.title}.**`)
    }
    const published: string[] = JSON.parse(readFileSync(join(scratch, 'schema/check-ids.json'), 'utf8'))
    expect(published).toEqual(CHECKS.map((check) => check.id))
  }, 120_000)

  it.each([
    ['no id', [], /^Usage: npm run new:check ID/],
    ['two ids', ['host-a', 'host-b'], /^Usage: /],
    ['an unknown option', ['host-a', '--kind', 'vpc'], /^Usage: /],
    ['capitals', ['Host-Fresh'], /^"Host-Fresh" is no id of a check/],
    ['one word', ['fresh'], /^"fresh" is no id of a check/],
    ['a path', ['../host-fresh'], /is no id of a check/],
    ['a word that says nothing of the subject', ['very-fresh'], /^Say what very-fresh judges/],
    ['an unknown subject', ['host-fresh', '--subject', 'disk'], /^No check judges a disk/],
    ['a check that is there', ['host-keyless'], /^src\/checks\/host-keyless\.ts is there already\.$/],
  ])('refuses %s in one sentence and writes nothing', (_, argv, sentence) => {
    expect(newCheck(ROOT, argv)).toEqual({ problem: expect.stringMatching(sentence) })
    expect(existsSync(join(ROOT, 'src/checks/host-fresh.ts'))).toBe(false)
  })
})
