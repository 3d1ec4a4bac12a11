import * as z from 'zod'
import { RUN_NAME } from '../model/organization-run.js'
import { isSchedule, parseEvent } from './events.js'

const RUN = 'the name of a run: letters, digits, and some of _ . = -, 80 at most'
const run = z.string({ error: `expected a string: ${RUN}` }).regex(RUN_NAME, `expected ${RUN}`)
const accountId = z.string().regex(/^\d{12}$/, 'expected the id of an account such as 111122223333')

/** What the state machine hands over: its own input is what somebody asked for. */
const listEventSchema = z.strictObject({ execution: z.string().min(1), input: z.unknown() })
const inputSchema = z.strictObject({
  /** A run to go on with. */
  run: run.optional(),
})
const auditEventSchema = z.strictObject({
  run,
  accountId,
  /** Absent: which regions there are to audit. */
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'expected a region such as eu-west-1')
    .optional(),
})
const summaryEventSchema = z.strictObject({ run })

const scheduledSchema = z.looseObject({ time: z.iso.datetime() })

/**
 * The name of the run: the one that the input names; of a schedule, which may come twice, its time; else the execution's.
 * @throws UsageError naming the field and what is accepted
 */
export function runOf(event: unknown): string {
  const { execution, input } = parseEvent('organization event', listEventSchema, event)
  if (isSchedule(input)) {
    const { data } = scheduledSchema.safeParse(input)
    if (data) return `scheduled-${data.time.replaceAll(':', '-')}`
    return nameFrom(execution)
  }
  return parseEvent('organization input', inputSchema, input ?? {}).run ?? nameFrom(execution)
}

const nameFrom = (execution: string) => execution.replace(/[^\w.=-]/g, '-').slice(0, 80)

/** @throws UsageError naming the field and what is accepted */
export const parseOrganizationAudit = (event: unknown) =>
  parseEvent('organization audit event', auditEventSchema, event)

/** @throws UsageError naming the field and what is accepted */
export const parseOrganizationSummary = (event: unknown) =>
  parseEvent('organization summary event', summaryEventSchema, event)
