import { Metrics } from '@aws-lambda-powertools/metrics'
import { PutComplianceItemsCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { SignedRequest } from '../../src/aws/signed-call.js'
import type { Change, Report } from '../../src/model/report.js'
import { compliancePublisher } from '../../src/publish/compliance.js'
import { eventBridgePublisher } from '../../src/publish/event-bridge.js'
import { metricsPublisher } from '../../src/publish/metrics.js'
import type { Occasion } from '../../src/publish/publisher.js'
import { securityHubPublisher } from '../../src/publish/security-hub.js'
import { snsPublisher } from '../../src/publish/sns.js'
import { troubledReport } from '../support/reports.js'

const change = (id: string): Change => ({
  ...{ kind: 'tunnel', id, databaseKind: 'instance', vpcId: 'vpc-0a1', region: 'eu-west-1' },
  ...{ before: 'READY', after: 'BLOCKED' },
})

const occasion = (report: Partial<Report> = {}, more: Partial<Occasion> = {}): Occasion => ({
  report: { ...troubledReport(), ...report },
  ...{ previous: undefined, whole: true, asConfigured: true },
  ...{ link: 'https://console.example/report', now: new Date('2026-11-24T06:00:00Z') },
  ...more,
})

/** Answers signed calls, and keeps them. */
function recording(answer: (request: SignedRequest) => unknown) {
  const requests: SignedRequest[] = []
  const call = async (request: SignedRequest) => {
    requests.push(request)
    return answer(request)
  }
  return { requests, caller: { call, env: {} } }
}

const bodyOf = ({ body = '' }: SignedRequest) => JSON.parse(body)

describe('SNS', () => {
  const TOPIC = 'arn:aws-cn:sns:cn-north-1:111122223333:changes'

  it('is told of each verdict that changed, with the way to the report', async () => {
    const { requests, caller } = recording(() => '<PublishResponse/>')
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
    const { requests, caller } = recording(() => '<PublishResponse/>')
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

describe('Security Hub', () => {
  const PRODUCT = 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default'
  const finding = (Id: string, region = 'eu-west-1') => ({ Id, ProductArn: PRODUCT.replace('eu-west-1', region) })
  const asff = (ids: readonly string[]) => async () => ids.map((id) => finding(id))
  const isQuestion = ({ action }: SignedRequest) => action === 'securityhub:GetFindings'
  /** Holds these findings, on pages of one. */
  const holding = (ids: readonly string[], answer: object = { FailedCount: 0 }) =>
    recording((request) => {
      if (!isQuestion(request)) return answer
      const at = Number(bodyOf(request).NextToken ?? 0)
      const Findings = ids.slice(at, at + 1).map((id) => ({ ...finding(id), Title: id, ProcessedAt: 'now' }))
      return { Findings, ...(at + 1 < ids.length && { NextToken: String(at + 1) }) }
    })
  const imports = (requests: readonly SignedRequest[]) => requests.filter((request) => !isQuestion(request))

  it('gets what is amiss, and what it has and is no longer so as archived', async () => {
    const { requests, caller } = holding(['a', 'b', 'z'])
    const publisher = securityHubPublisher(caller, asff(['b', 'c']))
    expect(await publisher.publish(occasion({ complete: true }))).toBe('2 findings, 2 archived')
    const sent = imports(requests).flatMap((request) => bodyOf(request).Findings)
    expect(
      sent.map(({ Id, RecordState = 'ACTIVE' }: { Id: string; RecordState?: string }) => `${Id} ${RecordState}`),
    ).toEqual(['b ACTIVE', 'c ACTIVE', 'a ARCHIVED', 'z ARCHIVED'])
    expect(sent[2]).toEqual({
      ...finding('a'),
      Title: 'a',
      UpdatedAt: '2026-11-24T06:00:00.000Z',
      RecordState: 'ARCHIVED',
    })
    const [question] = requests.filter(isQuestion).map((request) => bodyOf(request).Filters)
    expect(question).toMatchObject({
      GeneratorId: [{ Value: 'ssm-ready/', Comparison: 'PREFIX' }],
      RecordState: [{ Value: 'ACTIVE' }],
    })
  })

  it('archives nothing after an audit that could not read all, or of less than all', async () => {
    const { requests, caller } = holding(['a'])
    const publisher = securityHubPublisher(caller, asff([]))
    expect(await publisher.publish(occasion({ complete: false }))).toBeUndefined()
    expect(await publisher.publish(occasion({ complete: true }, { whole: false }))).toBeUndefined()
    expect(requests).toEqual([])
  })

  it('that does not say what it has is not believed to have nothing', async () => {
    const { caller } = recording(() => ({}))
    const publishing = securityHubPublisher(caller, asff([])).publish(occasion({ complete: true }))
    await expect(publishing).rejects.toThrow('without findings')
  })

  it('gets a hundred findings at a time, those of each region there', async () => {
    const { requests, caller } = holding([])
    const all = [...Array.from({ length: 101 }, (_, i) => finding(`a${i}`)), finding('b', 'us-east-1')]
    await securityHubPublisher(caller, async () => all).publish(occasion())
    expect(imports(requests).map((request) => [request.region, bodyOf(request).Findings.length])).toEqual([
      ...[
        ['eu-west-1', 100],
        ['eu-west-1', 1],
        ['us-east-1', 1],
      ],
    ])
  })

  it.each([[{ FailedCount: 1, FailedFindings: [{ ErrorCode: 'InvalidInput' }] }], [{}]])(
    'is not believed to have them after %j, and gets the others all the same',
    async (answer) => {
      const { requests, caller } = holding([], answer)
      const all = Array.from({ length: 101 }, (_, i) => `a${i}`)
      const publishing = securityHubPublisher(caller, asff(all)).publish(occasion())
      await expect(publishing).rejects.toThrow('2 of 2 calls failed: Security Hub')
      expect(imports(requests)).toHaveLength(2)
    },
  )
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
