import type { Change, ChangeKind } from '../../model/change.js'
import type { Argument, CommandLine } from '../../model/command.js'
import type { ChangeHandler } from '../change-handler.js'
import { address } from './address.js'
import { agentUpdateAssociation } from './agent-update-association.js'
import { attachRolePolicy } from './attach-role-policy.js'
import { createKey } from './create-key.js'
import { instanceProfile } from './instance-profile.js'
import { instanceRole } from './instance-role.js'
import { interfaceGroups } from './interface-groups.js'
import { metadataOptions } from './metadata-options.js'
import { rolePolicy } from './role-policy.js'
import { securityGroup } from './security-group.js'
import { securityGroupRule } from './security-group-rule.js'
import { sessionPreferences } from './session-preferences.js'
import { startInstance } from './start-instance.js'
import { updateAgent } from './update-agent.js'
import { vpcAttribute } from './vpc-attribute.js'
import { vpcEndpoint } from './vpc-endpoint.js'
import { vpcEndpointChange } from './vpc-endpoint-change.js'

const HANDLERS = [
  securityGroupRule,
  agentUpdateAssociation,
  rolePolicy,
  attachRolePolicy,
  instanceRole,
  instanceProfile,
  metadataOptions,
  startInstance,
  createKey,
  sessionPreferences,
  securityGroup,
  interfaceGroups,
  vpcEndpoint,
  vpcEndpointChange,
  vpcAttribute,
  address,
  updateAgent,
] as unknown as readonly ChangeHandler[]

const BY_KIND = new Map<ChangeKind, ChangeHandler>(
  HANDLERS.flatMap((handler) => handler.kinds.map((kind): [ChangeKind, ChangeHandler] => [kind, handler])),
)

/** What the program knows of a change's kind. */
export function handlerOf({ kind }: Pick<Change, 'kind'>): ChangeHandler {
  const handler = BY_KIND.get(kind)
  if (!handler) throw new Error(`no handler of ${kind}`)
  return handler
}

/** What makes a change by hand. What does not exist yet is a word to replace. */
export const commandsOf = (change: Change): CommandLine[] =>
  handlerOf(change)
    .commands(change)
    .map((line) => line.map(withoutNew))

function withoutNew(argument: Argument): Argument {
  if (typeof argument !== 'string' || !argument.includes('new:')) return argument
  return { placeholder: (argument.split(':')[1] ?? 'new').replace(/[^a-z]+/gi, '_').toUpperCase() }
}
