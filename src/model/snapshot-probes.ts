import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { DATABASE_KINDS } from './database.js'
import { awsWord, freeText } from './redaction.js'

/** How a tunnel was tried. */
export const PROBE_WAYS = ['session', 'runCommand'] as const

/**
 * `answered`: the database spoke; `refused`: the host itself says that it could not open the port; `closed`: the connection
 * was taken and closed without a word; `silent`: no byte came; `failed`: the session did not come that far.
 */
export const PROBE_OUTCOMES = ['answered', 'refused', 'closed', 'silent', 'failed'] as const

const probeResultSchema = z.object({
  /** ISO 8601. */
  at: awsWord,
  by: z.enum(PROBE_WAYS),
  outcome: z.enum(PROBE_OUTCOMES),
  /** The product's name, with its version where it tells it. */
  server: awsWord.optional(),
  /** Of a server that answers with an error: its own number of it. */
  errorCode: z.number().optional(),
  /** From opening the connection to the first byte, or to the end of the wait; absent where none was opened. */
  latencyMs: z.number().optional(),
  /** Nobody knows what this server waits for: its silence says nothing. */
  mayBeSilent: z.literal(true).optional(),
  /** Of `failed`: the step that failed. */
  step: z.enum(['start', 'handshake', 'dial']).optional(),
  /** What the service, the agent or the server said. */
  words: freeText.optional(),
})

/** What came of connecting for real, as a report keeps it. */
const proofSchema = z.object({
  at: awsWord,
  by: z.enum(PROBE_WAYS),
  answered: z.boolean(),
  server: awsWord.optional(),
  latencyMs: z.number(),
})

/**
 * Why a tunnel was not tried that was to be: its host had refused a session to this identity, so had others and none was
 * opened, or the time was over.
 */
export const UNTRIED = ['host-refused', 'sessions-refused', 'time-over'] as const

/** One tunnel that was tried, or is left alone because an earlier report tells of a try that is not long ago. */
export const tunnelProbeSchema = z.object({
  hostId: z.string(),
  databaseId: z.string(),
  databaseKind: z.enum(DATABASE_KINDS),
  /** Of the database. */
  vpcId: z.string(),
  result: collectedSchema(probeResultSchema).optional(),
  earlier: proofSchema.optional(),
  untried: z.enum(UNTRIED).optional(),
})

/** What the agent's own diagnosis (`ssm-cli get-diagnostics`) found on a host. */
const diagnosisSchema = z.object({
  /** ISO 8601. */
  at: awsWord,
  /** In the agent's order. A note is kept of what failed alone: others name proxies and their passwords. */
  checks: z.array(
    z.object({
      check: awsWord,
      status: awsWord,
      note: freeText.optional(),
      /** It failed for want of AWS STS, which nothing that the agent does needs. */
      stsAlone: z.literal(true).optional(),
    }),
  ),
  /** What came in place of a diagnosis. */
  words: freeText.optional(),
})

/** A host whose agent was asked for its diagnosis, or was lately. */
export const hostDiagnosisSchema = z.object({
  hostId: z.string(),
  result: collectedSchema(diagnosisSchema).optional(),
  /** When an earlier report asked it. */
  earlier: awsWord.optional(),
  /** Commands may not be run by this identity, in AWS's words: a probe does without. */
  denied: freeText.optional(),
  /** The time for commands was over before it was asked. */
  late: z.literal(true).optional(),
})

export type Diagnosis = z.infer<typeof diagnosisSchema>
export type HostDiagnosis = z.infer<typeof hostDiagnosisSchema>
export type ProbeResult = z.infer<typeof probeResultSchema>
export type Proof = z.infer<typeof proofSchema>
export type TunnelProbe = z.infer<typeof tunnelProbeSchema>
