import { GetRoleCommand } from '@aws-sdk/client-iam'
import type { Clients } from './clients.js'
import type { Identity } from './identity.js'

/**
 * ARN of the user or role behind the session: policies belong to it. An assumed role's ARN has no path,
 * so IAM is asked; where it does not answer, the role is taken to have none.
 */
export async function principalOf(clients: Clients, identity: Identity): Promise<string> {
  const roleName = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(identity.arn)?.[1]
  if (roleName === undefined) return identity.arn
  return clients
    .iam()
    .send(new GetRoleCommand({ RoleName: roleName }))
    .then(
      ({ Role }) => Role?.Arn,
      () => undefined,
    )
    .then((arn) => arn ?? `arn:${identity.partition}:iam::${identity.accountId}:role/${roleName}`)
}
