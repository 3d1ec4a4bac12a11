// The dashboard's body, for Fn::Sub to fill in.
const filledIn = (name) => `\${${name}}`
const of = (names) =>
  names.map((name) => ['ssm-ready', name, 'service', 'audit', 'account', filledIn('AWS::AccountId')])
const lambda = (metric) =>
  ['AuditLambdaFunction', 'RemediateLambdaFunction'].map((name) => [
    'AWS/Lambda',
    metric,
    'FunctionName',
    `\${${name}}`,
  ])

const GRAPHS = [
  { title: 'Tunnels', metrics: of(['TunnelsReady', 'TunnelsBlocked']) },
  { title: 'VPCs', metrics: of(['VpcsReady', 'VpcsDegraded', 'VpcsBlocked', 'VpcsUnknown']) },
  { title: 'Posture: VPCs that deviate', metrics: of(['Deviating']) },
  { title: 'Audits that could not read all', metrics: of(['AuditIncomplete']) },
  { title: 'Duration of an audit (ms), calls of AWS', metrics: of(['Duration', 'ApiCalls']) },
  { title: 'Errors of the functions', metrics: lambda('Errors') },
]

module.exports = () =>
  JSON.stringify({
    widgets: GRAPHS.map(({ title, metrics }, i) => ({
      ...{ type: 'metric', x: (i % 2) * 12, y: Math.floor(i / 2) * 6, width: 12, height: 6 },
      properties: {
        title,
        metrics,
        region: filledIn('AWS::Region'),
        stat: 'Maximum',
        period: 3600,
        view: 'timeSeries',
      },
    })),
  })
