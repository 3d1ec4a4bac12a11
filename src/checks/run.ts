import { createIam } from '../iam/iam.js'
import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import { Unreadable } from '../inventory/read.js'
import type { CollectFailure } from '../model/collected.js'
import type { Hop, JudgedFinding, Subject, SubjectKind } from '../model/finding.js'
import { inOnePiece } from '../model/in-one-piece.js'
import { createNetwork } from '../network/index.js'
import type { CheckContext, CheckDefinition, Outcome, SubjectTypes } from './define.js'

interface Candidate {
  subject: Subject
  entity: SubjectTypes[SubjectKind]
  region: RegionInventory
}

/**
 * Runs every check on every subject of its kind: one finding each, in the order of the checks.
 * @param options what of the findings nobody needs
 */
export function runChecks(
  checks: readonly CheckDefinition[],
  inventory: Inventory,
  options: Pick<CheckContext, 'withoutHopsOfPasses'> = {},
): JudgedFinding[] {
  const candidates = candidatesOf(inventory)
  const facts = { inventory, network: createNetwork(inventory), iam: createIam(inventory.snapshot), ...options }
  const contexts = new Map(inventory.regions.map((region) => [region, { ...facts, region }]))
  const findings: JudgedFinding[] = []
  for (const check of checks)
    for (const candidate of candidates[check.subject])
      findings.push(
        runCheck(check, candidate, contexts.get(candidate.region) ?? { ...facts, region: candidate.region }),
      )
  return findings
}

const NOTHING: JudgedFinding['evidence'] = Object.freeze({})

function runCheck(check: CheckDefinition, { subject, entity }: Candidate, context: CheckContext): JudgedFinding {
  const outcome = outcomeOf(check, entity, context)
  const api = outcome.status === 'unknown' ? (outcome.api ?? apiOf(outcome.hops)) : undefined
  const finding: JudgedFinding = {
    checkId: check.id,
    status: outcome.status,
    reason: outcome.reason,
    subject,
    blocks: outcome.blocks ?? check.blocks,
    posture: outcome.posture ?? check.posture,
    message: inOnePiece(outcome.message),
    evidence: outcome.evidence ?? NOTHING,
    doc: check.doc,
  }
  if (api !== undefined) finding.api = api
  if (outcome.hops) finding.hops = outcome.hops
  if (outcome.remedy) finding.remedy = outcome.remedy
  if (outcome.hostIds) finding.hostIds = outcome.hostIds
  return finding
}

/** What was not read, where the first hop that is unknown is so because of it. */
const apiOf = (hops: readonly Hop[] = []) => hops.find((hop) => hop.outcome === 'unknown')?.api

/** A check that throws is a defect of the check, not a fact about the account: `unknown`, and the audit goes on. */
function outcomeOf(check: CheckDefinition, entity: SubjectTypes[SubjectKind], context: CheckContext): Outcome {
  try {
    return (check.run as (entity: unknown, context: CheckContext) => Outcome)(entity, context)
  } catch (error) {
    if (error instanceof Unreadable) return unreadable(error.failure)
    const message = error instanceof Error ? error.message : String(error)
    return {
      status: 'unknown',
      reason: 'check-error',
      message: `The check itself failed: ${message}`,
      evidence: { error: message },
    }
  }
}

/** The `unknown` of a collection that could not be read, naming the API. */
export function unreadable(failure: CollectFailure): Outcome {
  return {
    status: 'unknown',
    reason: `api-${failure.outcome}`,
    message: `Cannot tell: ${failure.api} was ${WORDS[failure.outcome]} (${failure.message}).`,
    evidence: { api: failure.api, outcome: failure.outcome },
    api: failure.api,
  }
}

const WORDS: Record<CollectFailure['outcome'], string> = {
  denied: 'denied',
  throttled: 'throttled',
  timeout: 'not answered in time',
  unsupported: 'not available',
  error: 'answered with an error',
}

function candidatesOf(inventory: Inventory): Record<SubjectKind, Candidate[]> {
  const { accountId } = inventory.snapshot
  const perRegion = <T extends SubjectTypes[SubjectKind]>(
    kind: SubjectKind,
    entities: (region: RegionInventory) => readonly T[],
    describe: (entity: T) => Pick<Subject, 'id' | 'databaseKind'> & { [K in 'name' | 'vpcId']?: string | undefined },
  ): Candidate[] =>
    inventory.regions.flatMap((region) =>
      entities(region).map((entity) => {
        const { id, databaseKind, name, vpcId } = describe(entity)
        const subject: Subject = {
          kind,
          id,
          ...(databaseKind && { databaseKind }),
          ...(name !== undefined && name !== '' && { name }),
          ...(vpcId !== undefined && { vpcId }),
          region: region.region,
          accountId,
        }
        return { subject, entity, region }
      }),
    )
  return {
    vpc: perRegion(
      'vpc',
      (r) => r.vpcs,
      (v) => ({ id: v.vpcId, name: v.name, vpcId: v.vpcId }),
    ),
    host: perRegion(
      'host',
      (r) => r.hosts,
      (h) => ({ id: h.instanceId, name: h.name, vpcId: h.vpcId }),
    ),
    region: perRegion(
      'region',
      (r) => [r],
      (r) => ({ id: r.region }),
    ),
    database: perRegion(
      'database',
      (r) => r.databases,
      (d) => ({ id: d.databaseId, databaseKind: d.kind, vpcId: d.vpcId }),
    ),
    tunnel: perRegion(
      'tunnel',
      (r) => inventory.tunnels.filter((t) => t.hostRegion === r.region),
      (t) => ({ id: t.id, databaseKind: t.database.kind, vpcId: t.database.vpcId }),
    ),
    caller: perRegion(
      'caller',
      () => inventory.config.operators.map((arn) => ({ arn })),
      (c) => ({ id: c.arn }),
    ),
  }
}
