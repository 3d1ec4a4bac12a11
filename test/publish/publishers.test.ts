import { Metrics } from '@aws-lambda-powertools/metrics'
import { PutComplianceItemsCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SignedRequest } from '../../src/aws/signed-call.js'
import { compliancePublisher } from '../../src/publish/compliance.js'
import { eventBridgePublisher } from '../../src/publish/event-bridge.js'
import { metricsPublisher } from '../../src/publish/metrics.js'
import { snsPublisher } from '../../src/publish/sns.js'
import { troubledReport } from '../support/reports.js'
import { bodyOf, change, occasion, recording } from './occasion.js'

describe('SNS', () => {
  const TOPIC = 'arn:aws-cn:sns:cn-north-1:111122223333:changes'
  const PUBLISHED = '<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>'

  it.each([
    ['a page of a proxy', '<!DOCTYPE html><html><body>Please sign in.</body></html>'],
    ['an answer that holds nothing', '<PublishResponse><PublishResult/></PublishResponse>'],
    ['JSON of somebody else', {}],
  ])('is not believed to have it after %s', async (_, answer) => {
    const { caller } = recording(() => answer)
    const publishing = snsPublisher(caller, TOPIC).publish(occasion({ changes: [change('i-0a1/orders')] }))
    await expect(publishing).rejects.toThrow('SNS answered without the id of a message')
  })

  it('is told of each verdict that changed, with the way to the report', async () => {
    const { requests, caller } = recording(() => PUBLISHED)
    const { publish } = snsPublisher(caller, TOPIC)
    expect(await publish(occasion({ changes: [] }))).toBeUndefined()
    expect(await publish(occasion({ changes: [change('i-0a1/orders')] }))).toContain('1 verdict')
    const [{ endpoint, region, body = '' } = requests[0] as SignedRequest] = requests
    expect([endpoint, region]).toEqual(['https://sns.cn-north-1.amazonaws.com.cn', 'cn-north-1'])
    const fields = new URLSearchParams(body)
    expect(fields.get('TopicArn')).toBe(TOPIC)
    expect(fields.get('Subject')?.length).toBeLessThanOrEqual(100)
    expect(fields.get('Message')).toContain('tunnel i-0a1/orders (vpc-0a1, eu-west-1): READY → BLOCKED')
    expect(fields.get('Message')).toContain('https://console.example/report')
  })

  it('takes a message of what it has room for', async () => {
    const { requests, caller } = recording(() => PUBLISHED)
    const changes = Array.from({ length: 10_000 }, (_, i) => change(`i-0a1/orders-${i}`))
    await snsPublisher(caller, TOPIC).publish(occasion({ changes }))
    const message = new URLSearchParams(requests[0]?.body).get('Message') ?? ''
    expect(Buffer.byteLength(message)).toBeLessThan(256 * 1024)
    expect(message).toContain('and more, in the report')
  })
})

describe('EventBridge', () => {
  it('gets an event for each change, ten in a call', async () => {
    const { requests, caller } = recording((request) => ({
      FailedEntryCount: 0,
      Entries: bodyOf(request).Entries.map(() => ({ EventId: 'e' })),
    }))
    const changes = Array.from({ length: 12 }, (_, i) => change(`i-0a1/orders-${i}`))
    expect(await eventBridgePublisher(caller, 'eu-west-1').publish(occasion({ changes }))).toBe('12 events')
    expect(requests.map((request) => bodyOf(request).Entries.length)).toEqual([10, 2])
    const [entry] = bodyOf(requests[0] as SignedRequest).Entries
    expect(entry).toMatchObject({ Source: 'ssm-ready', DetailType: 'SSM Ready Verdict Change' })
    expect(JSON.parse(entry.Detail)).toMatchObject({
      kind: 'tunnel',
      id: 'i-0a1/orders-0',
      before: 'READY',
      after: 'BLOCKED',
    })
  })

  it.each([
    ['an entry that was refused', { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] }],
    ['an answer that says nothing', {}],
  ])('is not believed to have them after %s', async (_, answer) => {
    const { caller } = recording(() => answer)
    const publishing = eventBridgePublisher(caller, 'eu-west-1').publish(
      occasion({ changes: [change('i-0a1/orders')] }),
    )
    await expect(publishing).rejects.toThrow('EventBridge')
  })
})

describe('SNS and EventBridge', () => {
  it('say that they failed where the report before is lost: no change is taken for none', async () => {
    const { requests, caller } = recording(() => '')
    for (const publisher of [
      snsPublisher(caller, 'arn:aws:sns:eu-west-1:1:t'),
      eventBridgePublisher(caller, 'eu-west-1'),
    ])
      await expect(publisher.publish(occasion({}, { lost: 'AccessDenied' }))).rejects.toThrow('AccessDenied')
    expect(requests).toEqual([])
  })
})

describe('the compliance of hosts', () => {
  it('is told for what Systems Manager manages; what could not be seen is not compliant', async () => {
    const ssm = mockClient(SSMClient)
    ssm.on(PutComplianceItemsCommand).resolves({})
    const client = new SSMClient({ region: 'eu-west-1' })
    const { hosts, ...rest } = troubledReport()
    const report = { ...rest, hosts: hosts.map((host, i) => (i === 0 ? { ...host, agentVersion: '' } : host)) }
    const managed = report.hosts.filter(({ agentVersion }) => agentVersion !== '')
    await compliancePublisher(() => client).publish(occasion(report))
    const calls = ssm.commandCalls(PutComplianceItemsCommand).map(({ args }) => args[0].input)
    const withFindings = managed.filter(({ instanceId }) =>
      report.findings.some(({ subject }) => subject.id === instanceId),
    )
    expect(withFindings.length).toBeGreaterThan(0)
    expect(calls.map(({ ResourceId }) => ResourceId)).toEqual(withFindings.map(({ instanceId }) => instanceId))
    for (const { ResourceId, Items = [], ComplianceType } of calls) {
      expect(ComplianceType).toBe('Custom:SsmReady')
      for (const { Id, Status } of Items) {
        const found = report.findings.find((each) => each.checkId === Id && each.subject.id === ResourceId)
        expect(Status).toBe(
          !found?.accepted && ['fail', 'unknown'].includes(found?.status ?? '') ? 'NON_COMPLIANT' : 'COMPLIANT',
        )
      }
    }
    expect(calls.flatMap(({ Items = [] }) => Items).some(({ Status }) => Status === 'NON_COMPLIANT')).toBe(true)
  })

  it('is told of the other hosts where one is refused, and says so', async () => {
    const ssm = mockClient(SSMClient)
    const [first, second] = troubledReport().hosts.filter(({ agentVersion }) => agentVersion !== '')
    ssm.on(PutComplianceItemsCommand).resolves({})
    ssm.on(PutComplianceItemsCommand, { ResourceId: first?.instanceId }).rejects(new Error('InvalidResourceId'))
    const client = new SSMClient({ region: 'eu-west-1' })
    await expect(compliancePublisher(() => client).publish(occasion())).rejects.toThrow(
      /1 of \d+ hosts failed: InvalidR/,
    )
    const told = ssm.commandCalls(PutComplianceItemsCommand).map(({ args }) => args[0].input.ResourceId)
    expect(told).toContain(second?.instanceId)
  })

  it('keeps what it has where an audit looked at a part', async () => {
    const ssm = mockClient(SSMClient)
    const publisher = compliancePublisher(() => new SSMClient({ region: 'eu-west-1' }))
    expect(await publisher.publish(occasion({}, { whole: false }))).toMatchObject({ skipped: expect.any(String) })
    expect(ssm.commandCalls(PutComplianceItemsCommand)).toEqual([])
  })
})

describe('metrics', () => {
  afterEach(() => vi.restoreAllMocks())

  it('are lines of the log that CloudWatch reads, with the dimensions that the alarms look at', async () => {
    const lines: Record<string, unknown>[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      for (const line of String(text).split('\n')) if (line.startsWith('{')) lines.push(JSON.parse(line))
      return true
    })
    await metricsPublisher(new Metrics({ namespace: 'ssm-ready', serviceName: 'audit' })).publish(occasion())
    const { summary, scope, findings } = troubledReport()
    const [first] = lines
    expect(first).toMatchObject({ service: 'audit', account: scope.accountId, TunnelsBlocked: summary.tunnels.BLOCKED })
    expect(JSON.stringify(first?.['_aws'])).toContain('"Dimensions":[["service","account"]]')
    const failed = new Set(findings.filter(({ status }) => status === 'fail').map(({ checkId }) => checkId))
    expect(lines.slice(1).map((line) => line['check'])).toEqual([...failed])
  })

  it('are none of an audit of a part: no alarm ends because of what was not looked at', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    const publisher = metricsPublisher(new Metrics({ namespace: 'ssm-ready', serviceName: 'audit' }))
    expect(await publisher.publish(occasion({}, { asConfigured: false }))).toMatchObject({
      skipped: expect.any(String),
    })
    expect(write).not.toHaveBeenCalled()
  })
})
