import type { IpPermission, NetworkAclEntry, Route } from '../../../src/model/snapshot-network.js'

/** A place for an interface. */
export interface End {
  /** Index of the subnet. */
  subnet: number
  groupIds: string[]
  isPublic: boolean
}

/** Everything about a random network, before it becomes a snapshot. */
export interface Shape {
  client: End
  server: End
  /** More hosts beside the client. */
  neighbours: End[]
  /** An instance that routes may lead to. */
  appliance: End & { checked: boolean; state: string }
  groups: { ingress: IpPermission[]; egress: IpPermission[] }[]
  openGroups: boolean
  acls: NetworkAclEntry[][]
  aclOf: number[]
  tables: Route[][]
  /** One of the three tables of its VPC, by subnet. */
  tableOf: number[]
  lists: Record<string, string[]>
  /** Prefix lists whose entries cannot be read. */
  blind: string[]
  nat: { subnet: number; state: string; type: string }
  igw: string
  peering: string
  attachments: { subnetIds: string[]; state: string; securityGroupReferencingSupport: string; table: string }[]
  gatewayRoutes: { destinationCidrBlock: string; state: string; type: string; attachmentIds: string[] }[][]
  referencing: string
  blockMode: string
  exclusions: { end: string; mode: string; state: string }[]
}

/** HTTPS, so that one generator serves AWS's own endpoints, too. */
export const ACCOUNT = '123456789012'
export const PORT = 443
/** The client's own ports: few enough to try them all. */
export const CLIENT_PORTS = [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007]
export const PUBLIC_ADDRESS = '52.1.2.3'

export const SUBNETS = [
  { subnetId: 'subnet-a1', vpcId: 'vpc-a', zone: 'eu-west-1a', block: '10.0.0.0/28' },
  { subnetId: 'subnet-a2', vpcId: 'vpc-a', zone: 'eu-west-1b', block: '10.0.0.16/28' },
  { subnetId: 'subnet-a3', vpcId: 'vpc-a', zone: 'eu-west-1a', block: '10.0.0.32/28' },
  { subnetId: 'subnet-b1', vpcId: 'vpc-b', zone: 'eu-west-1a', block: '10.1.0.0/28' },
  { subnetId: 'subnet-b2', vpcId: 'vpc-b', zone: 'eu-west-1b', block: '10.1.0.16/28' },
  { subnetId: 'subnet-b3', vpcId: 'vpc-b', zone: 'eu-west-1a', block: '10.1.0.32/28' },
] as const
export const VPC_BLOCKS = { 'vpc-a': '10.0.0.0/24', 'vpc-b': '10.1.0.0/24' } as const
export const GROUPS = ['sg-1', 'sg-2', 'sg-3', 'sg-4']
export const LISTS = ['pl-1', 'pl-2']

export const addressIn = (subnet: (typeof SUBNETS)[number], host: number) => {
  const [a, b, c, d = '0'] = (subnet.block.split('/')[0] ?? '').split('.')
  return [a, b, c, Number(d) + host].join('.')
}
