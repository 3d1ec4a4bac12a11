import type { EndpointService } from '../../model/config.js'
import type { SampleAccount, SampleRegion } from '../account.js'
import { endpoints, s3Gateway } from '../build/endpoints.js'
import { type AgentOptions, instance } from '../build/hosts.js'
import { allow, awsPolicy, customerPolicy, instanceRole, policyDocument } from '../build/iam.js'
import { type BuiltSubnet, type BuiltVpc, privateSubnets, vpc } from '../build/network.js'
import { regionOf } from '../build/region.js'
import { securityGroup } from '../build/security-groups.js'
import { agentAutoUpdate, logGroup, sessionKey, sessionPreferences } from '../build/sessions.js'

/** What all VPCs of an account share: session preferences and the role of the jump hosts. */
export interface Foundation {
  account: SampleAccount
  region: SampleRegion
  profileArn: string
}

/** Encrypted sessions, logged to CloudWatch Logs, an agent-update association, and a role for the jump hosts. */
export function foundation(account: SampleAccount, regionName: string): Foundation {
  const region = regionOf(account, regionName)
  const kmsKeyArn = sessionKey(account, region, 'alias/session-manager')
  const logArn = logGroup(account, region, '/ssm/sessions', kmsKeyArn)
  sessionPreferences(account, region, { kmsKeyArn, logGroupName: '/ssm/sessions', idleMinutes: 60 })
  agentAutoUpdate(region)
  const session = policyDocument(
    allow('kms:Decrypt', kmsKeyArn),
    allow('s3:GetEncryptionConfiguration'),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], logArn),
    allow('logs:DescribeLogGroups'),
  )
  const core = awsPolicy(account, 'AmazonSSMManagedInstanceCore')
  const attached = [core, customerPolicy(account, 'jump-host-sessions', session)]
  return { account, region, profileArn: instanceRole(account, 'jump-host', { attached }) }
}

/** What sessions with this foundation need an endpoint for. */
export const SESSION_ENDPOINTS = ['ssm', 'ssmmessages', 'kms', 'logs'] as const satisfies EndpointService[]

export interface PrivateVpc {
  built: BuiltVpc
  subnets: [BuiltSubnet, BuiltSubnet]
  /** The security group of the jump hosts. */
  hosts: string
}

/** A VPC with two private subnets and no way out but S3. */
export function privateVpc({ account, region }: Foundation, name: string, cidr: string): PrivateVpc {
  const built = vpc(account, region.region, name, { cidr })
  const subnets = privateSubnets(built)
  s3Gateway(built, [subnets[0].table])
  return { built, subnets, hosts: securityGroup(built, 'jump', []) }
}

/** A private VPC that has all endpoints of its sessions. */
export function sessionVpc(base: Foundation, name: string, cidr: string, more: EndpointService[] = []): PrivateVpc {
  const made = privateVpc(base, name, cidr)
  endpoints(made.built, [...SESSION_ENDPOINTS, ...more], { subnets: made.subnets })
  return made
}

export interface JumpHostOptions {
  agent?: AgentOptions
  keyName?: string
  /** Without an instance profile, and so without an agent that ever registered. */
  bare?: boolean
  /** At most so many. */
  count?: number
}

/** A jump host in each of the VPC's two subnets; their ids. */
export function jumpHosts(
  { profileArn }: Foundation,
  { built, subnets, hosts }: PrivateVpc,
  { agent = {}, bare = false, count = subnets.length, ...more }: JumpHostOptions = {},
): string[] {
  return subnets.slice(0, count).map((subnet) =>
    instance(built, `${built.name}-jump-${subnet.zone}`, {
      subnet,
      groupIds: [hosts],
      ...(!bare && { profileArn, agent }),
      ...more,
    }),
  )
}
