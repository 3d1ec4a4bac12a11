// The state machine of an organisation with all that belongs to it; nothing where the parameter `organization` is empty.
const parameters = require('./parameters.cjs')
const roles = require('./roles.cjs')
const definition = require('./state-machine.cjs')

const FUNCTIONS = ['OrganizationList', 'OrganizationAudit', 'OrganizationSummary']
const arn = (name) => ({ 'Fn::GetAtt': [name, 'Arn'] })

module.exports = async (variables) => {
  const given = await parameters(variables)
  if (given === undefined) return {}
  return {
    Resources: {
      OrganizationMachine: machine(given),
      OrganizationSchedule: await schedule(variables),
      ...(await roles(given, variables)),
      ...alarms(),
    },
    Outputs: {
      OrganizationMachineArn: {
        Description: 'Audits every account of the organisation',
        Value: { Ref: 'OrganizationMachine' },
      },
      OrganizationAuditRoleArn: {
        Description: 'What the roles of member accounts are to trust: see serverless/member-roles.json',
        Value: arn('OrganizationAuditRole'),
      },
    },
    extensions: Object.fromEntries(
      await Promise.all(FUNCTIONS.map(async (name) => [`${name}LambdaFunction`, await told(name, given, variables)])),
    ),
  }
}

const machine = (given) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: { 'Fn::Sub': `\${AWS::StackName}-organization` },
    StateMachineType: 'STANDARD',
    RoleArn: arn('OrganizationMachineRole'),
    Definition: definition(given),
    DefinitionSubstitutions: {
      Bucket: roles.BUCKET,
      ...Object.fromEntries(FUNCTIONS.map((name) => [name, arn(`${name}LambdaFunction`)])),
    },
  },
})

async function schedule({ resolveVariable }) {
  const param = (name) => resolveVariable(`param:${name}`)
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description: 'Audits every account of the organisation, and publishes',
      ScheduleExpression: await param('schedule'),
      ScheduleExpressionTimezone: await param('scheduleTimezone'),
      State: { 'Fn::If': ['ScheduleEnabled', 'ENABLED', 'DISABLED'] },
      FlexibleTimeWindow: {
        'Fn::If': [
          'IsFlexible',
          { Mode: 'FLEXIBLE', MaximumWindowInMinutes: { Ref: 'FlexibleWindow' } },
          { Mode: 'OFF' },
        ],
      },
      Target: {
        Arn: { Ref: 'OrganizationMachine' },
        RoleArn: arn('OrganizationScheduleRole'),
        // Delivered twice, it is the same run: see ../schedule.yml.
        Input:
          '{"source": "aws.scheduler", "detail-type": "Scheduled Event", "id": "<aws.scheduler.execution-id>", "time": "<aws.scheduler.scheduled-time>", "resources": ["<aws.scheduler.schedule-arn>"]}',
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: arn('FailedEvents') },
      },
    },
  }
}

/** What each function is told: `provider` says to all what stands here again, since this takes its place. */
async function told(name, given, { resolveVariable }) {
  const param = async (key) => String((await resolveVariable(`param:${key}`)) ?? '')
  const all = {
    SSM_READY_REGIONS: await param('regions'),
    SSM_READY_BUCKET: roles.BUCKET,
    SSM_READY_ACCOUNT: { Ref: 'AWS::AccountId' },
    SSM_READY_PARTITION: { Ref: 'AWS::Partition' },
    SSM_READY_MEMBER_ROLE: given.role,
    SSM_READY_EXTERNAL_ID: given.externalId,
  }
  const own = {
    OrganizationList: { SSM_READY_ORGANIZATION: given.organization },
    OrganizationAudit: { SSM_READY_HOSTS: await param('hosts'), SSM_READY_CONFIG: await param('config') },
    OrganizationSummary: {
      SSM_READY_CONFIG: await param('config'),
      SSM_READY_PUBLISH: await param('publish'),
      SSM_READY_TOPIC: { Ref: 'ChangeTopic' },
    },
  }[name]
  return { Properties: { Environment: { Variables: { ...all, ...own } } } }
}

function alarms() {
  const alarm = (AlarmDescription, Namespace, MetricName, dimensions) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ...{ AlarmDescription, Namespace, MetricName },
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      ...{ Statistic: 'Maximum', Period: 3600, EvaluationPeriods: 1, Threshold: 1 },
      ...{ ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'ignore' },
      ...{ AlarmActions: [{ Ref: 'ChangeTopic' }], OKActions: [{ Ref: 'ChangeTopic' }] },
    },
  })
  const machine = { StateMachineArn: { Ref: 'OrganizationMachine' } }
  const service = { service: 'organization' }
  const account = { ...service, account: { Ref: 'AWS::AccountId' } }
  return {
    OrganizationFailed: alarm(
      'More accounts failed than are tolerated, or the audit of the organisation could not run at all. Its executions tell why.',
      ...['AWS/States', 'ExecutionsFailed', machine],
    ),
    OrganizationTimedOut: alarm(
      'The audit of the organisation took a day, and was stopped: raise organizationConcurrency.',
      ...['AWS/States', 'ExecutionsTimedOut', machine],
    ),
    OrganizationIncomplete: alarm(
      'Some account could not be audited, or not all of it, so some verdicts are UNKNOWN. The gaps of the report say why.',
      ...['ssm-ready', 'AuditIncomplete', account],
    ),
    OrganizationTunnelsBlocked: alarm(
      'Some database of some account cannot be reached through some host. The problems of the report say why.',
      ...['ssm-ready', 'TunnelsBlocked', account],
    ),
    OrganizationPublishFailed: alarm(
      'The report of the organisation did not reach all of its destinations. The log of the summary names them.',
      ...['ssm-ready', 'PublishFailed', service],
    ),
  }
}
