// What Step Functions does: list accounts, audit each region of each, sum up.
// See https://states-language.net and docs/scale.md.

/** Regions of one account at a time: IAM's rates are those of the account, whichever region asks. */
const REGIONS_AT_ONCE = 4
/** Seconds: a day. A run that takes longer would meet the next one. */
const LONGEST_RUN = 86_400

/** What passes by itself. Lambda's own errors, and those that the functions say are worth another attempt. */
const RETRY = [
  { ErrorEquals: ['Throttled'], IntervalSeconds: 20, BackoffRate: 2, MaxAttempts: 4, JitterStrategy: 'FULL' },
  {
    ErrorEquals: [
      ...['Unavailable', 'Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException'],
      ...['Lambda.SdkClientException', 'Lambda.ClientExecutionTimeoutException'],
    ],
    ...{ IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 3, JitterStrategy: 'FULL' },
  },
  { ErrorEquals: ['Sandbox.Timedout', 'States.Timeout'], IntervalSeconds: 5, MaxAttempts: 2 },
]

/** What CloudFormation puts in place of a name of DefinitionSubstitutions. */
const filledIn = (name) => `\${${name}}`

/** The ARN of an integration, which CloudFormation's linters want in full. */
const integration = (partition, name) => `arn:${partition}:states:::${name}`

const invoke = (partition, name, Payload, more) => ({
  Type: 'Task',
  Resource: integration(partition, 'lambda:invoke'),
  Parameters: { FunctionName: filledIn(name), Payload },
  Retry: RETRY,
  ...more,
})

/** Names that begin with `States.` are Step Functions' own, and cannot be an error of ours. */
const CAUSE = "States.Format('{}: {}', $.failure.Error, $.failure.Cause)"

const ofItem = { 'run.$': '$.run', 'accountId.$': '$.accountId' }

/** A note for whoever sums up, by Step Functions itself: it must not fail for want of a function. */
const note = (partition, key, Next) => ({
  Type: 'Task',
  Resource: integration(partition, 'aws-sdk:s3:putObject'),
  Parameters: {
    Bucket: filledIn('Bucket'),
    'Key.$': key,
    'Body.$': 'States.JsonToString($.failure)',
    ContentType: 'application/json',
  },
  Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 4, JitterStrategy: 'FULL' }],
  ResultPath: null,
  Next,
})

const eachRegion = (partition) => ({
  ProcessorConfig: { Mode: 'INLINE' },
  StartAt: 'Audit',
  States: {
    Audit: invoke(
      partition,
      'OrganizationAudit',
      { ...ofItem, 'region.$': '$.region' },
      {
        ResultSelector: { 'outcome.$': '$.Payload.outcome' },
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'NoteRegion' }],
        End: true,
      },
    ),
    NoteRegion: note(
      partition,
      "States.Format('organization/run={}/account={}/region={}.failed.json', $.run, $.accountId, $.region)",
      'RegionFailed',
    ),
    // The other regions of the account go on.
    RegionFailed: { Type: 'Pass', Result: { outcome: 'failed' }, End: true },
  },
})

const eachAccount = (partition) => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Regions',
  States: {
    Regions: invoke(partition, 'OrganizationAudit', ofItem, {
      ResultSelector: { 'names.$': '$.Payload.regions' },
      ResultPath: '$.regions',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'NoteAccount' }],
      Next: 'EachRegion',
    }),
    EachRegion: {
      Type: 'Map',
      ItemsPath: '$.regions.names',
      ItemSelector: { ...ofItem, 'region.$': '$$.Map.Item.Value' },
      MaxConcurrency: REGIONS_AT_ONCE,
      ItemProcessor: eachRegion(partition),
      ResultPath: '$.results',
      Next: 'AnyFailed',
    },
    AnyFailed: {
      Type: 'Pass',
      Parameters: { 'failed.$': "States.ArrayContains($.results[*].outcome, 'failed')" },
      Next: 'AllRegions',
    },
    AllRegions: {
      Type: 'Choice',
      Choices: [{ Variable: '$.failed', BooleanEquals: true, Next: 'SomeRegionFailed' }],
      Default: 'Audited',
    },
    Audited: { Type: 'Succeed' },
    SomeRegionFailed: { Type: 'Fail', Error: 'RegionFailed', Cause: 'Not every region could be audited.' },
    NoteAccount: note(
      partition,
      "States.Format('organization/run={}/account={}/failed.json', $.run, $.accountId)",
      'AccountFailed',
    ),
    AccountFailed: { Type: 'Fail', Error: 'AccountFailed', CausePath: CAUSE },
  },
})

/** The definition; the names in `${}` are filled in by CloudFormation. */
module.exports = ({ concurrency, tolerated, partition }) => ({
  Comment: 'ssm-ready: every account of an organisation, each region of it, one report',
  StartAt: 'List',
  TimeoutSeconds: LONGEST_RUN,
  States: {
    List: invoke(
      partition,
      'OrganizationList',
      { 'execution.$': '$$.Execution.Name', 'input.$': '$$.Execution.Input' },
      {
        ResultSelector: { 'run.$': '$.Payload.run', 'key.$': '$.Payload.key' },
        Next: 'Accounts',
      },
    ),
    Accounts: {
      Type: 'Map',
      Label: 'Accounts',
      ItemReader: {
        Resource: integration(partition, 's3:getObject'),
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: filledIn('Bucket'), 'Key.$': '$.key' },
      },
      ItemSelector: { 'run.$': '$.run', 'accountId.$': '$$.Map.Item.Value.accountId' },
      MaxConcurrency: concurrency,
      ToleratedFailurePercentage: tolerated,
      ItemProcessor: eachAccount(partition),
      ResultWriter: {
        Resource: integration(partition, 's3:putObject'),
        Parameters: { Bucket: filledIn('Bucket'), Prefix: 'organization/map-runs' },
      },
      ResultPath: '$.map',
      // More accounts failed than is tolerated: what there is is told all the same.
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Summary' }],
      Next: 'Summary',
    },
    Summary: invoke(
      partition,
      'OrganizationSummary',
      { 'run.$': '$.run' },
      { ResultPath: '$.summary', Next: 'Tolerable' },
    ),
    Tolerable: {
      Type: 'Choice',
      Choices: [{ Variable: '$.failure', IsPresent: true, Next: 'TooManyFailed' }],
      Default: 'Done',
    },
    TooManyFailed: { Type: 'Fail', Error: 'TooManyAccountsFailed', CausePath: CAUSE },
    Done: { Type: 'Pass', InputPath: '$.summary.Payload', End: true },
  },
})
