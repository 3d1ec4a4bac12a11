import { type ComplianceItemEntry, PutComplianceItemsCommand, type SSMClient } from '@aws-sdk/client-ssm'
import type { Finding } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { HostReport } from '../model/report.js'
import { forEach } from './each.js'
import type { Occasion, Publisher, PublisherNeeds } from './publisher.js'

/** What the console lists the items under. */
export const COMPLIANCE_TYPE = 'Custom:SsmReady'

export const COMPLIANCE_NEEDS: PublisherNeeds = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
  { action: 'ssm:PutComplianceItems', resources: ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*'] },
]

/**
 * The findings of each managed host, on the host's own compliance page. What could not be seen is not compliant.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutComplianceItems.html
 */
export const compliancePublisher = (ssm: (region: string) => SSMClient): Publisher => ({
  destination: 'compliance',
  async publish(occasion) {
    // A call takes the place of all items of its host: what was not judged would look as if it had gone.
    if (!occasion.whole) return { skipped: 'not of the whole: items that were left out would be lost' }
    const { report } = occasion
    // Systems Manager keeps items of what it manages, and of nothing else.
    const hosts = report.hosts.filter(({ agentVersion }) => agentVersion !== '')
    const findings = groupBy(
      report.findings.filter(({ subject }) => subject.kind === 'host'),
      ({ subject }) => `${subject.region} ${subject.id}`,
    )
    await forEach(hosts, 'hosts', (host) =>
      put(ssm(host.region), host, findings.get(`${host.region} ${host.instanceId}`) ?? [], occasion),
    )
    return hosts.length === 0 ? undefined : `items of ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`
  },
})

async function put(ssm: SSMClient, { instanceId }: HostReport, findings: readonly Finding[], { report }: Occasion) {
  await ssm.send(
    new PutComplianceItemsCommand({
      ...{ ResourceId: instanceId, ResourceType: 'ManagedInstance', ComplianceType: COMPLIANCE_TYPE },
      ExecutionSummary: { ExecutionTime: new Date(report.generatedAt), ExecutionType: 'Audit' },
      Items: findings.filter(({ status }) => status !== 'skip').map(itemOf),
    }),
  )
}

function itemOf({ checkId, status, reason, message, blocks, accepted }: Finding): ComplianceItemEntry {
  const passes = status === 'pass' || status === 'warn' || accepted !== undefined
  return {
    Id: checkId,
    Title: message.slice(0, 500),
    Severity: passes ? 'INFORMATIONAL' : status === 'unknown' ? 'UNSPECIFIED' : blocks.length > 0 ? 'HIGH' : 'MEDIUM',
    Status: passes ? 'COMPLIANT' : 'NON_COMPLIANT',
    Details: { reason, status },
  }
}
