import {
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2'
import { DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import { ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { useSim } from './support/audits.js'
import { type Fault, Faults } from './support/faults.js'
import { awsCliAvailable } from './support/pasted.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

describe.skipIf(!simAvailable || !awsCliAvailable)('a printed command of roles, databases and zones, pasted', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let rds: RDSClient
  let faults: Faults
  let restore: () => void

  const build = async () => {
    ids = await sim.article()
    aws = new Variants(sim, ids)
    faults = new Faults(sim)
  }
  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    await build()
    rds = new RDSClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
  })
  afterAll(async () => {
    aws?.destroy()
    rds?.destroy()
    restore?.()
  })
  // A command that works leaves the account as it was.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    await sim.reset()
    await build()
  })

  const detach = (PolicyArn: string) => aws.iam.send(new DetachRolePolicyCommand({ RoleName: ids.roleName, PolicyArn }))

  const FAULTS: Record<string, Fault> = {
    "a role without the hosts' managed policy": {
      told: ['role-session-permissions', 'permissions-missing'],
      make: () => detach(CORE),
    },
    'a role that may not decrypt': {
      told: ['role-kms-decrypt', 'permissions-missing'],
      make: () => detach(ids.policyArn),
      // The policy allowed both.
      left: ['role-s3-encryption-configuration: warn permissions-missing'],
    },
    'a role that may not read the encryption of buckets': {
      told: ['role-s3-encryption-configuration', 'permissions-missing'],
      make: async () => undefined,
      left: ['role-s3-encryption-configuration: pass allowed'],
    },
    'a host without an instance profile': {
      told: ['role-attached', 'no-instance-profile'],
      make: async () => {
        const found = await aws.ec2.send(new DescribeIamInstanceProfileAssociationsCommand({}))
        const [first] = found.IamInstanceProfileAssociations ?? []
        await aws.ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId: first?.AssociationId }))
      },
      // The role that the commands make has the policy of hosts and nothing else: what it lacks has commands of its own.
      left: [
        'role-kms-decrypt: fail permissions-missing',
        'role-s3-encryption-configuration: warn permissions-missing',
      ],
    },
    'a database that is publicly accessible': {
      told: ['database-private', 'publicly-accessible'],
      make: () =>
        rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: ids.dbInstanceId, PubliclyAccessible: true })),
    },
    'an endpoint without a subnet in the zone of the host': {
      told: ['endpoint-kms', 'zone-not-covered'],
      make: () =>
        aws.ec2.send(
          new ModifyVpcEndpointCommand({
            VpcEndpointId: ids.endpointIds['kms'],
            RemoveSubnetIds: [ids.subnetIds[0] ?? ''],
          }),
        ),
    },
  }

  it.each(Object.entries(FAULTS))('%s', (_, fault) => faults.clearsItsProblem(fault))
})
