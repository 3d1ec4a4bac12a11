import {
  AGENT_QUESTION,
  operatorQuestions,
  registrationQuestions,
  roleQuestions,
  type SessionTargets,
} from '../../src/collect/iam-questions.js'
import type { Question } from '../../src/collect/simulation.js'
import { policyTexts, tokenDatabaseIds } from '../../src/model/database-users.js'
import type { RegionSnapshot, Snapshot } from '../../src/model/snapshot.js'
import type { ManagedPolicy, Role, Simulation, User } from '../../src/model/snapshot-iam.js'

/**
 * An answer of a simulator that has seen the organization's policies, of which there are none, and lacks a key for the rest:
 * local evaluation decides, which is what most scenarios try.
 */
export function undecided(action: string, resource: string): Simulation {
  return {
    action,
    resource,
    decision: 'implicitDeny',
    missingContextValues: ['aws:PrincipalTag/undecided'],
    matchedStatements: [],
  }
}

/**
 * The account after the simulator was asked what collectors ask it of every role and user, undecided about all.
 * Answers that are there stay, and so does a simulator that could not be asked.
 */
export function simulated(snapshot: Snapshot): Snapshot {
  const { partition, accountId, iam } = snapshot
  const scope = { partition, accountId, targets: snapshot.regions.map(targetsOf) }
  const principals = [...Object.values(iam.roles), ...Object.values(iam.users)]
  for (const found of principals) {
    if (found.outcome !== 'ok' || found.value === null) continue
    const asRole: Question[] =
      'roleName' in found.value ? [AGENT_QUESTION, ...registrationQuestions(scope), ...roleQuestions(scope)] : []
    const policies = policyTexts(found.value, (arn) => managedPolicy(snapshot, arn))
    answer(snapshot, found.value, [...asRole, ...operatorQuestions(found.value, scope, policies)])
  }
  return snapshot
}

function managedPolicy({ iam }: Snapshot, arn: string): ManagedPolicy | undefined {
  const found = iam.managedPolicies[arn]
  return found?.outcome === 'ok' ? (found.value ?? undefined) : undefined
}

function answer({ iam: { simulations } }: Snapshot, { arn }: Role | User, questions: readonly Question[]): void {
  const own = simulations[arn] ?? { outcome: 'ok', api: 'iam:SimulatePrincipalPolicy', value: [] }
  simulations[arn] = own
  if (own.outcome !== 'ok') return
  const known = new Set(own.value.map(({ action, resource }) => `${action} ${resource}`))
  for (const { actions, resources } of questions)
    for (const action of actions)
      for (const resource of resources)
        if (!known.has(`${action} ${resource}`)) own.value.push(undecided(action, resource))
}

/** What the collectors would find, where the lists that say so could be read. */
function targetsOf({
  region,
  instances,
  sessionPreferences,
  sessionKey,
  logBucketKey,
  dbProxies,
}: RegionSnapshot): SessionTargets {
  const inputs = (sessionPreferences.outcome === 'ok' && sessionPreferences.value?.inputs) || {}
  const text = (name: string) => {
    const value = inputs[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const s3BucketName = text('s3BucketName')
  const s3KeyPrefix = text('s3KeyPrefix')
  const logGroupName = text('cloudWatchLogGroupName')
  return {
    region,
    hostIds: instances.outcome === 'ok' ? instances.value.map((instance) => instance.instanceId) : [],
    ...(sessionKey?.outcome === 'ok' && sessionKey.value && { sessionKeyArn: sessionKey.value.arn }),
    ...(logBucketKey?.outcome === 'ok' && logBucketKey.value && { bucketKeyArn: logBucketKey.value.arn }),
    ...(s3BucketName !== undefined && { s3BucketName }),
    ...(s3KeyPrefix !== undefined && { s3KeyPrefix }),
    ...(logGroupName !== undefined && { logGroupName }),
    tokenDatabaseIds: dbProxies.outcome === 'ok' ? tokenDatabaseIds(dbProxies.value) : [],
  }
}
