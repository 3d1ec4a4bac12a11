import * as z from 'zod'
import { CHANGE_KINDS, type Change } from './change.js'
import { DATABASE_KINDS } from './database.js'
import { POSTURES, STATUSES, SUBJECT_KINDS, VERDICTS, VPC_VERDICTS } from './finding.js'
import { JOURNAL_EVENTS, type JournalEntry, type Plan, STEP_MODES } from './plan.js'
import { PLAN_ID } from './plan-id.js'

const facts = z.record(z.string(), z.unknown())

const subject = z.object({
  kind: z.enum(SUBJECT_KINDS),
  id: z.string(),
  databaseKind: z.enum(DATABASE_KINDS).exactOptional(),
  name: z.string().exactOptional(),
  vpcId: z.string().exactOptional(),
  region: z.string(),
  accountId: z.string(),
})

const reference = { checkId: z.string(), subject }

const turn = <const W extends readonly string[]>(words: W) => ({ before: z.enum(words), after: z.enum(words) })

const ofAnyChange = z.looseObject({ kind: z.enum(CHANGE_KINDS), region: z.string() })

/** What a change says beyond its kind and place is guarded by the plan's id, which is a hash of it. */
const change = z.custom<Change>((value) => ofAnyChange.safeParse(value).success, 'expected a change of a known kind')

/** A plan as it was stored. What its changes say is guarded by the id; all else by the checksum. */
export const planSchema: z.ZodType<Plan> = z.object({
  schemaVersion: z.literal(1),
  planId: z.string().regex(PLAN_ID),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  factsHash: z.string(),
  scope: z.object({
    accountId: z.string(),
    partition: z.string(),
    regions: z.array(z.string()),
    remedies: z.array(z.string()),
    vpcIds: z.array(z.string()).exactOptional(),
    hostIds: z.array(z.string()).exactOptional(),
  }),
  steps: z.array(
    z.object({
      id: z.string(),
      remedy: z.string(),
      title: z.string(),
      change: z.object({
        kind: z.enum(CHANGE_KINDS),
        api: z.array(z.string()),
        resource: z.string(),
        before: facts,
        after: facts,
        input: change,
      }),
      mode: z.enum(STEP_MODES),
      risk: z.string(),
      monthlyCost: z.object({ usd: z.number(), per: z.string() }).exactOptional(),
      dependsOn: z.array(z.string()),
      clears: z.array(z.object(reference)),
      undo: z.string().exactOptional(),
      command: z.object({ bash: z.string(), powershell: z.string(), cmd: z.string() }),
    }),
  ),
  refused: z.array(z.object({ remedy: z.string(), subject, reason: z.string(), message: z.string() })),
  names: z.array(z.object({ id: z.string(), name: z.string() })).exactOptional(),
  checksum: z.string(),
  predicted: z.object({
    vpcs: z.array(
      z.object({
        vpcId: z.string(),
        region: z.string(),
        verdict: z.object(turn(VPC_VERDICTS)),
        posture: z.object(turn([...POSTURES, 'NONE'])),
      }),
    ),
    tunnels: z.array(
      z.object({
        hostId: z.string(),
        databaseId: z.string(),
        databaseKind: z.enum(DATABASE_KINDS),
        ...turn([...VERDICTS, 'NONE']),
      }),
    ),
    findings: z.array(z.object({ ...reference, ...turn([...STATUSES, 'none']) })),
  }),
})

export const journalEntrySchema: z.ZodType<JournalEntry> = z.object({
  at: z.iso.datetime(),
  planId: z.string(),
  stepId: z.string().min(1),
  event: z.enum(JOURNAL_EVENTS),
  before: facts.exactOptional(),
  after: facts.exactOptional(),
  request: facts.exactOptional(),
  response: facts.exactOptional(),
  created: z.string().exactOptional(),
  message: z.string().exactOptional(),
})
