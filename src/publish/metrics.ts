import type { Metrics } from '@aws-lambda-powertools/metrics'
import { countBy } from '../model/count-by.js'
import type { Publisher } from './publisher.js'

/**
 * CloudWatch metrics in the embedded format: lines of the function's log, no call of any API.
 * @param metrics of the namespace that alarms and dashboard look at
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricsPublisher = (metrics: Metrics): Publisher => ({
  destination: 'metrics',
  async publish({ report, asConfigured }) {
    // An alarm would end because of what was not looked at.
    if (!asConfigured) return { skipped: 'not of all that is audited on schedule' }
    const { summary, complete, durationMs, scope } = report
    metrics.setDefaultDimensions({ account: scope.accountId })
    const counts: Record<string, number> = {
      VpcsBlocked: summary.vpcs.BLOCKED,
      VpcsDegraded: summary.vpcs.DEGRADED,
      VpcsUnknown: summary.vpcs.UNKNOWN,
      VpcsReady: summary.vpcs.READY,
      TunnelsBlocked: summary.tunnels.BLOCKED,
      TunnelsReady: summary.tunnels.READY,
      Deviating: summary.posture.DEVIATING,
      AuditIncomplete: complete ? 0 : 1,
      ApiCalls: Object.values(summary.apiCalls).reduce((sum, calls) => sum + calls, 0),
    }
    for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, 'Count', value)
    metrics.addMetric('Duration', 'Milliseconds', durationMs)
    metrics.publishStoredMetrics()
    const failed = countBy(
      report.findings.filter(({ status }) => status === 'fail'),
      ({ checkId }) => checkId,
    )
    for (const [check, count] of failed) {
      const one = metrics.singleMetric()
      one.addDimension('check', check)
      one.addMetric('FindingsFailed', 'Count', count)
    }
    return `${Object.keys(counts).length + 1} metrics`
  },
})
