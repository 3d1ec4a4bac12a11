import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import { STATUSES } from '../../src/model/finding.js'
import { snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from './article.js'
import { applyPatches, type Patch } from './patch.js'

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

/** `test/scenarios/<check id>.json`: cases of one check, each the reference account with some patches. */
export const scenarioSchema = z.strictObject({ check: z.string(), cases: z.array(caseSchema).min(1) })
export type Scenario = z.infer<typeof scenarioSchema>
export type ScenarioCase = z.infer<typeof caseSchema>

const FOLDER = new URL('../scenarios/', import.meta.url)

export function loadScenarios(): { file: string; scenario: Scenario }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      file,
      scenario: scenarioSchema.parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))),
    }))
}

/** The case's account; a patch that makes an impossible snapshot is a mistake of the case. */
export function auditOf(scenarioCase: ScenarioCase): Inventory {
  const snapshot = applyPatches(articleSnapshot(), scenarioCase.patch as Patch[])
  return new Inventory(snapshotSchema.parse(snapshot), configSchema.parse(scenarioCase.config ?? {}))
}
