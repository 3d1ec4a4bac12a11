import { Metrics } from '@aws-lambda-powertools/metrics'
import { readSecret } from '../aws/secrets.js'
import type { Destination, Published } from '../model/destinations.js'
import type { Env } from '../model/env.js'
import type { Report } from '../model/report.js'
import { COMPLIANCE_NEEDS, compliancePublisher } from '../publish/compliance.js'
import { EVENT_BRIDGE_NEEDS, eventBridgePublisher } from '../publish/event-bridge.js'
import { metricsPublisher } from '../publish/metrics.js'
import type { Publisher, PublisherNeeds } from '../publish/publisher.js'
import { SECURITY_HUB_NEEDS, type SecurityFinding, securityHubPublisher } from '../publish/security-hub.js'
import { SNS_NEEDS, snsPublisher } from '../publish/sns.js'
import type { Account } from './account.js'
import type { Renderers } from './put-report.js'

/** What the namespace of all metrics is called; alarms and the dashboard of the stack name it, too. */
const NAMESPACE = 'ssm-ready'
/** Their dimension `service`, unless somebody else publishes. */
const AUDIT = 'audit'

/** The destinations that are switched on; and, always, what alarms look at. */
export function publishersOf(
  { publish, topicArn = '' }: { publish: readonly Destination[]; topicArn?: string },
  { clients }: Account,
  { env, home, renderers, service = AUDIT }: { env: Env; home: string; renderers: Renderers; service?: string },
): Publisher[] {
  const caller = { call: clients.call, env }
  const make: Record<Destination, () => Publisher> = {
    sns: () => snsPublisher(caller, topicArn),
    eventbridge: () => eventBridgePublisher(caller, home),
    compliance: () => compliancePublisher((region) => clients.ssm(region)),
    'security-hub': () => securityHubPublisher(caller, asffOf(renderers)),
    metrics: () => (isLocal(env) ? unheard : metricsPublisher(metricsOf(service))),
  }
  const asked = publish.map((destination) => make[destination]())
  const isSilent = publish.includes('metrics') || isLocal(env)
  return isSilent ? asked : [...asked, { ...metricsPublisher(metricsOf(service), false), isUnasked: true }]
}

const metricsOf = (serviceName: string) => new Metrics({ namespace: NAMESPACE, serviceName })

/** Under `sls invoke local`, where stdout carries the answer and no log is read. */
const isLocal = (env: Env) => env['IS_LOCAL'] === 'true'

const unheard: Publisher = {
  destination: 'metrics',
  publish: async () => ({ skipped: 'of a function that runs locally there is no log that CloudWatch reads' }),
}

/** Lets an alarm ring where a report did not reach all of its destinations, and end where it did. */
export function countFailures(published: readonly Published[], env: Env, service = AUDIT): void {
  const failed = published.filter(({ outcome }) => outcome === 'failed').length
  if (isLocal(env)) return
  const metrics = metricsOf(service)
  metrics.addMetric('PublishFailed', 'Count', failed)
  metrics.publishStoredMetrics()
}

/** What a role needs for each destination, and for no other. */
export const PUBLISHER_NEEDS: Record<Destination, PublisherNeeds> = {
  sns: SNS_NEEDS,
  eventbridge: EVENT_BRIDGE_NEEDS,
  compliance: COMPLIANCE_NEEDS,
  'security-hub': SECURITY_HUB_NEEDS,
  // Lines of the function's log.
  metrics: [],
}

const asffOf =
  (renderers: Renderers) =>
  async (report: Report): Promise<SecurityFinding[]> => {
    const files = await renderers.files(report, 'asff')
    return files.flatMap(({ content }) => JSON.parse(content) as SecurityFinding[])
  }

/** Reads the secrets that a config names, with the account's own credentials. */
export const secretsOf =
  ({ clients }: Account, env: Env, region: string) =>
  (name: string): Promise<string> =>
    readSecret(name, { ssm: () => clients.ssm(region), region, caller: { call: clients.call, env } })
