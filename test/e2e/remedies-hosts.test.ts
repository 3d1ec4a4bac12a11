import {
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
  ModifyInstanceMetadataOptionsCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import { describeRemedies, type World } from './support/remedies.js'

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

const detach = ({ aws, ids }: World, PolicyArn: string) =>
  aws.iam.send(new DetachRolePolicyCommand({ RoleName: ids.roleName, PolicyArn }))

async function bareHost({ aws }: World): Promise<void> {
  const id = await aws.host('bare')
  const Filters = [{ Name: 'instance-id', Values: [id] }]
  const found = await aws.ec2.send(new DescribeIamInstanceProfileAssociationsCommand({ Filters }))
  const AssociationId = found.IamInstanceProfileAssociations?.[0]?.AssociationId
  await aws.ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }))
}

describeRemedies(
  'a remedy of roles and hosts',
  {
    'the policy of hosts': { remedies: ['grant-session-permissions'], make: (world) => detach(world, CORE) },
    "another host's instance profile": { remedies: ['attach-instance-role'], make: bareHost },
    'a role of its own': {
      remedies: ['attach-instance-role'],
      also: ['grant-kms-decrypt', 'grant-s3-encryption-configuration'],
      async make(world) {
        await bareHost(world)
        // What is not good enough for one host is not given to another.
        await detach(world, CORE)
      },
    },
    'IMDSv2 only': {
      remedies: ['require-imdsv2'],
      make: ({ aws, ids }) =>
        aws.ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: ids.instanceId, HttpTokens: 'optional' })),
    },
    'a host that is stopped': {
      remedies: ['start-host'],
      // Its agent goes with it, and comes back with it.
      make: ({ aws, ids }) => aws.ec2.send(new StopInstancesCommand({ InstanceIds: [ids.instanceId] })),
    },
    'an agent that is too old': {
      remedies: ['update-agent'],
      account: { 'agent.agentVersion': '3.0.1124.0' },
      make: async () => undefined,
      forGood: true,
    },
    'an agent that nothing keeps current': {
      remedies: ['enable-agent-auto-update'],
      make: async () => undefined,
    },
    'a host with a key pair': {
      remedies: ['launch-jump-host'],
      also: ['allow-database-ingress', 'grant-kms-decrypt'],
      account: { key_name: 'somebody' },
      make: async () => undefined,
      async awaited({ sim }, made) {
        for (const id of made.filter((each) => each.startsWith('i-'))) await sim.putAgent(id, {})
      },
    },
  },
  {
    'ssm:CancelCommand': 'a command that runs out of time is cancelled',
    'ssm:ListTagsForResource': 'an association whose creation was not written down is found by its tags',
  },
)
