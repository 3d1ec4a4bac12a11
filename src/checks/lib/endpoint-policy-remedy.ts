import type { Remedy } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { CheckContext } from '../define.js'
import { awsCommand } from './aws-command.js'
import { type AgentCalls, policyJudge } from './service-calls.js'

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
const LONGEST = 20_480

/**
 * What lets an endpoint's policy admit the agents: a statement more, for roles of this account and these calls alone,
 * where that is enough. It is the same for every host, since each command writes the whole policy. A statement that denies
 * stays: only who wrote it knows what it is to keep out.
 */
export function endpointPolicyRemedy(
  endpoint: VpcEndpoint,
  host: Instance,
  calls: readonly AgentCalls[],
  context: CheckContext,
): Remedy {
  const { vpcEndpointId, policyDocument = '' } = endpoint
  const { accountId } = context.inventory.snapshot
  const widened = withStatements(policyDocument, accountId, calls)
  if (widened === undefined || policyJudge(host, calls, context)(widened, endpoint).decision !== 'allowed')
    return {
      text: `Let the policy of ${vpcEndpointId} allow the agent's calls, of Principal "*" with a condition on aws:PrincipalArn. There is no command for that: one more statement is not enough, and who wrote the policy knows what it is to keep out.`,
    }
  return {
    text: `Let the policy of ${vpcEndpointId} allow the agent's calls to roles of ${accountId}: the command writes the policy as the audit read it, with ${calls.length === 1 ? 'one statement' : `${calls.length} statements`} more.`,
    commands: [
      awsCommand(
        ...['ec2', 'modify-vpc-endpoint', '--vpc-endpoint-id', vpcEndpointId, '--policy-document'],
        ...[{ json: JSON.parse(widened), file: 'endpoint-policy.json' }, '--region', context.region.region],
      ),
    ],
  }
}

/** `undefined` where the document would be none, or too long. */
function withStatements(document: string, accountId: string, calls: readonly AgentCalls[]): string | undefined {
  const policy = objectIn(document)
  if (policy === undefined) return undefined
  const { Statement = [] } = policy
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  const more = calls.map(({ actions, resource }) => ({
    ...{ Effect: 'Allow', Principal: '*', Action: actions, Resource: resource },
    Condition: { StringEquals: { 'aws:PrincipalAccount': accountId } },
  }))
  const widened = JSON.stringify({ ...policy, Statement: [...statements, ...more] })
  return widened.length > LONGEST ? undefined : widened
}

function objectIn(document: string): { Statement?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(document)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
