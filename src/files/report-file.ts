import * as z from 'zod'
import { UsageError } from '../model/errors.js'
import { POSTURES, VPC_VERDICTS } from '../model/finding.js'
import type { PastReport } from '../model/history.js'
import { parseAs, parseJson } from '../model/parse-json.js'
import type { Report } from '../model/report.js'
import { kindOf } from './kind-of.js'
import { LARGEST, readText } from './read-text.js'

const entries = (fields: z.ZodRawShape) => z.array(z.looseObject(fields))
const text = z.string()
const time = z.iso.datetime()

const counts = (names: readonly string[]) => z.looseObject(Object.fromEntries(names.map((name) => [name, z.number()])))
const counted = { vpcs: counts(VPC_VERDICTS), posture: counts(POSTURES) }

/** As much of a report as a comparison reads; the rest may come from another version of this program. */
const previousSchema = z.looseObject({
  schemaVersion: z.literal(1),
  generatedAt: time,
  scope: z.looseObject({
    accountId: text,
    regions: z.array(text),
    vpcIds: z.array(text).optional(),
    hostIds: z.array(text).optional(),
    checks: z.array(text).optional(),
    excludeChecks: z.array(text).optional(),
    accounts: entries({ accountId: text, entered: z.boolean(), regions: z.array(text).optional() }).optional(),
  }),
  gaps: entries({ api: text, region: text }),
  vpcs: entries({ vpcId: text, region: text, verdict: text, posture: text.optional() }),
  hosts: entries({ instanceId: text, vpcId: text, region: text, verdicts: z.record(text, text) }),
  databases: entries({ databaseId: text, kind: text, vpcId: text, region: text }),
  tunnels: entries({ hostId: text, databaseId: text, databaseKind: text, vpcId: text, region: text, verdict: text }),
  problems: entries({ key: text, since: time.optional() }).optional(),
  findings: entries({ checkId: text }).optional(),
  complete: z.boolean().optional(),
  summary: z.looseObject(counted).optional(),
  runs: entries({ at: time, complete: z.boolean(), ...counted }).optional(),
})

const subjects = entries({ kind: text, id: text, region: text, vpcId: text.optional() })

/** As much of a report as a history reads. */
const pastSchema = previousSchema.extend({
  complete: z.boolean(),
  vpcs: entries({
    ...{ vpcId: text, name: text, region: text, verdict: text, posture: text.optional() },
    hostIds: z.array(text),
  }),
  problems: entries({
    ...{ key: text, headline: text, checkId: text, since: time.optional() },
    ...{ subjects, symptoms: entries({ checkId: text, subject: subjects.element }) },
  }),
  findings: entries({ checkId: text, status: text, posture: z.boolean(), subject: subjects.element }),
})

/**
 * A published report without what a history has no use for: there may be hundreds of them.
 * @param what what the text is, for the message
 * @throws UsageError naming the field and its expected type
 */
export function parsePastReport(text: string, what: string): PastReport {
  const { scope, complete, gaps, vpcs, problems, ...report } = parseReport(text, what)
  parseAs(pastSchema, JSON.parse(text), what)
  const findings = report.findings.map(({ checkId, status, posture, subject, accepted }) => ({
    ...{ checkId, status, posture, subject },
    ...(accepted && { accepted }),
  }))
  return {
    ...{ scope, complete, gaps, vpcs, findings, databases: report.databases },
    problems: problems.map(({ remedy: _, since, ...problem }) => ({
      ...problem,
      ...(since !== undefined && { since: new Date(since).toISOString() }),
    })),
    generatedAt: new Date(report.generatedAt).toISOString(),
    hosts: report.hosts.map((host) => ({ ...host, commands: {} })),
    tunnels: report.tunnels.map((tunnel) => ({ ...tunnel, commands: {} })),
  }
}

/**
 * Reads an earlier JSON report.
 * @throws UsageError naming the field and its expected type
 */
export async function readReport(file: string): Promise<Report> {
  const what = `--previous ${file}`
  return parseReport(await readText(file, what, LARGEST.account), what)
}

/**
 * @param what what the text is, for the message
 * @throws UsageError naming the field and its expected type
 */
export function parseReport(text: string, what: string): Report {
  const value = parseJson(text, what)
  if (kindOf(value) === 'snapshot')
    throw new UsageError(`${what} is an account that \`ssm-ready collect\` wrote, no report: --snapshot audits it.`)
  parseAs(previousSchema, value, what)
  return JSON.parse(text)
}
