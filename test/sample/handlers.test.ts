import * as EC2 from '@aws-sdk/client-ec2'
import * as IAM from '@aws-sdk/client-iam'
import * as KMS from '@aws-sdk/client-kms'
import * as SSM from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { CallTimedOut } from '../../src/aws/middleware.js'
import { createSample, sampleClients } from '../../src/sample/index.js'
import { failuresIn, snapshotOf } from './support.js'

const REGION = 'eu-west-1'
const { clients, account } = createSample('troubled')
const ec2 = clients.ec2(REGION)

describe('what the account does not know', () => {
  it('shows as unsupported, never as empty', async () => {
    const call = ec2.send(new EC2.DescribeVolumesCommand({}))
    await expect(call).rejects.toMatchObject({ name: 'UnknownOperationException', $metadata: { httpStatusCode: 501 } })
  })

  it('is the typed error of the SDK', async () => {
    const role = clients.iam().send(new IAM.GetRoleCommand({ RoleName: 'nobody' }))
    await expect(role).rejects.toBeInstanceOf(IAM.NoSuchEntityException)
    const key = clients.kms(REGION).send(new KMS.DescribeKeyCommand({ KeyId: 'alias/none' }))
    await expect(key).rejects.toBeInstanceOf(KMS.NotFoundException)
    const document = clients.ssm(REGION).send(new SSM.GetDocumentCommand({ Name: 'none' }))
    await expect(document).rejects.toBeInstanceOf(SSM.InvalidDocument)
    const vpc = ec2.send(new EC2.DescribeVpcsCommand({ VpcIds: ['vpc-0'] }))
    await expect(vpc).rejects.toMatchObject({ name: 'InvalidVpcID.NotFound' })
  })

  it('is an empty list in a region that the account does not use', async () => {
    const { Vpcs } = await clients.ec2('eu-north-1').send(new EC2.DescribeVpcsCommand({}))
    expect(Vpcs).toEqual([])
  })
})

describe('pages', () => {
  it('are refused when they are too small, too large, or asked for by a foreign token', async () => {
    const ask = (input: EC2.DescribeRouteTablesCommandInput) => ec2.send(new EC2.DescribeRouteTablesCommand(input))
    await expect(ask({ MaxResults: 4 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await expect(ask({ MaxResults: 101 })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await expect(ask({ MaxResults: 5, NextToken: 'mine' })).rejects.toMatchObject({ name: 'InvalidNextToken' })
  })

  it('hold what was asked for, and one page all that EC2 is not asked to cut', async () => {
    const all = await ec2.send(new EC2.DescribeSubnetsCommand({}))
    const first = await ec2.send(new EC2.DescribeSubnetsCommand({ MaxResults: 5 }))
    expect([first.Subnets?.length, first.NextToken !== undefined]).toEqual([5, true])
    expect([all.Subnets?.length, all.NextToken]).toEqual([account.regions.get(REGION)?.subnets.length, undefined])
  })
})

describe('filters', () => {
  const find = (Name: string, ...Values: string[]) =>
    ec2.send(new EC2.DescribeVpcEndpointsCommand({ Filters: [{ Name, Values }] }))

  it('take wildcards and any of several values', async () => {
    const { VpcEndpoints = [] } = await find('service-name', '*.ssm', '*.kms')
    const services = new Set(VpcEndpoints.map((e) => e.ServiceName))
    expect(services).toEqual(new Set([`com.amazonaws.${REGION}.ssm`, `com.amazonaws.${REGION}.kms`]))
  })

  it('are refused when unknown, since ignoring one would answer too much', async () => {
    await expect(find('colour', 'blue')).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })
})

describe('the policy simulator', () => {
  it('answers for the role of the jump hosts', async () => {
    const { EvaluationResults = [] } = await clients.iam().send(
      new IAM.SimulatePrincipalPolicyCommand({
        PolicySourceArn: 'arn:aws:iam::222233334444:role/jump-host',
        ActionNames: ['ssmmessages:OpenDataChannel', 's3:PutObject', 'logs:PutLogEvents'],
        ResourceArns: ['*'],
      }),
    )
    expect(EvaluationResults.map((r) => r.EvalDecision)).toEqual(['allowed', 'implicitDeny', 'implicitDeny'])
  })
})

describe('answers', () => {
  it('are copies: who changes one changes no account', async () => {
    const { Vpcs: [vpc] = [] } = await ec2.send(new EC2.DescribeVpcsCommand({}))
    if (vpc) vpc.VpcId = 'vpc-0changed'
    const { Vpcs: [again] = [] } = await ec2.send(new EC2.DescribeVpcsCommand({}))
    expect(again?.VpcId).toMatch(/^vpc-0[0-9a-f]{16}$/)
  })

  it('can be refused by a test, and the refusal becomes that of the collection', async () => {
    const sample = createSample('article')
    const denied = sampleClients(sample.account, {
      clock: () => sample.now().getTime(),
      intercept: (operation) => {
        if (operation === 'ec2:DescribeVpcEndpoints') throw new CallTimedOut('no answer')
      },
    })
    const snapshot = await snapshotOf({ ...sample, clients: denied })
    expect(new Set(failuresIn(snapshot))).toEqual(
      new Set(['ec2:DescribeVpcEndpoints: timeout: CallTimedOut: no answer']),
    )
  })
})
