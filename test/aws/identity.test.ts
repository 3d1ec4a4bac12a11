import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import { CredentialsError, RegionError } from '../../src/aws/errors.js'
import { defaultRegion, enabledRegions, identify, requireRegions } from '../../src/aws/identity.js'

const sts = mockClient(STSClient)
const ec2 = mockClient(EC2Client)
afterEach(() => {
  sts.reset()
  ec2.reset()
})

const clients = () =>
  createClients({ credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, defaultRegion: 'eu-west-1', env: {} })
const failure = (name: string, message = 'm', more: object = {}) => Object.assign(new Error(message), { name }, more)

describe('identify', () => {
  it('names account, caller and partition', async () => {
    const arn = 'arn:aws-us-gov:sts::123456789012:assumed-role/auditor/me'
    sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn: arn })
    expect(await identify(clients(), 'us-gov-west-1')).toEqual({
      accountId: '123456789012',
      arn,
      partition: 'aws-us-gov',
    })
  })

  it.each([
    ['missing', failure('CredentialsProviderError'), /No AWS credentials/],
    ['expired', failure('ExpiredToken', 'The security token included in the request is expired'), /expired/],
    ['invalid', failure('InvalidClientTokenId'), /does not accept/],
  ])('%s credentials: one sentence and what to do', async (_, error, message) => {
    sts.on(GetCallerIdentityCommand).rejects(error)
    const asked = identify(clients(), 'eu-west-1')
    await expect(asked).rejects.toThrow(CredentialsError)
    await expect(asked).rejects.toThrow(message)
    await expect(asked).rejects.toThrow(/aws sso login/)
  })

  it('distinguishes a region that is not enabled from bad credentials', async () => {
    sts
      .on(GetCallerIdentityCommand)
      .rejectsOnce(failure('InvalidClientTokenId'))
      .resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/me' })
    const asked = identify(clients(), 'af-south-1')
    await expect(asked).rejects.toThrow(RegionError)
    await expect(asked).rejects.toThrow(/af-south-1 is not enabled/)
  })

  it('names a region whose host does not exist', async () => {
    sts.on(GetCallerIdentityCommand).rejects(failure('Error', 'getaddrinfo', { code: 'ENOTFOUND' }))
    await expect(identify(clients(), 'eu-wets-1')).rejects.toThrow(/eu-wets-1 \(did you mean eu-west-1\?\)/)
  })

  it('lets other errors be', async () => {
    sts.on(GetCallerIdentityCommand).rejects(failure('InternalFailure'))
    await expect(identify(clients(), 'eu-west-1')).rejects.toThrow('m')
  })
})

describe('regions', () => {
  it('are those that the account has enabled', async () => {
    ec2.on(DescribeRegionsCommand).resolves({ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'eu-west-1' }] })
    expect(await enabledRegions(clients(), 'eu-west-1')).toEqual(['eu-west-1', 'us-east-1'])
    await requireRegions(clients(), 'eu-west-1', ['us-east-1'])
    await expect(requireRegions(clients(), 'eu-west-1', ['us-east-1', 'mars-1'])).rejects.toThrow(/^mars-1: /)
  })

  it('are not none where the answer lacks the list', async () => {
    ec2.on(DescribeRegionsCommand).resolves({})
    await expect(enabledRegions(clients(), 'eu-west-1')).rejects.toThrow(/without a list of regions/)
  })

  it('pass where AWS does not tell which there are', async () => {
    ec2.on(DescribeRegionsCommand).rejects(failure('UnauthorizedOperation'))
    await expect(requireRegions(clients(), 'eu-west-1', ['mars-1'])).resolves.toBeUndefined()
  })

  it.each([
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'us-east-1' }, 'us-east-1'],
  ])('come from the environment: %j', async (env, region) => {
    expect(await defaultRegion({ env })).toBe(region)
  })

  it('are asked for in one sentence where nothing names one', async () => {
    const kept = { ...process.env }
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) delete process.env[name]
    process.env['AWS_CONFIG_FILE'] = '/nonexistent'
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/nonexistent'
    try {
      await expect(defaultRegion({ env: {} })).rejects.toThrow(RegionError)
    } finally {
      process.env = kept
    }
  })
})
