import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
  ModifyInstanceMetadataOptionsCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  GetDocumentCommand,
  SSMClient,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useSim } from './support/audits.js'
import { type Mended, mends } from './support/remedies.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const PREFERENCES = 'SSM-SessionManagerRunShell'

describe.skipIf(!simAvailable)('a remedy of roles and hosts: planned, applied as predicted, reverted', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let folder: string
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
  })
  afterAll(async () => {
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await sim.reset()
    ids = await sim.article()
    aws = new Variants(sim, ids)
  })
  afterEach(() => aws?.destroy())

  const detach = (PolicyArn: string) => aws.iam.send(new DetachRolePolicyCommand({ RoleName: ids.roleName, PolicyArn }))

  async function bareHost(): Promise<void> {
    const id = await aws.host('bare')
    const Filters = [{ Name: 'instance-id', Values: [id] }]
    const found = await aws.ec2.send(new DescribeIamInstanceProfileAssociationsCommand({ Filters }))
    const AssociationId = found.IamInstanceProfileAssociations?.[0]?.AssociationId
    await aws.ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }))
  }

  async function logToGroup(): Promise<void> {
    const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
    const ssm = new SSMClient(options)
    const logs = new CloudWatchLogsClient(options)
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/ssm/sessions', kmsKeyId: ids.kmsKeyArn }))
    const { Content = '{}' } = await ssm.send(new GetDocumentCommand({ Name: PREFERENCES }))
    const document = JSON.parse(Content) as { inputs: object }
    const inputs = { ...document.inputs, cloudWatchLogGroupName: '/ssm/sessions', cloudWatchEncryptionEnabled: true }
    const { DocumentDescription } = await ssm.send(
      new UpdateDocumentCommand({
        ...{ Name: PREFERENCES, DocumentVersion: '$LATEST', DocumentFormat: 'JSON' },
        Content: JSON.stringify({ ...document, inputs }),
      }),
    )
    const DocumentVersion = DocumentDescription?.LatestVersion ?? DocumentDescription?.DocumentVersion
    await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: PREFERENCES, DocumentVersion }))
    ssm.destroy()
    logs.destroy()
  }

  const CASES: Record<string, Mended> = {
    'the policy of hosts': { remedy: 'grant-session-permissions', make: () => detach(CORE) },
    'the session key': { remedy: 'grant-kms-decrypt', make: () => detach(ids.policyArn) },
    'the encryption of buckets': { remedy: 'grant-s3-encryption-configuration', make: () => detach(ids.policyArn) },
    'the session logs': { remedy: 'grant-log-delivery', make: logToGroup },
    "another host's instance profile": { remedy: 'attach-instance-role', make: bareHost },
    'a role of its own': {
      remedy: 'attach-instance-role',
      make: async () => {
        await bareHost()
        // What is not good enough for one host is not given to another.
        await detach(CORE)
      },
    },
    'IMDSv2 only': {
      remedy: 'require-imdsv2',
      make: () =>
        aws.ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: ids.instanceId, HttpTokens: 'optional' })),
    },
    'a host that is stopped': {
      remedy: 'start-host',
      // Its agent goes with it, and comes back with it.
      make: () => aws.ec2.send(new StopInstancesCommand({ InstanceIds: [ids.instanceId] })),
    },
  }

  it.each(Object.entries(CASES))('%s', async (_, mended) => {
    const { steps } = await mends(mended, folder)
    expect(steps.filter((step) => step.undo === undefined)).toEqual([])
  })
})
