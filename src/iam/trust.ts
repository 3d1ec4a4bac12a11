import { once } from '../inventory/once.js'
import type { Role } from '../model/snapshot-iam.js'
import { contextOf } from './context.js'
import { parsePolicy } from './document.js'
import { evaluate, type Judgement, policySet } from './evaluate.js'

/** Of the services that were asked about, by role: thousands of hosts may share one. */
const keptOf = once((_: Role) => new Map<string, Judgement>())

/**
 * Whether a role's trust policy lets an AWS service assume the role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
export function trusts(role: Role, service: string): Judgement {
  const kept = keptOf(role)
  const answer = kept.get(service) ?? judge(role, service)
  kept.set(service, answer)
  return answer
}

function judge({ arn, assumeRolePolicyDocument }: Role, service: string): Judgement {
  const parsed = parsePolicy(`trust policy of ${arn}`, assumeRolePolicyDocument, 'trust')
  if ('malformed' in parsed)
    return { decision: 'unknown', conditions: [], opaque: [{ policy: arn, why: `malformed: ${parsed.malformed}` }] }
  return evaluate(policySet(parsed.statements), {
    action: 'sts:AssumeRole',
    resource: arn,
    principal: { service },
    // A role is assumed for resources of its own account.
    context: contextOf({ 'aws:SourceAccount': [arn.split(':')[4] ?? ''], 'aws:PrincipalIsAWSService': ['true'] }),
  })
}
