import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
} from '@aws-sdk/client-ec2'
import { AttachRolePolicyCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { type ArticleIds, CREDENTIALS, REGION, type Sim } from './sim.js'
import type { Variants } from './variants.js'

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

export interface AuditWorld {
  sim: Sim
  ids: ArticleIds
  aws: Variants
}

type Change = () => Promise<unknown>

/** Name, change, the way back, exit code, verdict of the VPC (and of its tunnels), of the host for a shell, and what flips. */
export type TakenAway = [string, Change, Change, number, string, string, string[]]

/** What can be taken away from the reference account. `world` is there by the time a change is made. */
export function thingsToTakeAway(world: AuditWorld): TakenAway[] {
  const agent = (fields: Record<string, unknown>) => world.sim.putAgent(world.ids.instanceId, fields)
  const endpointOf = async (service: string) => {
    const { VpcEndpoint } = await world.aws.ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: world.ids.vpcId,
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${REGION}.${service}`,
        SubnetIds: world.ids.subnetIds,
        SecurityGroupIds: [world.ids.endpointSecurityGroupId],
        PrivateDnsEnabled: true,
      }),
    )
    world.ids.endpointIds[service] = VpcEndpoint?.VpcEndpointId ?? ''
  }
  const withoutEndpoint = (service: string, off: boolean) =>
    [
      async () => {
        await world.aws.ec2.send(
          new DeleteVpcEndpointsCommand({ VpcEndpointIds: [world.ids.endpointIds[service] ?? ''] }),
        )
        if (off) await agent({ connected: false })
      },
      async () => {
        await endpointOf(service)
        await agent({ connected: true })
      },
    ] as const
  const both = (first: () => Promise<unknown>, connected: boolean) => async () => {
    await first()
    await agent({ connected })
  }
  const dns = (attribute: 'EnableDnsHostnames' | 'EnableDnsSupport', Value: boolean) => () =>
    world.aws.ec2.send(new ModifyVpcAttributeCommand({ VpcId: world.ids.vpcId, [attribute]: { Value } }))
  const ssmmessages = (change: Partial<ModifyVpcEndpointCommandInput>) => () =>
    world.aws.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: world.ids.endpointIds['ssmmessages'], ...change }))
  const endpointPolicy = (Effect: 'Allow' | 'Deny') =>
    ssmmessages({
      PolicyDocument: JSON.stringify({ Statement: [{ Effect, Principal: '*', Action: '*', Resource: '*' }] }),
    })
  const attach = (arn: () => string) => () =>
    world.aws.iam.send(new AttachRolePolicyCommand({ RoleName: world.ids.roleName, PolicyArn: arn() }))
  const detach = (arn: () => string) => () =>
    world.aws.iam.send(new DetachRolePolicyCommand({ RoleName: world.ids.roleName, PolicyArn: arn() }))
  const sessionKey = async (command: DisableKeyCommand | EnableKeyCommand) => {
    const kms = new KMSClient({ endpoint: world.sim.url, region: REGION, credentials: CREDENTIALS })
    await (command instanceof DisableKeyCommand ? kms.send(command) : kms.send(command)).finally(() => kms.destroy())
  }

  const OFF = 'node-channel: fail not-connected'
  const R = 'READY'
  const D = 'DEGRADED'
  const B = 'BLOCKED'
  return [
    ['the channel', both(async () => undefined, false), both(async () => undefined, true), 2, B, B, [OFF]],
    [
      'the ssmmessages endpoint, while the channel still stands',
      ...withoutEndpoint('ssmmessages', false),
      0,
      D,
      D,
      ['endpoint-ssmmessages: fail absent', 'path-ssmmessages: warn blocked-by-route'],
    ],
    [
      'the ssmmessages endpoint, and the channel is gone',
      ...withoutEndpoint('ssmmessages', true),
      2,
      B,
      B,
      ['endpoint-ssmmessages: fail absent', OFF, 'path-ssmmessages: fail blocked-by-route'],
    ],
    [
      'the ssm endpoint, while the agent still pings',
      ...withoutEndpoint('ssm', false),
      0,
      D,
      D,
      ['endpoint-ssm: fail absent', 'path-ssm: warn blocked-by-route'],
    ],
    [
      'the kms endpoint',
      ...withoutEndpoint('kms', false),
      0,
      R,
      B,
      ['endpoint-kms: fail absent', 'path-kms: fail blocked-by-route'],
    ],
    ['an endpoint that nothing here needs', ...withoutEndpoint('ec2messages', false), 0, R, R, []],
    [
      "the role's policy",
      detach(() => CORE),
      attach(() => CORE),
      2,
      B,
      B,
      ['role-session-permissions: fail permissions-missing'],
    ],
    [
      'the right to decrypt',
      detach(() => world.ids.policyArn),
      attach(() => world.ids.policyArn),
      0,
      R,
      B,
      ['role-kms-decrypt: fail permissions-missing', 'role-s3-encryption-configuration: warn permissions-missing'],
    ],
    [
      'DNS hostnames, while the agent is still there',
      dns('EnableDnsHostnames', false),
      dns('EnableDnsHostnames', true),
      0,
      D,
      B,
      [
        'endpoint-kms: fail dns-hostnames-off',
        'endpoint-ssm: fail dns-hostnames-off',
        'endpoint-ssmmessages: fail dns-hostnames-off',
        'path-kms: fail blocked-by-route',
        'path-ssm: warn blocked-by-route',
        'path-ssmmessages: warn blocked-by-route',
        'vpc-dns: warn dns-hostnames-off',
      ],
    ],
    [
      'DNS hostnames, and the channel is gone',
      both(dns('EnableDnsHostnames', false), false),
      both(dns('EnableDnsHostnames', true), true),
      2,
      B,
      B,
      [
        OFF,
        'endpoint-kms: fail dns-hostnames-off',
        'endpoint-ssm: fail dns-hostnames-off',
        'endpoint-ssmmessages: fail dns-hostnames-off',
        'path-kms: fail blocked-by-route',
        'path-ssm: warn blocked-by-route',
        'path-ssmmessages: fail blocked-by-route',
        'vpc-dns: fail dns-hostnames-off',
      ],
    ],
    [
      'DNS support',
      both(dns('EnableDnsSupport', false), false),
      both(dns('EnableDnsSupport', true), true),
      2,
      B,
      B,
      [
        'database-name: fail dns-support-off',
        'endpoint-kms: fail dns-support-off',
        'endpoint-s3: fail dns-support-off',
        'endpoint-ssm: fail dns-support-off',
        'endpoint-ssmmessages: fail dns-support-off',
        OFF,
        'path-kms: fail blocked-by-name-resolution',
        'path-s3: warn blocked-by-name-resolution',
        'path-ssm: warn blocked-by-name-resolution',
        'path-ssmmessages: fail blocked-by-name-resolution',
        'vpc-dns: fail dns-support-off',
      ],
    ],
    [
      'private DNS of the ssmmessages endpoint',
      both(ssmmessages({ PrivateDnsEnabled: false }), false),
      both(ssmmessages({ PrivateDnsEnabled: true }), true),
      2,
      B,
      B,
      ['endpoint-ssmmessages: fail private-dns-off', OFF, 'path-ssmmessages: fail blocked-by-route'],
    ],
    [
      'the policy of the ssmmessages endpoint',
      both(endpointPolicy('Deny'), false),
      both(endpointPolicy('Allow'), true),
      2,
      B,
      B,
      [OFF, 'path-ssmmessages: fail blocked-by-endpoint-policy'],
    ],
    [
      'the session key',
      () => sessionKey(new DisableKeyCommand({ KeyId: world.ids.kmsKeyId })),
      () => sessionKey(new EnableKeyCommand({ KeyId: world.ids.kmsKeyId })),
      0,
      R,
      B,
      ['session-kms-key: fail key-disabled'],
    ],
  ]
}
