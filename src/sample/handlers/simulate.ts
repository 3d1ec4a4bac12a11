import type { EvaluationResult, PolicySourceType, SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam'
import { awsError } from './errors.js'
import { pattern } from './filters.js'

interface Statement {
  Effect: 'Allow' | 'Deny'
  Action?: string | string[]
  NotAction?: string | string[]
  Resource?: string | string[]
  Condition?: object
}

interface PolicySource {
  id: string
  type: PolicySourceType
}

export type SourcedPolicy = PolicySource & { document: string }
type SourcedStatement = Statement & PolicySource

/**
 * Answers of the policy simulator for the policies that the sample accounts hold: wildcards, explicit deny first.
 * A condition is refused, since an answer that ignores it would be wrong.
 */
export function simulate(
  documents: readonly SourcedPolicy[],
  input: SimulatePrincipalPolicyRequest,
): EvaluationResult[] {
  const statements = documents.flatMap(statementsOf)
  const resources = input.ResourceArns?.length ? input.ResourceArns : ['*']
  return (input.ActionNames ?? []).map((action) => {
    const answers = resources.map((resource) => ({ resource, ...decide(statements, action, resource) }))
    const worst = answers.find((a) => a.decision === 'explicitDeny') ?? answers.find((a) => a.decision !== 'allowed')
    const overall = worst ?? answers[0]
    return {
      EvalActionName: action,
      EvalResourceName: resources.length === 1 ? (resources[0] ?? '*') : '*',
      EvalDecision: overall?.decision ?? 'implicitDeny',
      MatchedStatements: overall?.matched.map(sourceOf) ?? [],
      MissingContextValues: [],
      ResourceSpecificResults: answers.map(({ resource, decision, matched }) => ({
        EvalResourceName: resource,
        EvalResourceDecision: decision,
        MatchedStatements: matched.map(sourceOf),
        MissingContextValues: [],
      })),
    }
  })
}

const sourceOf = ({ id, type }: SourcedStatement) => ({ SourcePolicyId: id, SourcePolicyType: type })

function statementsOf({ id, type, document }: SourcedPolicy): SourcedStatement[] {
  const parsed = JSON.parse(document) as { Statement: Statement | Statement[] }
  return [parsed.Statement].flat().map((statement) => {
    if (statement.Condition)
      throw awsError('ServiceFailure', `The sample's simulator knows no conditions (${id}).`, 501)
    return { ...statement, id, type }
  })
}

function decide(statements: readonly SourcedStatement[], action: string, resource: string) {
  const matched = statements.filter((s) => appliesTo(s, action, resource))
  const denies = matched.filter((s) => s.Effect === 'Deny')
  if (denies.length > 0) return { decision: 'explicitDeny' as const, matched: denies }
  return { decision: matched.length > 0 ? ('allowed' as const) : ('implicitDeny' as const), matched }
}

function appliesTo({ Action, NotAction, Resource = [] }: Statement, action: string, resource: string): boolean {
  const names = (list: string | string[]) =>
    [list].flat().some((text) => pattern(text.toLowerCase())(action.toLowerCase()))
  const acts = Action !== undefined ? names(Action) : NotAction !== undefined && !names(NotAction)
  return acts && [Resource].flat().some((text) => pattern(text)(resource))
}
