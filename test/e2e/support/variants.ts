import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2'
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { SSMClient } from '@aws-sdk/client-ssm'
import { type ArticleIds, CREDENTIALS, REGION, type Sim } from './sim.js'

export type HostParts = Partial<RunInstancesCommandInput>
export type Agent = Record<string, unknown>

export interface RoleParts {
  trusts?: string
  /** Names of AWS managed policies. */
  managed?: string[]
  /** An inline policy. */
  statements?: object[]
}

/** Makes things in the reference account that its builder does not make. */
export class Variants {
  readonly ec2: EC2Client
  readonly iam: IAMClient
  readonly ssm: SSMClient
  private made = 0

  constructor(
    private readonly sim: Sim,
    private readonly ids: ArticleIds,
  ) {
    const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
    this.ec2 = new EC2Client(options)
    this.iam = new IAMClient(options)
    this.ssm = new SSMClient(options)
  }

  /** A jump host like the first one, but for what is named. `agent: null`: it has none. */
  async host(name: string, differs: HostParts = {}, agent: Agent | null = {}): Promise<string> {
    const { Instances = [] } = await this.ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.small',
        MinCount: 1,
        MaxCount: 1,
        IamInstanceProfile: { Name: this.ids.instanceProfileName },
        MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: `jump-${name}` }] }],
        ...(differs.NetworkInterfaces === undefined && {
          SubnetId: this.ids.subnetIds[0],
          SecurityGroupIds: [this.ids.jumpSecurityGroupId],
        }),
        ...differs,
      }),
    )
    const id = Instances[0]?.InstanceId
    if (id === undefined) throw new Error('no instance was made')
    const like = {
      agentVersion: '3.3.4108.0',
      platformType: 'Linux',
      platformName: 'Amazon Linux',
      platformVersion: '2',
    }
    if (agent !== null) await this.sim.putAgent(id, { ...like, ...agent })
    return id
  }

  /** A security group with these inbound rules; `egress: false`: without any outbound rule. */
  async group(ingress: IpPermission[], { egress = true } = {}): Promise<string> {
    const name = `variant-${this.made++}`
    const { GroupId = '' } = await this.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: this.ids.vpcId }),
    )
    if (ingress.length > 0)
      await this.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: ingress }))
    const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }
    if (!egress) await this.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [all] }))
    return GroupId
  }

  /** An instance profile with this role, or without any. */
  async profile(role?: RoleParts): Promise<string> {
    const name = `variant-${this.made++}`
    await this.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }))
    if (role === undefined) return name
    const { trusts = 'ec2.amazonaws.com', managed = [], statements } = role
    const trust = policy([{ Effect: 'Allow', Principal: { Service: trusts }, Action: 'sts:AssumeRole' }])
    await this.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }))
    for (const PolicyArn of managed.map((m) => `arn:aws:iam::aws:policy/${m}`))
      await this.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn }))
    if (statements)
      await this.iam.send(
        new PutRolePolicyCommand({ RoleName: name, PolicyName: 'inline', PolicyDocument: policy(statements) }),
      )
    await this.iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }))
    return name
  }

  destroy(): void {
    this.ec2.destroy()
    this.iam.destroy()
    this.ssm.destroy()
  }
}

const policy = (Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
