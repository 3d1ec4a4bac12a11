import type { Caller } from '../aws/json-call.js'
import { putEvents } from '../aws/publishing-calls.js'
import type { Change } from '../model/report.js'
import { changesOf } from './change-lines.js'
import { chunksOf, forEach } from './each.js'
import type { Occasion, Publisher, PublisherNeeds } from './publisher.js'

/** Entries of one call. */
const MOST = 10
const SOURCE = 'ssm-ready'

export const EVENT_BRIDGE_NEEDS: PublisherNeeds = [
  {
    action: 'events:PutEvents',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    resources: ['arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default'],
    condition: { StringEquals: { 'events:source': SOURCE } },
  },
]

/** An event for each verdict that changed, so that rules can act on one database alone. */
export const eventBridgePublisher = (caller: Caller, region: string): Publisher => ({
  destination: 'eventbridge',
  async publish(occasion) {
    const changes = changesOf(occasion)
    if (changes.length === 0) return undefined
    await forEach(chunksOf(changes, MOST), 'calls', (some) => put(caller, region, some, occasion))
    return changes.length === 1 ? '1 event' : `${changes.length} events`
  },
})

async function put(caller: Caller, region: string, changes: readonly Change[], { report, link, now }: Occasion) {
  const entries = changes.map((change) => ({
    Source: SOURCE,
    DetailType: 'SSM Ready Verdict Change',
    Time: Math.floor(now.getTime() / 1000),
    Resources: arnsOf(change, report.scope),
    Detail: JSON.stringify({
      ...{ accountId: report.scope.accountId, ...change, generatedAt: report.generatedAt },
      ...(link !== undefined && { report: link }),
    }),
  }))
  const { Entries = [], FailedEntryCount } = await putEvents(caller, region, entries)
  const failed = Entries.find(({ ErrorCode }) => ErrorCode !== undefined)
  if (FailedEntryCount !== 0 || Entries.length !== changes.length)
    throw new Error(
      `EventBridge took not all events: ${failed?.ErrorCode ?? 'no answer'} ${failed?.ErrorMessage ?? ''}`.trim(),
    )
}

function arnsOf({ kind, id, region }: Change, { partition, accountId }: Occasion['report']['scope']): string[] {
  const resource = { host: `instance/${id}`, vpc: `vpc/${id}`, database: undefined, tunnel: undefined }[kind]
  return resource === undefined ? [] : [`arn:${partition}:ec2:${region}:${accountId}:${resource}`]
}
