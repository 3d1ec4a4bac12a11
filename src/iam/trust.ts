import { contextOf } from './context.js'
import { parsePolicy } from './document.js'
import { evaluate, type Judgement, policySet } from './evaluate.js'
import type { Iam } from './iam.js'

/**
 * Whether a role's trust policy lets an AWS service assume the role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
export function trusts(iam: Iam, roleArn: string, document: string, service: string): Judgement {
  const question = `${roleArn} ${service} ${document}`
  const answer = iam.trust.get(question) ?? judge(iam.snapshot.accountId, roleArn, document, service)
  iam.trust.set(question, answer)
  return answer
}

function judge(accountId: string, roleArn: string, document: string, service: string): Judgement {
  const parsed = parsePolicy(`trust policy of ${roleArn}`, document, 'trust')
  if ('malformed' in parsed)
    return { decision: 'unknown', conditions: [], opaque: [{ policy: roleArn, why: `malformed: ${parsed.malformed}` }] }
  return evaluate(policySet(parsed.statements), {
    action: 'sts:AssumeRole',
    resource: roleArn,
    principal: { service },
    context: contextOf({ 'aws:SourceAccount': [accountId], 'aws:PrincipalIsAWSService': ['true'] }),
  })
}
