import type { Change, SecurityGroupRule } from './change.js'

/** Id of the step that makes a change for a remedy: the same in every plan, and for this change alone. */
export const stepId = (remedy: string, change: Change): string =>
  [remedy, ...keyOf(change)].map((word) => word.replace(/[^A-Za-z0-9_./@+-]+/g, '-')).join(':')

/** How what a step makes is called until it is made. */
export const newName = (id: string): string => `new:${id}`

/** The words that tell a change from others of its kind. */
function keyOf(change: Change): string[] {
  switch (change.kind) {
    case 'authorize-security-group-ingress':
    case 'authorize-security-group-egress':
    case 'revoke-security-group-ingress':
    case 'revoke-security-group-egress':
      return [withoutNew(change.groupId), ...ruleWords(change.rule)]
    case 'create-security-group':
      return [change.vpcId, change.groupName]
    case 'modify-network-interface-groups':
      return [change.networkInterfaceId]
    case 'create-vpc-endpoint':
      return [change.vpcId, change.serviceName]
    case 'modify-vpc-endpoint':
      return [withoutNew(change.vpcEndpointId), ...endpointWords(change)]
    case 'modify-vpc-attribute':
      return [change.vpcId, change.attribute]
    case 'put-role-policy':
      return [withoutNew(change.roleName), change.policyName]
    case 'attach-role-policy':
      return [withoutNew(change.roleName), change.policyArn.split('/').at(-1) ?? '']
    case 'create-instance-role':
      return [change.roleName]
    case 'associate-iam-instance-profile':
    case 'modify-instance-metadata-options':
    case 'start-instances':
    case 'disassociate-address':
    case 'create-association':
    case 'update-agent':
      return [change.region, withoutNew(change.instanceId)]
    case 'run-instances':
      return [change.vpcId, change.name]
    case 'update-session-preferences':
      return [change.region, ...Object.keys(change.inputs).sort()]
    case 'create-key':
      return [change.region, change.aliasName]
  }
}

const withoutNew = (id: string) => id.replace(/^new:/, '')

function ruleWords({ ipProtocol, fromPort, toPort, peer }: SecurityGroupRule): string[] {
  const ports = fromPort === toPort ? `${fromPort ?? 'all'}` : `${fromPort}-${toPort}`
  const values = Object.entries(peer).flatMap(([name, value]) => (name === 'vpcId' ? [] : [withoutNew(value)]))
  return [ipProtocol === '-1' ? 'all' : `${ipProtocol}-${ports}`, ...values]
}

function endpointWords({ privateDns, addSubnetIds = [], addRouteTableIds = [], addGroupIds = [] }: ModifyEndpoint) {
  return [...(privateDns ? ['private-dns'] : []), ...addSubnetIds, ...addRouteTableIds, ...addGroupIds.map(withoutNew)]
}

type ModifyEndpoint = Extract<Change, { kind: 'modify-vpc-endpoint' }>
