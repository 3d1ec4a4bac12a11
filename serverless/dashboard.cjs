// The dashboard's body, for Fn::Sub to fill in: of what the parameters ask for, and of nothing that nobody sends.
const organizationOf = require('./organization/parameters.cjs')

const filledIn = (name) => `\${${name}}`
/** Sent whatever is published; the others only where `publish` has metrics. */
const ALWAYS = ['AuditIncomplete', 'TunnelsBlocked']

const dashboard = ({ service, functions, hasMetrics, more = [] }) => {
  const of = (names) =>
    names
      .filter((name) => hasMetrics || ALWAYS.includes(name))
      .map((name) => ['ssm-ready', name, 'service', service, 'account', filledIn('AWS::AccountId')])
  const whose = service === 'audit' ? '' : 'Organisation: '
  return [
    { title: `${whose}tunnels`, metrics: of(['TunnelsReady', 'TunnelsBlocked']) },
    { title: `${whose}VPCs`, metrics: of(['VpcsReady', 'VpcsDegraded', 'VpcsBlocked', 'VpcsUnknown']) },
    { title: `${whose}posture, VPCs that deviate`, metrics: of(['Deviating']) },
    { title: `${whose}audits that could not read all`, metrics: of(['AuditIncomplete']) },
    { title: `${whose}duration (ms), calls of AWS`, metrics: of(['Duration', 'ApiCalls']) },
    { title: `${whose}errors of the functions`, metrics: functions.map((name) => lambda('Errors', name)) },
    ...more,
  ]
}

const lambda = (metric, name) => ['AWS/Lambda', metric, 'FunctionName', filledIn(`${name}LambdaFunction`)]

const machine = (metric) => ['AWS/States', metric, 'StateMachineArn', filledIn('OrganizationMachine')]

const slack = () => [
  // Whoever floods the URL is turned away: that shows here.
  { title: 'Slack: requests turned away for want of room', metrics: [lambda('Throttles', 'Slack')] },
  { title: 'Slack: duration of an answer (ms), of three seconds', metrics: [lambda('Duration', 'Slack')] },
]

async function graphs(variables) {
  const param = async (name) => String((await variables.resolveVariable(`param:${name}`)) ?? '').trim()
  const hasMetrics = (await param('publish')).split(',').some((word) => word.trim() === 'metrics')
  const hasSlack = (await param('slackCommand')) === 'true'
  const hasOrganization = (await organizationOf(variables)) !== undefined
  const own = dashboard({
    ...{ service: 'audit', hasMetrics },
    functions: ['Audit', 'Remediate', ...(hasSlack ? ['Slack', 'SlackWork'] : [])],
    more: hasSlack ? slack() : [],
  })
  const runs = ['ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut'].map(machine)
  const organization = dashboard({
    ...{ service: 'organization', hasMetrics },
    functions: ['OrganizationList', 'OrganizationAudit', 'OrganizationSummary'],
    more: [{ title: 'Organisation: runs', metrics: runs }],
  })
  const lost = { title: 'Events that led to nothing', metrics: [QUEUE] }
  return [...own, lost, ...(hasOrganization ? organization : [])].filter(({ metrics }) => metrics.length > 0)
}

const QUEUE = ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', filledIn('FailedEvents.QueueName')]

module.exports = async (variables) =>
  JSON.stringify({
    widgets: (await graphs(variables)).map(({ title, metrics }, i) => ({
      ...{ type: 'metric', x: (i % 2) * 12, y: Math.floor(i / 2) * 6, width: 12, height: 6 },
      properties: {
        title: `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`,
        metrics,
        region: filledIn('AWS::Region'),
        stat: 'Maximum',
        period: 3600,
        view: 'timeSeries',
      },
    })),
  })
