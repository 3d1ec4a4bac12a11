import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2'
import { DescribeKeyCommand } from '@aws-sdk/client-kms'
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { iamAction } from '../../src/aws/actions.js'
import { createClients } from '../../src/aws/clients.js'
import { classifyError } from '../../src/aws/errors.js'

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
const closers: (() => void)[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const close of closers.splice(0)) close()
})

/** A server that answers as it is asked to, and counts. */
async function serve(
  answer: (request: { url?: string | undefined }, count: number) => { status: number; body: string } | 'silence',
) {
  const urls: string[] = []
  const server = createServer((request, response) => {
    urls.push(request.url ?? '')
    const reply = answer(request, urls.length)
    if (reply !== 'silence') response.writeHead(reply.status).end(reply.body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, urls }
}

const OK = '<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>'
const THROTTLED = '<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>'

describe('createClients', () => {
  it('makes one client for each service and region', () => {
    const clients = createClients({ credentials, defaultRegion: 'eu-west-1', env: {} })
    expect(clients.ec2('eu-west-1')).toBe(clients.ec2('eu-west-1'))
    expect(clients.ec2('eu-west-1')).not.toBe(clients.ec2('us-east-1'))
    expect(clients.iam()).toBe(clients.iam())
  })

  it('counts every attempt by IAM action, and shows every client to the decorator once', async () => {
    const { endpoint } = await serve((_, n) => (n === 1 ? { status: 503, body: THROTTLED } : { status: 200, body: OK }))
    let seen = 0
    const clients = createClients({
      credentials,
      endpoint,
      defaultRegion: 'eu-west-1',
      env: {},
      decorate: () => seen++,
    })
    await clients.ec2('eu-west-1').send(new DescribeVpcsCommand({}))
    clients.destroy()
    expect(clients.apiCalls).toEqual({ 'ec2:DescribeVpcs': 2 })
    expect(seen).toBe(1)
  })

  it('gives up after three attempts without an answer', async () => {
    const { endpoint } = await serve(() => 'silence')
    const requestHandler = new NodeHttpHandler({ requestTimeout: 50, throwOnRequestTimeout: true })
    const clients = createClients({ credentials, endpoint, defaultRegion: 'eu-west-1', env: {}, requestHandler })
    const failed = await clients
      .ec2('eu-west-1')
      .send(new DescribeVpcsCommand({}))
      .catch((error: unknown) => error)
    clients.destroy()
    expect(classifyError(failed, 'ec2:DescribeVpcs')).toMatchObject({ outcome: 'timeout' })
    expect(clients.apiCalls).toEqual({ 'ec2:DescribeVpcs': 3 })
  })

  it('repeats a throttled call until the eighth attempt, and no other service or region waits for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] })
    const handle = async ({ hostname }: { hostname: string }) => {
      const throttled = hostname === 'ec2.eu-west-1.amazonaws.com'
      const body = throttled ? THROTTLED : hostname.startsWith('kms') ? '{}' : OK
      return { response: { statusCode: throttled ? 503 : 200, headers: {}, body: Buffer.from(body) } }
    }
    const requestHandler = Object.assign(new NodeHttpHandler(), { handle })
    const clients = createClients({ credentials, defaultRegion: 'eu-west-1', env: {}, requestHandler })
    const throttled = clients
      .ec2('eu-west-1')
      .send(new DescribeVpcsCommand({}))
      .catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(clients.apiCalls['ec2:DescribeVpcs']).toBeGreaterThan(0)
    expect(clients.apiCalls['ec2:DescribeVpcs']).toBeLessThan(8)
    // No timer runs while these are asked.
    await clients.kms('eu-west-1').send(new DescribeKeyCommand({ KeyId: 'k' }))
    await clients.ec2('us-east-1').send(new DescribeVpcsCommand({}))
    await vi.advanceTimersByTimeAsync(600_000)
    expect(classifyError(await throttled, 'ec2:DescribeVpcs')).toMatchObject({ outcome: 'throttled' })
    expect(clients.apiCalls).toEqual({ 'ec2:DescribeVpcs': 8 + 1, 'kms:DescribeKey': 1 })
  })

  it('addresses buckets by path where the endpoint is overridden', async () => {
    const { endpoint, urls } = await serve(() => ({ status: 404, body: '<Error><Code>NoSuchBucket</Code></Error>' }))
    const clients = createClients({ credentials, endpoint, defaultRegion: 'eu-west-1', env: {} })
    await expect(clients.s3('eu-west-1').send(new GetBucketEncryptionCommand({ Bucket: 'logs' }))).rejects.toThrow()
    clients.destroy()
    expect(urls[0]).toMatch(/^\/logs\//)
  })
})

describe('iamAction', () => {
  it.each([
    ['EC2Client', 'DescribeVpcsCommand', 'ec2:DescribeVpcs'],
    ['S3Client', 'GetBucketEncryptionCommand', 's3:GetEncryptionConfiguration'],
    ['S3Client', 'HeadBucketCommand', 's3:ListBucket'],
    ['CloudWatchLogsClient', 'DescribeLogGroupsCommand', 'logs:DescribeLogGroups'],
    ['EC2InstanceConnectClient', 'SendSSHPublicKeyCommand', 'ec2-instance-connect:SendSSHPublicKey'],
  ])('%s %s', (client, command, action) => {
    expect(iamAction(client, command)).toBe(action)
  })
})
