import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Answer } from '../../src/iam/answer.js'
import { bucketAccess } from '../../src/iam/bucket-access.js'
import { createIam, type Iam } from '../../src/iam/iam.js'
import { isAllowed } from '../../src/iam/is-allowed.js'
import type { Role } from '../../src/model/snapshot-iam.js'
import { articleSnapshot } from '../support/article.js'
import { undecided } from '../support/simulations.js'

const caseSchema = z.strictObject({
  name: z.string(),
  /** What AWS documents, in one sentence. */
  rule: z.string(),
  /** Identity policies of the principal. */
  policies: z.array(z.unknown()),
  boundary: z.unknown().optional(),
  resourcePolicy: z.unknown().optional(),
  request: z.strictObject({
    action: z.string(),
    resource: z.string(),
    /** Known condition keys; without values: the request lacks the key. */
    context: z.record(z.string(), z.array(z.string())).default({}),
  }),
  expect: z.enum(['allowed', 'explicit-deny', 'implicit-deny', 'unknown']),
  /** Why the policy simulator cannot be asked. */
  simulator: z.string().optional(),
})
export type PolicyCase = z.infer<typeof caseSchema>

const FOLDER = new URL('./cases/', import.meta.url)
export const PRINCIPAL = 'arn:aws:iam::123456789012:role/tester'

/** `cases/<topic>.json`: one table for local evaluation and for the simulator. */
export function loadCases(): { topic: string; cases: PolicyCase[] }[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const { topic, cases } = z
        .strictObject({ topic: z.string(), cases: z.array(caseSchema) })
        .parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')))
      if (`${topic}.json` !== file) throw new Error(`${file} speaks of ${topic}`)
      return { topic, cases }
    })
}

const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary'

interface Asked {
  action: string
  resource: string
}

/** An account whose role `tester` has these policies. The simulator was asked, and leaves the decision to local evaluation. */
export function iamOf(policies: readonly unknown[], asked: readonly Asked[], boundary?: unknown): Iam {
  const snapshot = articleSnapshot()
  const role: Role = {
    roleName: 'tester',
    arn: PRINCIPAL,
    path: '/',
    assumeRolePolicyDocument: '',
    attachedPolicies: { outcome: 'ok', api: 'iam:ListAttachedRolePolicies', value: [] },
    inlinePolicies: {
      outcome: 'ok',
      api: 'iam:ListRolePolicies',
      value: policies.map((document, i) => ({ policyName: `policy-${i}`, document: JSON.stringify(document) })),
    },
    ...(boundary !== undefined && { permissionsBoundaryArn: BOUNDARY }),
  }
  snapshot.iam.roles['tester'] = { outcome: 'ok', api: 'iam:GetRole', value: role }
  if (boundary !== undefined)
    snapshot.iam.managedPolicies[BOUNDARY] = {
      outcome: 'ok',
      api: 'iam:GetPolicyVersion',
      value: { arn: BOUNDARY, document: JSON.stringify(boundary) },
    }
  snapshot.iam.simulations[PRINCIPAL] = {
    outcome: 'ok',
    api: 'iam:SimulatePrincipalPolicy',
    value: asked.map(({ action, resource }) => undecided(action, resource)),
  }
  return createIam(snapshot)
}

/** Local evaluation of a case. */
export function answerOf({ policies, boundary, resourcePolicy, request }: PolicyCase): Answer {
  const iam = iamOf(policies, [request], boundary)
  const { action, resource, context } = request
  if (resourcePolicy === undefined) return isAllowed(iam, PRINCIPAL, action, resource, context)
  const bucket = {
    bucketName: resource.split(':::')[1] ?? '',
    encryption: { outcome: 'ok' as const, api: 's3:GetEncryptionConfiguration', value: null },
    policy: { outcome: 'ok' as const, api: 's3:GetBucketPolicy', value: JSON.stringify(resourcePolicy) },
  }
  return bucketAccess(iam, bucket, { principalArn: PRINCIPAL, action, resource, context })
}
