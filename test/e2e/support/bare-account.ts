import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateDBInstanceCommand, CreateDBSubnetGroupCommand, RDSClient } from '@aws-sdk/client-rds'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { useSim } from './audits.js'
import { CREDENTIALS, freshSim, REGION, type Sim } from './sim.js'

export interface BareAccount {
  vpcId: string
  subnetIds: string[]
  /** The group of the database, without rules. */
  groupId: string
  databaseId: string
}

export interface BareWorld {
  sim: Sim
  bare: BareAccount
  /** To work in; it holds the state folder, too. */
  folder: string
}

/** A simulated AWS with a bare account and a caller who may plan, made anew for each test of a file. */
export function useBareAccount(): BareWorld {
  const world = {} as BareWorld
  let restore: () => void
  beforeAll(async () => {
    world.sim = await freshSim()
    restore = useSim(world.sim)
  })
  afterAll(() => restore?.())
  beforeEach(async () => {
    const { sim } = world
    await sim.reset()
    await sim.clearFaults()
    world.bare = await bareAccount(sim)
    Object.assign(process.env, await planner(sim))
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    world.folder = folder
    process.env['XDG_STATE_HOME'] = join(folder, 'state')
    return () => rm(folder, { recursive: true, force: true })
  })
  return world
}

/** A VPC with two private subnets and a database: no host, no endpoint, no role, no session preferences. */
async function bareAccount(sim: Sim): Promise<BareAccount> {
  const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
  const [ec2, rds] = [new EC2Client(options), new RDSClient(options)]
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.7.0.0/16' }))
  const vpcId = given(Vpc?.VpcId)
  const subnetIds: string[] = []
  for (const [zone, CidrBlock] of [
    ['a', '10.7.1.0/24'],
    ['b', '10.7.2.0/24'],
  ]) {
    const made = await ec2.send(
      new CreateSubnetCommand({ VpcId: vpcId, CidrBlock, AvailabilityZone: `${REGION}${zone}` }),
    )
    subnetIds.push(given(made.Subnet?.SubnetId))
  }
  const group = { VpcId: vpcId, GroupName: 'orders', Description: 'The database of orders' }
  const groupId = given((await ec2.send(new CreateSecurityGroupCommand(group))).GroupId)
  const DBSubnetGroupName = 'orders'
  await rds.send(
    new CreateDBSubnetGroupCommand({ DBSubnetGroupName, DBSubnetGroupDescription: 'private', SubnetIds: subnetIds }),
  )
  const databaseId = 'orders'
  await rds.send(
    new CreateDBInstanceCommand({
      ...{ DBInstanceIdentifier: databaseId, DBSubnetGroupName, VpcSecurityGroupIds: [groupId] },
      ...{ Engine: 'postgres', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: 20, StorageEncrypted: true },
      ...{ MasterUsername: 'postgres', MasterUserPassword: 'not-a-secret', PubliclyAccessible: false },
    }),
  )
  ec2.destroy()
  rds.destroy()
  return { vpcId, subnetIds, groupId, databaseId }
}

/** The access key of a user of the account: unlike the simulation's own caller one that the policy simulator knows. */
async function planner(sim: Sim): Promise<{ AWS_ACCESS_KEY_ID: string; AWS_SECRET_ACCESS_KEY: string }> {
  const iam = new IAMClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
  await iam.send(new CreateUserCommand({ UserName: 'planner' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'planner' }))
  iam.destroy()
  return {
    AWS_ACCESS_KEY_ID: given(AccessKey?.AccessKeyId),
    AWS_SECRET_ACCESS_KEY: given(AccessKey?.SecretAccessKey),
  }
}

function given(id: string | undefined): string {
  if (id === undefined) throw new Error('the simulated AWS gave no id')
  return id
}
