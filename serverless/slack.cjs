// The slash command, where the parameter `slackCommand` is true: a function with a URL that anybody may call and only Slack gets an
// answer from, and one that does the work. See docs/slack.md.
const config = require('./config.cjs')
const secretStatements = require('./secret-statements.cjs')

const sub = (text, values) => ({ 'Fn::Sub': values ? [text, values] : text })
const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource })
const arnOf = (name) => ({ 'Fn::GetAtt': [name, 'Arn'] })
const where = (condition, policy) => ({ 'Fn::If': [condition, policy, { Ref: 'AWS::NoValue' }] })
const policy = (PolicyName, ...Statement) => ({
  PolicyName,
  PolicyDocument: { Version: '2012-10-17', Statement },
})

const BUCKET = { 'Fn::If': ['OwnBucket', { Ref: 'ReportBucket' }, { Ref: 'Bucket' }] }
const under = (prefix) => sub(`arn:\${AWS::Partition}:s3:::\${Name}/${prefix}/*`, { Name: BUCKET })

const functions = () => ({
  slack: {
    ...common('SlackRole'),
    handler: 'handlers/slack.handler',
    description: 'Takes what Slack sends, and hands it over',
    // Slack waits three seconds, and more memory starts sooner.
    memorySize: 1024,
    timeout: 10,
    // Anybody may call: this is how much of the account they can take.
    reservedConcurrency: 5,
    // Its caller is whoever has signed the request: see src/slack/signature.ts.
    url: true,
  },
  slackWork: {
    ...common('SlackWorkRole'),
    handler: 'handlers/slack-work.handler',
    description: 'Audits, plans and applies what somebody in Slack asked for',
    memorySize: 512,
    timeout: 900,
    // Most of its time it waits for the others; what comes while all are busy waits in turn.
    reservedConcurrency: 5,
  },
})

const common = (role) => ({ role: sub(`\${${role}.Arn}`), package: { patterns: ['package.json'] } })

const resources = (slack, configText, { remedies, secretsKey }) => ({
  Resources: {
    SlackRole: role('SlackLogGroup', [
      policy(
        'slack',
        allow('lambda:InvokeFunction', arnOf('SlackWorkLambdaFunction')),
        allow('s3:PutObject', under('slack/seen')),
        ...secretStatements([slack.signingSecret], secretsKey),
      ),
      where('HasBucketKey', policy('bucket-key', allow('kms:GenerateDataKey', { Ref: 'BucketKey' }))),
    ]),
    SlackWorkRole: role('SlackWorkLogGroup', [
      policy(
        'slack',
        allow('lambda:InvokeFunction', [arnOf('AuditLambdaFunction'), arnOf('RemediateLambdaFunction')]),
        allow(['s3:GetObject', 's3:PutObject'], under('slack/approvals')),
        // A report that is too large for an answer.
        allow('s3:GetObject', under('reports')),
        allow('sqs:SendMessage', arnOf('FailedEvents')),
      ),
      where('HasBucketKey', policy('bucket-key', allow(['kms:Decrypt', 'kms:GenerateDataKey'], { Ref: 'BucketKey' }))),
    ]),
    SlackWorkInvocations: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'SlackWorkLambdaFunction' },
        Qualifier: '$LATEST',
        // What changes an account is not tried again unasked.
        MaximumRetryAttempts: 0,
        // Slack takes answers for half an hour.
        MaximumEventAgeInSeconds: 900,
        DestinationConfig: { OnFailure: { Destination: arnOf('FailedEvents') } },
      },
    },
  },
  extensions: {
    SlackLambdaFunction: told({
      SSM_READY_CONFIG: configText,
      SSM_READY_BUCKET: BUCKET,
      SSM_READY_SLACK_WORKER: { Ref: 'SlackWorkLambdaFunction' },
    }),
    SlackWorkLambdaFunction: told({
      SSM_READY_CONFIG: configText,
      SSM_READY_BUCKET: BUCKET,
      SSM_READY_REMEDIES: remedies,
      SSM_READY_AUDIT_FUNCTION: { Ref: 'AuditLambdaFunction' },
      SSM_READY_REMEDIATE_FUNCTION: { Ref: 'RemediateLambdaFunction' },
    }),
  },
})

const told = (Variables) => ({ Properties: { Environment: { Variables } } })

const role = (logGroup, policies) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      ...policies,
      policy('logs', allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(logGroup))),
      // AWS knows no resources of these.
      where('IsTraced', policy('traces', allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*'))),
    ],
  },
})

/** What the parameters say; `undefined`: no slash command. */
async function asked({ resolveVariable }) {
  const param = async (name) => String((await resolveVariable(`param:${name}`)) ?? '').trim()
  const on = await param('slackCommand')
  if (on === '' || on === 'false') return undefined
  if (on !== 'true') throw new Error(`Parameter slackCommand: expected true or false, got ${on}.`)
  if ((await param('bucket')) === 'none')
    throw new Error(
      'Parameter slackCommand: needs a bucket, which remembers what came and who approved: leave bucket=none out.',
    )
  const configText = await config({ resolveVariable })
  const { slack = {} } = configText === '' ? {} : JSON.parse(configText)
  if (slack.signingSecret === undefined || !Array.isArray(slack.teamIds) || slack.teamIds.length === 0)
    throw new Error(
      'Parameter slackCommand: expects slack.signingSecret (the name of a secret) and slack.teamIds (workspaces) in the parameter config.',
    )
  return { slack, configText, remedies: await param('remedies'), secretsKey: await param('secretsKey') }
}

module.exports.functions = async (variables) => ((await asked(variables)) ? functions() : {})

module.exports.resources = async (variables) => {
  const on = await asked(variables)
  return on ? resources(on.slack, on.configText, on) : {}
}
