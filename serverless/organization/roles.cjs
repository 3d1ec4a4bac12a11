// A role for each function of an organisation, for its state machine and for its schedule.
const publishStatements = require('../publish-statements.cjs')

const sub = (text) => ({ 'Fn::Sub': text })
const arn = (name) => ({ 'Fn::GetAtt': [name, 'Arn'] })
const allow = (Action, Resource) => ({ Effect: 'Allow', Action, Resource })
const policy = (PolicyName, Statement) => ({ PolicyName, PolicyDocument: { Version: '2012-10-17', Statement } })
const where = (condition, one) => ({ 'Fn::If': [condition, one, { Ref: 'AWS::NoValue' }] })

/** The bucket of the stack, or the one that the parameter names. */
const BUCKET = { 'Fn::If': ['OwnBucket', { Ref: 'ReportBucket' }, { Ref: 'Bucket' }] }
const inBucket = (key) => ({ 'Fn::Sub': [`arn:\${AWS::Partition}:s3:::\${Name}${key}`, { Name: BUCKET }] })
/** Without it, S3 says AccessDenied of a file that is not there yet. */
const SEES_WHAT_IS_MISSING = allow(['s3:ListBucket'], inBucket(''))

const KEY = where(
  'HasBucketKey',
  policy('bucket-key', [allow(['kms:Decrypt', 'kms:GenerateDataKey'], { Ref: 'BucketKey' })]),
)
const TRACES = where(
  'IsTraced',
  // AWS knows no resources of these.
  policy('traces', [allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*')]),
)
// What Lambda does on behalf of a function in a VPC: see ../roles.yml.
const IN_VPC = where(
  'InVpc',
  policy('in-vpc', [
    allow(
      [
        ...['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface'],
        'ec2:UnassignPrivateIpAddresses',
      ],
      sub(`arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:*/*`),
    ),
    // AWS knows no resources of these.
    allow(['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], '*'),
  ]),
)

const role = (service, Policies, more = {}, Condition = undefined) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sts:AssumeRole',
          ...(Condition && { Condition }),
        },
      ],
    },
    Policies,
    ...more,
  },
})

const ofFunction = (name, statements, more) =>
  role(
    'lambda.amazonaws.com',
    [
      policy('logs', [allow(['logs:CreateLogStream', 'logs:PutLogEvents'], arn(`${name}LogGroup`))]),
      policy('work', statements),
      ...[KEY, TRACES, IN_VPC],
    ],
    more,
  )

const OWN_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }

/** What an accounts' list needs of Organizations; of a list of ids, nothing. */
function organizationStatements({ organization }) {
  const words = organization.split(',').map((word) => word.trim())
  const of = (path) => sub(`arn:\${AWS::Partition}:organizations::*:${path}`)
  const tags = words.some((word) => word.startsWith('tag:'))
  const parents = words.some((word) => /^(ou|r)-/.test(word))
  const all = words.includes('all') || words.every((word) => word.startsWith('tag:'))
  return [
    // AWS knows no resource of it.
    ...(all ? [allow(['organizations:ListAccounts'], '*')] : []),
    ...(parents && !all
      ? [
          allow(
            ['organizations:ListAccountsForParent', 'organizations:ListOrganizationalUnitsForParent'],
            [of('ou/o-*/ou-*'), of('root/o-*/r-*')],
          ),
        ]
      : []),
    ...(tags ? [allow(['organizations:ListTagsForResource'], [of('account/o-*/*')])] : []),
  ]
}

async function summaryStatements(variables) {
  // What takes findings of its own account alone is told nothing of an organisation.
  const shared = async (name) => {
    const text = await variables.resolveVariable(name)
    if (name !== 'param:publish') return text
    const words = String(text ?? '').split(',')
    return words.filter((word) => !['compliance', 'security-hub'].includes(word.trim())).join(',') || 'none'
  }
  return publishStatements({ ...variables, resolveVariable: shared })
}

const RUN = '/organization/run=*'

module.exports = async (parameters, variables) => ({
  OrganizationListRole: ofFunction('OrganizationList', [
    ...organizationStatements(parameters),
    allow(['ec2:DescribeRegions'], '*'),
    allow(['s3:GetObject', 's3:PutObject'], [inBucket(`${RUN}/accounts.json`), inBucket(`${RUN}/run.json`)]),
    SEES_WHAT_IS_MISSING,
  ]),
  OrganizationAuditRole: ofFunction(
    'OrganizationAudit',
    [
      allow(['sts:AssumeRole'], sub(`arn:\${AWS::Partition}:iam::*:role/${parameters.role}`)),
      allow(['s3:GetObject', 's3:PutObject'], inBucket(`${RUN}/account=*`)),
      SEES_WHAT_IS_MISSING,
    ],
    {
      // The accounts trust it by its name, which must be known before they do.
      RoleName: sub(`\${AWS::StackName}-\${AWS::Region}-organization`),
      // The stack's own account is entered without a role.
      ManagedPolicyArns: [{ Ref: 'ReadPolicy' }],
    },
  ),
  OrganizationSummaryRole: ofFunction('OrganizationSummary', [
    allow(['s3:GetObject'], inBucket('/organization/*')),
    allow(
      ['s3:PutObject'],
      ['date=*', 'runs/*', 'latest.*', 'incomplete.json', 'slack.json'].map((name) =>
        inBucket(`/organization/${name}`),
      ),
    ),
    SEES_WHAT_IS_MISSING,
    ...(await summaryStatements(variables)),
  ]),
  OrganizationMachineRole: role(
    'states.amazonaws.com',
    [
      policy('run', [
        allow(
          ['lambda:InvokeFunction'],
          ['OrganizationList', 'OrganizationAudit', 'OrganizationSummary'].map((name) => arn(`${name}LambdaFunction`)),
        ),
        allow(['s3:GetObject'], inBucket(`${RUN}/accounts.json`)),
        allow(['s3:PutObject'], inBucket(`${RUN}/account=*failed.json`)),
        // Large results are put in parts: see https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
        allow(
          ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
          inBucket('/organization/map-runs/*'),
        ),
        // Its own children; by name, since it needs this role.
        allow(
          ['states:StartExecution'],
          sub(
            `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:\${AWS::StackName}-organization`,
          ),
        ),
        allow(
          ['states:RedriveExecution'],
          sub(
            `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:\${AWS::StackName}-organization/*`,
          ),
        ),
      ]),
      KEY,
    ],
    {},
    OWN_ACCOUNT,
  ),
  OrganizationScheduleRole: role(
    'scheduler.amazonaws.com',
    [
      policy('start', [
        allow(['states:StartExecution'], { Ref: 'OrganizationMachine' }),
        allow(['sqs:SendMessage'], arn('FailedEvents')),
      ]),
    ],
    {},
    OWN_ACCOUNT,
  ),
})

module.exports.BUCKET = BUCKET
