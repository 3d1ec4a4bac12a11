import { type Context, contextOf } from './context.js'
import { parsePolicy } from './document.js'
import { type Decision, evaluate, type OpenCondition, policySet, type StatementRef } from './evaluate.js'
import type { PrincipalScope } from './principal-element.js'

export interface EndpointRequest {
  /** ARN of the calling role. Absent: it is not known which of the account's. */
  principalArn?: string
  /** The name of the role's session: of an instance its id. */
  session?: string
  /** The caller's account. */
  accountId: string
  /** All of them must be allowed. */
  actions: readonly string[]
  /** ARN, or `*` where the actions know no resources. */
  resource: string
  /** What else is known of the request, e.g. `{ 'aws:SourceVpc': [vpcId] }`. */
  context?: Context
  /**
   * On a gateway endpoint an account as Principal is its root user alone, on an interface endpoint everybody in it; AWS
   * documents no other Principal than `*` there.
   */
  gateway?: boolean
}

export interface EndpointAnswer {
  decision: 'allowed' | 'denied' | 'unknown'
  /** The action that decided, when not all are allowed. */
  action?: string
  /** The statement that decided; absent when no statement allows the action. */
  statement?: StatementRef
  /** Conditions that would settle an `unknown`. */
  conditions: OpenCondition[]
  /** Why the document says nothing. */
  malformed?: string
  /** Denied only because a gateway endpoint takes an account that is named as Principal for its root user. */
  rootUserOnly?: boolean
  /** Unknown only because the policy of a gateway endpoint names principals, of which AWS does not say that it works. */
  namedOnGateway?: boolean
}

/**
 * Whether the policy of a VPC endpoint lets requests through.
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies-gateway
 */
export function endpointPolicyAllows(document: string, request: EndpointRequest): EndpointAnswer {
  const parsed = parsePolicy('endpoint policy', document, 'resource')
  if ('malformed' in parsed) return { decision: 'unknown', conditions: [], malformed: parsed.malformed }
  const policies = policySet(parsed.statements)
  const context = contextOf(knownContext(request), request.context ?? {})
  const principal = {
    accountId: request.accountId,
    ...(request.principalArn !== undefined && { arn: request.principalArn }),
    ...(request.session !== undefined && { session: request.session }),
  }
  const answers = request.actions.map((action) => {
    const asked = { action, resource: request.resource, context, principal }
    const under = (scope: PrincipalScope) => evaluate(policies, { ...asked, scope })
    const { decision, statement, conditions } = under(request.gateway ? 'gateway' : 'any')
    const rootUserOnly = request.gateway && decision === 'implicit-deny' && under('any').decision === 'allowed'
    const namedOnGateway = request.gateway && decision === 'unknown' && under('any').decision !== 'unknown'
    return {
      decision: WORDS[decision],
      action,
      ...(statement && { statement }),
      conditions,
      ...(rootUserOnly && { rootUserOnly }),
      ...(namedOnGateway && { namedOnGateway }),
    }
  })
  return (
    answers.find((answer) => answer.decision === 'denied') ??
    answers.find((answer) => answer.decision === 'unknown') ?? { decision: 'allowed', conditions: [] }
  )
}

const WORDS: Record<Decision, EndpointAnswer['decision']> = {
  allowed: 'allowed',
  'explicit-deny': 'denied',
  'implicit-deny': 'denied',
  unknown: 'unknown',
}

function knownContext({ principalArn, accountId, resource }: EndpointRequest): Context {
  const owner = resource.split(':')[4]
  return {
    'aws:PrincipalAccount': [accountId],
    'aws:PrincipalArn': principalArn === undefined ? 'present' : [principalArn],
    'aws:PrincipalIsAWSService': ['false'],
    'aws:SecureTransport': ['true'],
    ...(owner !== undefined && owner !== '' && owner !== '*' && { 'aws:ResourceAccount': [owner] }),
    ...(resource === '*' && { 'aws:ResourceAccount': [accountId] }),
  }
}
