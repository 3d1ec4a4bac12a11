import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const HERE = 'regions.eu-west-1'

/** What Systems Manager says of a host whose agent does not get through: since ever, or any more. */
const AGENT: Record<'online' | 'lost' | 'never', Patch[]> = {
  online: [],
  lost: [
    { at: `${HERE}.managedNodes.i-0a1.pingStatus`, set: 'ConnectionLost' },
    { at: `${HERE}.connectionStatuses.i-0a1`, set: 'notconnected' },
  ],
  never: [
    { at: `${HERE}.managedNodes`, set: [] },
    { at: `${HERE}.connectionStatuses.i-0a1`, set: 'notconnected' },
  ],
}

const reportSchema = z.strictObject({
  /** What people met, and found to be the cause. */
  what: z.string(),
  source: z.url(),
  agent: z.enum(['online', 'lost', 'never']),
  patch: z.array(z.record(z.string(), z.unknown())),
  config: z.unknown().optional(),
  /** The first problem of the report. */
  leads: z.strictObject({ level: z.string(), checkId: z.string(), reason: z.string(), remedy: z.string().optional() }),
})

const REPORTS = z
  .array(reportSchema)
  .parse(JSON.parse(readFileSync(new URL('field-reports/reports.json', import.meta.url), 'utf8')))

describe('what people reported is told first', () => {
  it.each(REPORTS)('$what', ({ patch, config, agent, leads }) => {
    const { problems } = reportOf(auditOf([...(patch as Patch[]), ...AGENT[agent]], config ?? {}))
    const [first] = problems
    const { remedy, ...problem } = leads
    expect({ level: first?.level, checkId: first?.checkId, reason: first?.reason }).toEqual(problem)
    expect(first?.remedy?.text).toMatch(/\w/)
    if (remedy !== undefined) expect(first?.remedy?.id).toBe(remedy)
    // What only follows from it is no problem of its own.
    const blocking = problems.filter(({ level }) => level === 'blocked').map(({ checkId }) => checkId)
    if (agent !== 'online') expect(blocking.filter((checkId) => checkId.startsWith('node-'))).toEqual([])
  })
})
