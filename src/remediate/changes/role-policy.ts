import { isDeepStrictEqual } from 'node:util'
import {
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { hasCode } from '../../aws/errors.js'
import type { PolicyStatement, RolePolicyChange } from '../../model/change.js'
import type { Facts } from '../../model/plan.js'
import type { ChangeContext, Found } from '../change-handler.js'
import { changeHandler } from '../change-handler.js'
import { findRole, withPolicy } from '../edit-iam.js'
import { plainName, untilSeen } from './request.js'
import { rolePolicyCode } from './role-policy-code.js'
import { documentOf } from './role-policy-document.js'

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
export const ROLES = ['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*']

export const NO_SUCH_ENTITY = ['NoSuchEntity', 'NoSuchEntityException'] as const

/**
 * An inline policy of a role.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export const rolePolicy = changeHandler<RolePolicyChange>({
  kinds: ['put-role-policy'],
  asCode: rolePolicyCode,
  doc: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html',
  api: () => ['iam:PutRolePolicy'],
  needs: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy'].map((action) => ({
    action,
    resources: ROLES,
  })),
  resource: ({ roleName }) => roleName,
  title: ({ roleName, policyName, statements }) =>
    `Give role ${roleName} the inline policy ${policyName}: ${grantsOf(statements)}.`,
  commands: ({ roleName, policyName, statements }) => [
    [
      ...['aws', 'iam', 'put-role-policy', '--role-name', plainName(roleName), '--policy-name', policyName],
      ...['--policy-document', { json: documentOf(statements), file: `${policyName}.json` }],
    ],
  ],
  undoTitle: ({ roleName, policyName }) => `Delete the inline policy ${policyName} of role ${roleName}.`,
  before: ({ roleName }, snapshot) => ({ policy: 'absent', ...boundaryFacts(findRole(snapshot, roleName)) }),
  after: ({ statements }) => ({ policy: documentOf(statements) }),
  read,
  async perform({ roleName: RoleName, policyName: PolicyName, statements }, _, context) {
    const iam = context.clients.iam()
    const PolicyDocument = JSON.stringify(documentOf(statements))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }))
    await untilSeen(
      async () => isOurs(await policyNow(iam, RoleName, PolicyName), statements),
      `IAM does not show ${PolicyName} yet`,
      context,
    )
    return {}
  },
  async undo({ roleName: RoleName, policyName: PolicyName }, _, { clients }) {
    await clients.iam().send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
  },
  applyTo({ roleName, policyName, statements }, snapshot) {
    const document = JSON.stringify(documentOf(statements))
    return withPolicy(snapshot, roleName, { id: policyName, type: 'role', document }, (role) => {
      const { inlinePolicies } = role
      if (inlinePolicies.outcome !== 'ok') return role
      const value = [...inlinePolicies.value, { policyName, document }].sort(byName)
      return { ...role, inlinePolicies: { ...inlinePolicies, value } }
    })
  },
})

const byName = (a: { policyName: string }, b: { policyName: string }) => (a.policyName < b.policyName ? -1 : 1)

/** `kms:Decrypt on arn:…:key/1`. */
export const grantsOf = (statements: readonly PolicyStatement[]): string =>
  statements.map(({ Action, Resource }) => `${Action.join(', ')} on ${[Resource].flat().join(', ')}`).join('; ')

/** A boundary that came later might take what the step gives. */
export const boundaryFacts = (role: { permissionsBoundaryArn?: string | undefined } | undefined): Facts => ({
  permissionsBoundary: role?.permissionsBoundaryArn ?? 'none',
})

/** The boundary as IAM has it now; `undefined` where there is no such role any more. */
export async function roleFacts(iam: IAMClient, RoleName: string): Promise<Facts | undefined> {
  const answer = await iam.send(new GetRoleCommand({ RoleName })).catch((error: unknown) => {
    if (hasCode(error, NO_SUCH_ENTITY)) return undefined
    throw error
  })
  return answer && boundaryFacts({ permissionsBoundaryArn: answer.Role?.PermissionsBoundary?.PermissionsBoundaryArn })
}

async function read(
  { roleName, policyName, statements }: RolePolicyChange,
  { before }: { before: Facts },
  { clients }: ChangeContext,
): Promise<Found> {
  const iam = clients.iam()
  const role = await roleFacts(iam, roleName)
  if (!role) return { is: 'neither', facts: { role: 'absent' }, message: `Role ${roleName} does not exist any more.` }
  const policy = await policyNow(iam, roleName, policyName)
  if (isOurs(policy, statements)) return { is: 'after', facts: { policy, ...role } }
  if (policy !== undefined)
    return {
      is: 'neither',
      facts: { policy, ...role },
      message: `Role ${roleName} has an inline policy ${policyName} already, with another document.`,
    }
  const facts = { policy: 'absent', ...role }
  if (role['permissionsBoundary'] !== before['permissionsBoundary'])
    return { is: 'neither', facts, message: `The permissions boundary of role ${roleName} was changed.` }
  return { is: 'before', facts }
}

const isOurs = (document: unknown, statements: readonly PolicyStatement[]) =>
  isDeepStrictEqual(document, JSON.parse(JSON.stringify(documentOf(statements))))

/** The parsed document; IAM answers it URL-encoded. */
async function policyNow(iam: IAMClient, RoleName: string, PolicyName: string): Promise<unknown> {
  const answer = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })).catch((error: unknown) => {
    if (hasCode(error, NO_SUCH_ENTITY)) return undefined
    throw error
  })
  return answer && (JSON.parse(decodeURIComponent(answer.PolicyDocument ?? '')) as unknown)
}
