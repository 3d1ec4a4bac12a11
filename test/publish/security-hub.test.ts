import { describe, expect, it } from 'vitest'
import type { SignedRequest } from '../../src/aws/signed-call.js'
import { securityHubPublisher } from '../../src/publish/security-hub.js'
import { bodyOf, occasion, recording } from './occasion.js'

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

  it('that answers with the same page again and again is not asked for ever', async () => {
    const { caller } = recording(() => ({ Findings: [], NextToken: 'again' }))
    const publishing = securityHubPublisher(caller, asff([])).publish(occasion({ complete: true }))
    await expect(publishing).rejects.toThrow('a page token for the second time')
  }, 5_000)

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
