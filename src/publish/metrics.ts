import type { Metrics } from '@aws-lambda-powertools/metrics'
import { countBy } from '../model/count-by.js'
import type { Publisher } from './publisher.js'

/** What the alarms of the stack look at: sent whatever is published, since an alarm without its metric would never ring. */
export const ALARM_METRICS = ['AuditIncomplete', 'TunnelsBlocked', 'PublishFailed'] as const

/**
 * CloudWatch metrics in the embedded format: lines of the function's log, no call of any API.
 * @param metrics of the namespace that alarms and dashboard look at
 * @param all or those alone that alarms look at
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricsPublisher = (metrics: Metrics, all = true): Publisher => ({
  destination: 'metrics',
  async publish({ report, asConfigured }) {
    // An alarm would end because of what was not looked at.
    if (!asConfigured) return { skipped: 'not of all that is audited on schedule' }
    const { summary, complete, durationMs, scope } = report
    metrics.setDefaultDimensions({ account: scope.accountId })
    const counts: Record<string, number> = {
      AuditIncomplete: complete ? 0 : 1,
      TunnelsBlocked: summary.tunnels.BLOCKED,
    }
    const others: Record<string, number> = {
      VpcsBlocked: summary.vpcs.BLOCKED,
      VpcsDegraded: summary.vpcs.DEGRADED,
      VpcsUnknown: summary.vpcs.UNKNOWN,
      VpcsReady: summary.vpcs.READY,
      TunnelsReady: summary.tunnels.READY,
      Deviating: summary.posture.DEVIATING,
      ApiCalls: Object.values(summary.apiCalls).reduce((sum, calls) => sum + calls, 0),
    }
    const sent = Object.entries(all ? { ...counts, ...others } : counts)
    for (const [name, value] of sent) metrics.addMetric(name, 'Count', value)
    if (all) metrics.addMetric('Duration', 'Milliseconds', durationMs)
    metrics.publishStoredMetrics()
    if (!all) return `${sent.length} metrics, for the alarms`
    const failed = countBy(
      report.findings.filter(({ status }) => status === 'fail'),
      ({ checkId }) => checkId,
    )
    for (const [check, count] of failed) {
      const one = metrics.singleMetric()
      one.addDimension('check', check)
      one.addMetric('FindingsFailed', 'Count', count)
    }
    return `${sent.length + 1} metrics`
  },
})
