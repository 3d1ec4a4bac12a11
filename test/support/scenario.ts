import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { CheckDefinition } from '../../src/checks/define.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import { STATUSES } from '../../src/model/finding.js'
import { groupBy } from '../../src/model/group-by.js'
import { snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from './article.js'
import { applyPatches, type Patch } from './patch.js'
import { simulated } from './simulations.js'

const caseSchema = z.strictObject({
  /** What is different from the reference account, in words. */
  name: z.string(),
  patch: z.array(z.record(z.string(), z.unknown())).default([]),
  config: z.unknown().optional(),
  /** Without `subject`: every finding of the check. */
  expect: z
    .array(
      z.strictObject({
        status: z.enum(STATUSES),
        reason: z.string(),
        subject: z.string().optional(),
        /** Codes of the hops that failed, warned or are unknown, in travel order. */
        hops: z.array(z.string()).optional(),
      }),
    )
    .min(1),
})

/** Cases of one check, each the reference account with some patches. */
const singleSchema = z.strictObject({ check: z.string(), cases: z.array(caseSchema).min(1) })

/** Cases of several checks at once: `{word}` in a case stands for what the check's row says of `word`. */
const tableSchema = z.strictObject({
  checks: z.record(z.string(), z.record(z.string(), z.string())),
  cases: z.array(caseSchema).min(1),
})

export type ScenarioCase = z.infer<typeof caseSchema>
export interface Scenario {
  check: string
  cases: ScenarioCase[]
}

const FOLDER = new URL('../scenarios/', import.meta.url)

/** Every check that has cases in `folder`, each with all of them, sorted by id. */
export function loadScenarios(folder = FOLDER): Scenario[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const scenarios = files.sort().flatMap((file) => scenariosOf(file, readFileSync(new URL(file, folder), 'utf8')))
  return [...groupBy(scenarios, ({ check }) => check)]
    .map(([check, parts]) => ({ check, cases: parts.flatMap(({ cases }) => cases) }))
    .sort((a, b) => (a.check < b.check ? -1 : 1))
}

/** @throws where a file is of neither kind, or one of a single check is not named after it */
function scenariosOf(file: string, text: string): Scenario[] {
  const json: unknown = JSON.parse(text)
  if (!Object.hasOwn(Object(json), 'checks')) {
    const scenario = singleSchema.parse(json)
    if (file !== `${scenario.check}.json`) throw new Error(`${file} has cases of ${scenario.check}: name it after that`)
    return [scenario]
  }
  return Object.entries(tableSchema.parse(json).checks).map(([check, row]) => ({
    check,
    cases: tableSchema.parse(filledIn(json, row)).cases,
  }))
}

function filledIn(node: unknown, row: Record<string, string>): unknown {
  if (typeof node === 'string')
    return Object.entries(row).reduce((text, [word, value]) => text.replaceAll(`{${word}}`, value), node)
  if (Array.isArray(node)) return node.map((item) => filledIn(item, row))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filledIn(value, row)]))
}

/** The case's account; a patch that makes an impossible snapshot is a mistake of the case. */
export function auditOf(scenarioCase: ScenarioCase): Inventory {
  const snapshot = simulated(applyPatches(articleSnapshot(), scenarioCase.patch as Patch[]))
  return new Inventory(snapshotSchema.parse(snapshot), configSchema.parse(scenarioCase.config ?? {}))
}

/** What is wrong with the check's findings on the case's account; empty when all is as expected. */
export function differences(check: CheckDefinition, scenarioCase: ScenarioCase): string[] {
  const findings = runChecks([check], auditOf(scenarioCase))
  if (findings.length === 0) return [`no finding of ${check.id}`]
  return scenarioCase.expect.flatMap(({ subject, hops, status, reason }) => {
    const about = subject === undefined ? findings : findings.filter((finding) => finding.subject.id === subject)
    if (about.length === 0) return [`no finding about ${subject}`]
    return about.flatMap((finding) => {
      const codes = finding.hops?.filter((hop) => hop.outcome !== 'pass').map((hop) => hop.code) ?? []
      const expected = [status, reason, ...(hops ?? [])].join(' ')
      const found = [finding.status, finding.reason, ...(hops ? codes : [])].join(' ')
      return found === expected ? [] : [`${finding.subject.id}: ${found}, not ${expected}: ${finding.message}`]
    })
  })
}
