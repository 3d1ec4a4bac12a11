/**
 * A change of the account, as data: told, carried out, taken back and predicted from the same value. What an earlier step
 * makes is named `new:<stepId>`, also inside texts and documents.
 */
export type Change =
  | SecurityGroupRuleChange
  | CreateSecurityGroupChange
  | InterfaceGroupsChange
  | CreateEndpointChange
  | ModifyEndpointChange
  | VpcAttributeChange
  | RolePolicyChange
  | AttachRolePolicyChange
  | InstanceRoleChange
  | InstanceProfileChange
  | MetadataOptionsChange
  | StartInstanceChange
  | DisassociateAddressChange
  | RunInstanceChange
  | SessionPreferencesChange
  | CreateKeyChange
  | AgentUpdateAssociationChange
  | UpdateAgentChange

/** Every kind, as plans name it. */
export const CHANGE_KINDS = [
  'authorize-security-group-ingress',
  'authorize-security-group-egress',
  'revoke-security-group-ingress',
  'revoke-security-group-egress',
  'create-security-group',
  'modify-network-interface-groups',
  'create-vpc-endpoint',
  'modify-vpc-endpoint',
  'modify-vpc-attribute',
  'put-role-policy',
  'attach-role-policy',
  'create-instance-role',
  'associate-iam-instance-profile',
  'modify-instance-metadata-options',
  'start-instances',
  'disassociate-address',
  'run-instances',
  'update-session-preferences',
  'create-key',
  'create-association',
  'update-agent',
] as const satisfies readonly Change['kind'][]
export type ChangeKind = (typeof CHANGE_KINDS)[number]

interface Regional {
  region: string
}

/** One rule: one protocol, one range of ports, one peer. */
export interface SecurityGroupRule {
  /** As EC2 says it: `tcp`, `udp`, `icmp`, a number, `-1` for all. */
  ipProtocol: string
  fromPort?: number
  toPort?: number
  peer:
    | { cidrIp: string }
    | { cidrIpv6: string }
    | { prefixListId: string }
    | { groupId: string; userId?: string; vpcPeeringConnectionId?: string; vpcId?: string }
}

export interface SecurityGroupRuleChange extends Regional {
  kind:
    | 'authorize-security-group-ingress'
    | 'authorize-security-group-egress'
    | 'revoke-security-group-ingress'
    | 'revoke-security-group-egress'
  groupId: string
  rule: SecurityGroupRule
}

/** A group without inbound rules; the outbound rule that EC2 adds stays. */
export interface CreateSecurityGroupChange extends Regional {
  kind: 'create-security-group'
  vpcId: string
  groupName: string
  description: string
}

export interface InterfaceGroupsChange extends Regional {
  kind: 'modify-network-interface-groups'
  networkInterfaceId: string
  vpcId: string
  groupIds: string[]
}

export interface CreateEndpointChange extends Regional {
  kind: 'create-vpc-endpoint'
  vpcId: string
  serviceName: string
  endpointType: 'Interface' | 'Gateway'
  subnetIds: string[]
  groupIds: string[]
  routeTableIds: string[]
}

/** Exactly one of the fields beside the id. */
export interface ModifyEndpointChange extends Regional {
  kind: 'modify-vpc-endpoint'
  vpcEndpointId: string
  vpcId: string
  privateDns?: true
  addSubnetIds?: string[]
  addRouteTableIds?: string[]
  addGroupIds?: string[]
}

export interface VpcAttributeChange extends Regional {
  kind: 'modify-vpc-attribute'
  vpcId: string
  attribute: 'enableDnsSupport' | 'enableDnsHostnames'
}

/** An inline policy of a name that the role does not have yet. */
export interface RolePolicyChange extends Regional {
  kind: 'put-role-policy'
  roleName: string
  policyName: string
  statements: PolicyStatement[]
}

export interface PolicyStatement {
  Effect: 'Allow'
  Action: string[]
  Resource: string | string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

export interface AttachRolePolicyChange extends Regional {
  kind: 'attach-role-policy'
  roleName: string
  policyArn: string
}

/** A role that EC2 may assume, with an instance profile of the same name around it. */
export interface InstanceRoleChange extends Regional {
  kind: 'create-instance-role'
  roleName: string
  policyArns: string[]
}

export interface InstanceProfileChange extends Regional {
  kind: 'associate-iam-instance-profile'
  instanceId: string
  instanceProfileName: string
}

export interface MetadataOptionsChange extends Regional {
  kind: 'modify-instance-metadata-options'
  instanceId: string
  httpTokens?: 'required'
  httpEndpoint?: 'enabled'
}

export interface StartInstanceChange extends Regional {
  kind: 'start-instances'
  instanceId: string
}

/** An Elastic IP address that an interface loses; it stays the account's. */
export interface DisassociateAddressChange extends Regional {
  kind: 'disassociate-address'
  instanceId: string
  networkInterfaceId: string
  publicIp: string
}

/** A jump host: no key, IMDSv2, no public address. */
export interface RunInstanceChange extends Regional {
  kind: 'run-instances'
  name: string
  vpcId: string
  subnetId: string
  availabilityZone: string
  groupIds: string[]
  instanceProfileName: string
  instanceType: string
  /** Private subnets of other zones, one each: where a group that launches it again may do so. */
  spareSubnetIds?: string[]
  /** A public parameter of Systems Manager that names the image. */
  imageParameter: string
  tags: Record<string, string>
}

/** Values of `SSM-SessionManagerRunShell` that are set; all others stay. */
export interface SessionPreferencesChange extends Regional {
  kind: 'update-session-preferences'
  inputs: Record<string, string | boolean>
}

export interface CreateKeyChange extends Regional {
  kind: 'create-key'
  aliasName: string
  description: string
  /** Statements beside the one that gives the account the key. */
  statements: (PolicyStatement & { Sid: string; Principal: unknown })[]
}

export interface AgentUpdateAssociationChange extends Regional {
  kind: 'create-association'
  associationName: string
  documentName: 'AWS-UpdateSSMAgent'
  instanceId: string
  scheduleExpression: string
}

export interface UpdateAgentChange extends Regional {
  kind: 'update-agent'
  instanceId: string
  vpcId: string
  /** The version that the findings ask for. */
  floor: string
}
