import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { CheckDefinition } from '../../src/checks/define.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import { STATUSES } from '../../src/model/finding.js'
import { groupBy } from '../../src/model/group-by.js'
import { snapshotSchema } from '../../src/model/snapshot.js'
import { commandLines } from '../../src/shell/command-lines.js'
import { articleSnapshot } from './article.js'
import { applyPatches, type Patch } from './patch.js'
import { commandsOfRemedy } from './remedy-commands.js'
import { simulated } from './simulations.js'

const patchesSchema = z.array(z.record(z.string(), z.unknown())).default([])

const caseSchema = z.strictObject({
  /** What is different from the reference account, in words. */
  name: z.string(),
  patch: patchesSchema,
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
        /** The commands of the remedy, as bash has them. */
        commands: z.array(z.string()).optional(),
      }),
    )
    .min(1),
})

/** Cases of one check, each the reference account with some patches. */
const singleSchema = z.strictObject({ check: z.string(), cases: z.array(caseSchema).min(1) })

/** What is particular to one check of a table. */
const rowSchema = z.strictObject({
  /** `{word}` in a case stands for the word that this check has for it. */
  words: z.record(z.string(), z.string()),
  /** Before the patches of each case: what makes the check apply at all. */
  patch: patchesSchema,
  config: z.unknown().optional(),
})

/** Cases of several checks at once. */
const tableSchema = z.strictObject({
  checks: z.record(z.string(), rowSchema),
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
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : []))
  const scenarios = names
    .sort()
    .flatMap((name) => scenariosOf(name, readFileSync(new URL(`${name}.json`, folder), 'utf8')))
  return [...groupBy(scenarios, ({ check }) => check)]
    .map(([check, parts]) => ({ check, cases: parts.flatMap(({ cases }) => cases) }))
    .sort((a, b) => (a.check < b.check ? -1 : 1))
}

/** @throws where a file is of neither kind, or one of a single check is not named after it */
function scenariosOf(name: string, text: string): Scenario[] {
  const json: unknown = JSON.parse(text)
  if (!Object.hasOwn(Object(json), 'checks')) {
    const scenario = singleSchema.parse(json)
    if (name !== scenario.check) throw new Error(`${name}.json has cases of ${scenario.check}: name it after that`)
    return [scenario]
  }
  const table = tableSchema.parse(json)
  return Object.entries(table.checks).map(([check, { words, patch, config }]) => ({
    check,
    cases: table.cases.map((scenarioCase) => {
      const filled = caseSchema.parse(filledIn(scenarioCase, words))
      return { config, ...filled, patch: [...patch, ...filled.patch] }
    }),
  }))
}

function filledIn(node: unknown, words: Record<string, string>): unknown {
  if (typeof node === 'string')
    return Object.entries(words).reduce((text, [word, value]) => text.replaceAll(`{${word}}`, value), node)
  if (Array.isArray(node)) return node.map((item) => filledIn(item, words))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, filledIn(value, words)]))
}

/** The case's account; a patch that makes an impossible snapshot is a mistake of the case. */
export function auditOf(scenarioCase: ScenarioCase): Inventory {
  const snapshot = simulated(applyPatches(articleSnapshot(), scenarioCase.patch as Patch[]))
  return new Inventory(snapshotSchema.parse(snapshot), configSchema.parse(scenarioCase.config ?? {}))
}

/** A host that is stopped has no findings any more, and cannot be reached either. */
const TAKES_AWAY = /^aws \S+ (?:stop|terminate|delete|deregister|disable|detach|release)-/

/** What is wrong with the check's findings on the case's account; empty when all is as expected. */
export function differences(check: CheckDefinition, scenarioCase: ScenarioCase): string[] {
  const findings = runChecks([check], auditOf(scenarioCase))
  if (findings.length === 0) return [`no finding of ${check.id}`]
  const every = findings.flatMap(({ remedy }) =>
    remedy ? commandsOfRemedy(remedy).map((words) => commandLines([words]).bash) : [],
  )
  const silencing = every.filter((command) => TAKES_AWAY.test(command))
  if (silencing.length > 0) return silencing.map((command) => `the fix takes away what the check judges: ${command}`)
  return scenarioCase.expect.flatMap(({ subject, hops, commands, status, reason }) => {
    const about = subject === undefined ? findings : findings.filter((finding) => finding.subject.id === subject)
    if (about.length === 0) return [`no finding about ${subject}`]
    return about.flatMap((finding) => {
      const codes = finding.hops?.filter((hop) => hop.outcome !== 'pass').map((hop) => hop.code) ?? []
      const lines = commandLines(commandsOfRemedy(finding.remedy ?? {})).bash
      const expected = [status, reason, ...(hops ?? []), ...(commands ?? [])].join(' ')
      const found = [
        finding.status,
        finding.reason,
        ...(hops ? codes : []),
        ...(commands && lines !== '' ? lines.split('\n') : []),
      ].join(' ')
      return found === expected ? [] : [`${finding.subject.id}: ${found}, not ${expected}: ${finding.message}`]
    })
  })
}
