import type { Caller } from '../aws/json-call.js'
import { publishNotice } from '../aws/publishing-calls.js'
import { changeLine, changesOf, headline } from './change-lines.js'
import type { Publisher, PublisherNeeds } from './publisher.js'

/** Characters of a subject, and bytes of a message that leave room for the rest. */
const SUBJECT = 100
const MESSAGE = 200_000

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
export const SNS_NEEDS: PublisherNeeds = [{ action: 'sns:Publish', resources: ['${ChangeTopic}'] }]

/** A message when a verdict changed, for mail and pagers. */
export const snsPublisher = (caller: Caller, topicArn: string): Publisher => ({
  destination: 'sns',
  async publish({ report, link, ...occasion }) {
    const { scope, summary } = report
    const changes = changesOf({ report, ...occasion })
    if (changes.length === 0) return undefined
    const lines = changes.map((change) => changeLine(change, { accounts: scope.accounts !== undefined }))
    const text = [headline(report), '', ...lines, ...(link === undefined ? [] : ['', link])].join('\n')
    const count = `${changes.length} ${changes.length === 1 ? 'verdict' : 'verdicts'}`
    await publishNotice(caller, {
      TopicArn: topicArn,
      Subject: `ssm-ready: ${count} changed in ${scope.accountId}`.slice(0, SUBJECT),
      Message: shortened(text),
      attributes: {
        accountId: { DataType: 'String', StringValue: scope.accountId },
        blockedTunnels: { DataType: 'Number', StringValue: String(summary.tunnels.BLOCKED) },
      },
    })
    return `sent ${count} that changed`
  },
})

function shortened(text: string): string {
  const bytes = Buffer.from(text)
  return bytes.length <= MESSAGE ? text : `${bytes.subarray(0, MESSAGE).toString()}\n… and more, in the report.`
}
