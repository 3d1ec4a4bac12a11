import {
  type ContextEntry,
  type EvaluationResult,
  paginateSimulatePrincipalPolicy,
  type ResourceSpecificResult,
} from '@aws-sdk/client-iam'
import type { Collected } from '../model/collected.js'
import type { Simulation } from '../model/snapshot-iam.js'
import { defined, need } from './fields.js'
import type { IamContext } from './iam-policies.js'

/** Actions that share their resources, asked in one call. */
export interface Question {
  actions: readonly string[]
  resources: readonly string[]
  /** Condition keys that are known beforehand. */
  context?: Record<string, string>
  /** Policies that the principal is taken to have besides its own. */
  policies?: readonly string[]
}

/** Actions per page, the most that IAM gives. */
const PAGE_SIZE = 1000
const RESOURCES_PER_CALL = 100

/** The policy simulator's answers for one role or user: all of them, or why there are none. */
export async function collectSimulation(
  context: IamContext,
  principalArn: string,
  questions: readonly Question[],
): Promise<Collected<Simulation[]>> {
  const api = 'iam:SimulatePrincipalPolicy'
  const calls = questions.flatMap(splitResources)
  const answers = await Promise.all(calls.map((question) => simulate(context, api, principalArn, question)))
  const failed = answers.find((answer) => answer.outcome !== 'ok')
  if (failed) return failed
  return {
    outcome: 'ok',
    api,
    value: answers.flatMap((answer) => (answer.outcome === 'ok' ? answer.value.flat() : [])),
  }
}

function splitResources(question: Question): Question[] {
  const { resources } = question
  const calls = Math.ceil(resources.length / RESOURCES_PER_CALL)
  return Array.from({ length: calls }, (_, i) => ({
    ...question,
    resources: resources.slice(i * RESOURCES_PER_CALL, (i + 1) * RESOURCES_PER_CALL),
  }))
}

function simulate({ client, runner }: IamContext, api: string, principalArn: string, question: Question) {
  const { actions, resources } = question
  const context = question.context && Object.entries(question.context).map(([key, value]) => ({ key, value }))
  return runner.collectAll(
    api,
    (options) =>
      paginateSimulatePrincipalPolicy(
        { client, pageSize: PAGE_SIZE },
        {
          PolicySourceArn: principalArn,
          ActionNames: [...actions],
          ResourceArns: [...resources],
          ...(question.context && { ContextEntries: contextEntries(question.context) }),
          ...(question.policies && { PolicyInputList: [...question.policies] }),
        },
        options,
      ),
    { items: (page) => page.EvaluationResults, token: (page) => page.Marker },
    (result) => simulationsOf(result, resources).map((answer) => ({ ...answer, ...(context && { context }) })),
  )
}

function contextEntries(known: Readonly<Record<string, string>>): ContextEntry[] {
  return Object.entries(known).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyType: 'string',
    ContextKeyValues: [value],
  }))
}

/**
 * The decision at the top is that of all resources together, the most restrictive one; those on each resource are inside.
 * Only for the resource `*` there is nothing inside.
 */
function simulationsOf(result: EvaluationResult, resources: readonly string[]): Simulation[] {
  const action = need(result.EvalActionName, 'EvalActionName')
  const specific = result.ResourceSpecificResults ?? []
  const organizations = result.OrganizationsDecisionDetail?.AllowedByOrganizations
  const [only] = resources
  if (specific.length === 0 && resources.length === 1 && only !== undefined)
    return [
      simulation(action, organizations, {
        ...result,
        EvalResourceName: only,
        EvalResourceDecision: result.EvalDecision,
      }),
    ]
  if (specific.length < resources.length) throw new Error(`AWS's answer on ${action} lacks ResourceSpecificResults`)
  return specific.map((answer) =>
    simulation(action, organizations, {
      ...answer,
      PermissionsBoundaryDecisionDetail:
        answer.PermissionsBoundaryDecisionDetail ?? result.PermissionsBoundaryDecisionDetail,
    }),
  )
}

function simulation(action: string, organizations: boolean | undefined, answer: ResourceSpecificResult): Simulation {
  return defined({
    action,
    resource: need(answer.EvalResourceName, 'EvalResourceName'),
    decision: need(answer.EvalResourceDecision, 'EvalResourceDecision'),
    missingContextValues: answer.MissingContextValues ?? [],
    allowedByPermissionsBoundary: answer.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
    allowedByOrganizations: organizations,
    matchedStatements: (answer.MatchedStatements ?? []).map((statement) =>
      defined({ sourcePolicyId: statement.SourcePolicyId, sourcePolicyType: statement.SourcePolicyType }),
    ),
  })
}
