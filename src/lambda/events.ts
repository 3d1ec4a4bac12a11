import * as z from 'zod'
import { remedies } from '../app/remedies.js'
import { UsageError } from '../model/errors.js'
import { FORMATS } from '../model/formats.js'
import { nearest } from '../model/nearest.js'
import { PLAN_ID } from '../model/plan-id.js'
import { zodSentence } from '../model/zod-sentence.js'

/** Text of which one sentence says what it may be, whatever is there instead. */
const id = (pattern: RegExp, example: string) =>
  z.string({ error: `expected a string: ${example}` }).regex(pattern, `expected ${example}`)
const listOf = <T extends z.ZodType>(item: T, example: string) =>
  z.array(item, { error: `expected an array such as ["${example}"]` })
const filled = (what: string) => id(/./, what)

const hostIds = listOf(
  id(/^i-[0-9a-f]{8,17}$/, 'an instance id such as i-0123456789abcdef0'),
  'i-0123456789abcdef0',
).optional()
const vpcIds = listOf(
  id(/^vpc-[0-9a-f]{8,17}$/, 'a VPC id such as vpc-0123456789abcdef0'),
  'vpc-0123456789abcdef0',
).optional()
const checkIds = listOf(filled('the id of a check such as host-keyless'), 'host-keyless').optional()
const STEP = 'the id of a step of the plan'

/** What the audit function takes. Without fields: the configured scope. */
const auditEventSchema = z.strictObject({
  regions: listOf(id(/^[a-z]{2,}(-[a-z]+)+-\d+$|^all$/, 'a region such as eu-west-1, or all'), 'eu-west-1').optional(),
  vpcIds,
  hostIds,
  checks: checkIds,
  excludeChecks: checkIds,
  /** Files that are published beside the JSON report. */
  formats: listOf(z.enum(FORMATS), 'html').optional(),
  /** Puts the report into the bucket. */
  publish: z.boolean().optional(),
  /** Tries what is not blocked for real. */
  probe: z.boolean().optional(),
})
export type AuditEvent = z.infer<typeof auditEventSchema>

const remedyIds = remedies().map((remedy) => remedy.id)

/** What each action of the remediation function looks at. A field of another one's would be left out of account unnoticed. */
const OF_ACTION: Record<string, readonly string[]> = {
  plan: ['remedies', 'vpcIds', 'hostIds'],
  // Without a bucket the plan is made again.
  apply: ['planId', 'approve', 'remedies', 'vpcIds', 'hostIds'],
  verify: ['planId'],
  revert: ['planId', 'steps'],
}

/** What the remediation function takes. */
const remediateEventSchema = z
  .strictObject({
    action: z.enum(['plan', 'apply', 'verify', 'revert']),
    remedies: listOf(z.enum([...remedyIds, 'all']), 'update-agent').optional(),
    vpcIds,
    hostIds,
    planId: id(PLAN_ID, 'the id of a plan such as plan-0123456789abcdef0123').optional(),
    /** Of revert: ids of steps; absent: all. None is hardly meant as all. */
    steps: listOf(filled(STEP), STEP)
      .min(1, `expected ${STEP} at least; without this field all are taken back`)
      .optional(),
    approve: listOf(filled(`${STEP}, all or automatic`), 'all').optional(),
  })
  .superRefine(({ action, ...fields }, context) => {
    if (action !== 'plan' && fields.planId === undefined)
      context.addIssue({ code: 'custom', path: ['planId'], message: `${action} expects the planId that plan gave` })
    const own = OF_ACTION[action] ?? []
    for (const field of Object.keys(fields))
      if (!own.includes(field))
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `${action} does not take it: expected ${own.join(', ')}`,
        })
  })
export type RemediateEvent = z.infer<typeof remediateEventSchema>

/** What EventBridge rules and EventBridge Scheduler send when no input is configured. */
const scheduleSchema = z.looseObject({
  source: z.enum(['aws.events', 'aws.scheduler']),
  'detail-type': z.literal('Scheduled Event'),
})

/** True for what EventBridge sends on a schedule. */
export const isSchedule = (event: unknown): boolean => scheduleSchema.safeParse(event).success

const word = z.string().min(1).optional().catch(undefined)
const deliverySchema = z.looseObject({
  ...{ source: word, id: word, time: word },
  resources: z.array(z.string()).catch([]).default([]),
})

/**
 * What tells a schedule's event from every other: each may be delivered more than once. A rule's event keeps its id;
 * Scheduler gives each attempt an id of its own, and keeps the time that was meant.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function eventId(event: unknown): string | undefined {
  if (!isSchedule(event)) return undefined
  const { source, id, time, resources } = deliverySchema.parse(event)
  const [schedule] = resources
  if (source === 'aws.scheduler' && time !== undefined && schedule !== undefined) return `${schedule} ${time}`
  return id
}

/**
 * The audit that an event asks for; an empty event or a schedule asks for the configured scope.
 * @throws UsageError naming the field and what is accepted
 */
export function parseAuditEvent(event: unknown): AuditEvent {
  if (event === undefined || event === null || event === '' || isSchedule(event)) return {}
  return parseEvent('audit event', auditEventSchema, event)
}

/** @throws UsageError naming the field and what is accepted */
export function parseRemediateEvent(event: unknown): RemediateEvent {
  return parseEvent('remediate event', remediateEventSchema, event ?? {})
}

/** @throws UsageError naming the field and what is accepted */
export function parseEvent<S extends z.ZodObject>(what: string, schema: S, event: unknown): z.infer<S> {
  const parsed = schema.safeParse(event)
  if (parsed.success) return parsed.data
  const accepted = Object.keys(schema.shape)
  const unknown = parsed.error.issues.find((issue) => issue.code === 'unrecognized_keys')?.keys[0]
  if (unknown !== undefined)
    throw new UsageError(
      `${what}: unknown field ${JSON.stringify(unknown)}${nearest(unknown, accepted)}: expected ${accepted.join(', ')}.`,
    )
  throw new UsageError(zodSentence(what, parsed.error))
}
