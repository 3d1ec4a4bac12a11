import { readFileSync } from 'node:fs'
import { ALARM_METRICS } from '../../../src/publish/metrics.js'
import { policiesOf, type Statement } from './policies.js'
import type { Resource, Template } from './template.js'

/** The framework's: it holds the code of the functions, of which there is another copy, and goes away with the stack. */
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket'

/** What must be so of every template; each rule says what is amiss, by name of the resource. */
export const RULES: Readonly<Record<string, (template: Template) => string[]>> = {
  'no action is a wildcard': (template) =>
    allowed(template).flatMap(({ at, statement }) =>
      statement.Action.filter((action) => action.includes('*')).map((action) => `${at}: ${action}`),
    ),
  'no statement says everything but': (template) =>
    policiesOf(template).flatMap(({ at, statements }) =>
      statements.filter((each) => 'NotAction' in each || 'NotResource' in each || 'NotPrincipal' in each).map(() => at),
    ),
  'resources are named, but for what a reason is given for': (template) =>
    anywhere(template)
      .filter((each) => !knowsNoResource(each) && !isJustified(each))
      .map(({ at, action }) => `${at}: ${action}`),
  'nobody outside the account is let in, but by a URL': (template) => [
    ...allowed(template)
      .filter(({ statement: { Principal } }) => Principal !== undefined && !isService(Principal))
      .map(({ at: place }) => place),
    ...ofType(template, 'AWS::Lambda::Permission')
      .filter(([, { Properties: of }]) => !of['FunctionUrlAuthType'] && of['InvokedViaFunctionUrl'] !== true)
      .filter(([, { Properties: of }]) => !String(of['Principal']).endsWith('.amazonaws.com'))
      .map(([name]) => name),
  ],
  'every function has a role of its own': (template) => {
    const roles = ofType(template, 'AWS::Lambda::Function').map(([name, { Properties }]) => [
      name,
      roleOf(Properties['Role']),
    ])
    return roles.flatMap(([name = '', role]) => {
      const isShared = roles.some(([other, its]) => other !== name && its === role)
      return role === undefined || isShared || template.Resources[role]?.Type !== 'AWS::IAM::Role' ? [name] : []
    })
  },
  'logs are kept for a while and no longer': (template) =>
    ofType(template, 'AWS::Lambda::Function').flatMap(([name, { Properties }]) => {
      const group = ofType(template, 'AWS::Logs::LogGroup').find(
        ([, { Properties: of }]) => of['LogGroupName'] === `/aws/lambda/${Properties['FunctionName']}`,
      )
      return Number(group?.[1].Properties['RetentionInDays']) > 0 ? [] : [name]
    }),
  'an event that leads to nothing is kept': (template) => {
    const queues = ofType(template, 'AWS::SQS::Queue').map(([name]) => name)
    const invocations = ofType(template, 'AWS::Lambda::EventInvokeConfig')
    // Whoever calls a URL waits for the answer.
    const called = ofType(template, 'AWS::Lambda::Url').map(([, { Properties }]) =>
      target(Properties['TargetFunctionArn']),
    )
    // A state machine waits, too, and knows what to do without one.
    const machines = ofType(template, 'AWS::StepFunctions::StateMachine')
    const isStep = (name: string) =>
      machines.some(([, { Properties }]) => mentions(Properties['DefinitionSubstitutions'], name))
    const functions = ofType(template, 'AWS::Lambda::Function').filter(
      ([name]) =>
        !called.includes(name) &&
        !isStep(name) &&
        !invocations.some(
          ([, { Properties }]) =>
            target(Properties['FunctionName']) === name &&
            queues.includes(target(at(Properties, 'DestinationConfig.OnFailure.Destination')) ?? ''),
        ),
    )
    const schedules = ofType(template, 'AWS::Scheduler::Schedule').filter(
      ([, { Properties }]) => !queues.includes(target(at(Properties, 'Target.DeadLetterConfig.Arn')) ?? ''),
    )
    return [...functions, ...schedules].map(([name]) => name)
  },
  'a queue and a topic speak TLS alone, and the queue is encrypted': (template) => [
    ...ofType(template, 'AWS::SQS::Queue')
      .filter(([name, { Properties }]) => Properties['SqsManagedSseEnabled'] !== true || !isTlsOnly(template, name))
      .map(([name]) => name),
    ...ofType(template, 'AWS::SNS::Topic')
      .filter(([name]) => !isTlsOnly(template, name))
      .map(([name]) => name),
  ],
  'a bucket is private, encrypted, versioned, cleaned up and speaks TLS alone': (template) =>
    ofType(template, 'AWS::S3::Bucket').flatMap(([name, { Properties, DeletionPolicy }]) => {
      const access = Object.values(Object(Properties['PublicAccessBlockConfiguration']))
      const rules = Object(Properties['LifecycleConfiguration']).Rules ?? []
      const isAsItShouldBe = {
        private: access.length === 4 && access.every((each) => each === true),
        encrypted: JSON.stringify(Properties['BucketEncryption'] ?? '').includes('SSEAlgorithm'),
        versioned: at(Properties, 'VersioningConfiguration.Status') === 'Enabled',
        'cleaned up': rules.length > 0 && rules.every(({ Status }: { Status: string }) => Status === 'Enabled'),
        'without access lists': JSON.stringify(Properties['OwnershipControls'] ?? '').includes('BucketOwnerEnforced'),
        kept: DeletionPolicy === 'Retain',
        'TLS alone': isTlsOnly(template, name),
      }
      const wanted = name === DEPLOYMENT_BUCKET ? ['private', 'encrypted', 'TLS alone'] : Object.keys(isAsItShouldBe)
      return Object.entries(isAsItShouldBe).flatMap(([what, is]) =>
        is || !wanted.includes(what) ? [] : [`${name}: ${what}`],
      )
    }),
  'every alarm rings at the topic, and looks at what there is and is always sent': (template) => {
    const topics = ofType(template, 'AWS::SNS::Topic').map(([name]) => name)
    return ofType(template, 'AWS::CloudWatch::Alarm').flatMap(([name, { Properties }]) => {
      const rings = ['AlarmActions', 'OKActions'].every((field) =>
        [Properties[field] ?? []].flat().some((action) => topics.includes(target(action) ?? '')),
      )
      const seen = [Properties['Dimensions'] ?? []]
        .flat()
        .every((dimension) => isThere(template, at(dimension, 'Value')))
      return rings && seen && isSent(Properties) && Properties['AlarmDescription'] ? [] : [name]
    })
  },
  'the dashboard shows every function and state machine, and looks at what there is': (template) => {
    const shown = ofType(template, 'AWS::CloudWatch::Dashboard').flatMap(([, dashboard]) => shownBy(dashboard))
    const named = shown.flatMap((metric) => metric.flatMap((word) => /^\$\{(?!AWS::)(\w+)/.exec(word)?.[1] ?? []))
    const wanted = ['AWS::Lambda::Function', 'AWS::StepFunctions::StateMachine', 'AWS::SQS::Queue'].flatMap((type) =>
      ofType(template, type).map(([name]) => name),
    )
    return [
      ...wanted.filter((name) => !named.includes(name)),
      ...named.filter((name) => template.Resources[name] === undefined),
    ]
  },
}

/** What the dashboard shows, as `[namespace, metric, dimension, value, …]`. */
const shownBy = ({ Properties }: Resource): string[][] =>
  JSON.parse(String(Object(Properties['DashboardBody'])['Fn::Sub'])).widgets.flatMap(
    ({ properties }: { properties: { metrics: string[][] } }) => properties.metrics,
  )

/** Metrics of our own that somebody sends whatever is published, and with these dimensions; those of AWS are there. */
function isSent({ Namespace, MetricName, Dimensions }: Record<string, unknown>): boolean {
  if (Namespace !== 'ssm-ready') return true
  const dimensions = [Dimensions].flat().map((dimension) => at(dimension, 'Name'))
  const wanted = MetricName === 'PublishFailed' ? ['service'] : ['service', 'account']
  return ALARM_METRICS.some((name) => name === MetricName) && dimensions.join() === wanted.join()
}

/** Alarms that the stack has, whatever its parameters. */
export const ALARMS = ['AuditFailed', 'AuditIncomplete', 'EventsLost', 'PublishFailed', 'TunnelsBlocked']

interface Wildcard {
  /** Where statements are: `*` stands for any resource of the template. */
  at: string
  /** IAM actions, or all that read. */
  actions: string[] | 'reads'
  why: string
}

export const WILDCARDS: readonly Wildcard[] = JSON.parse(
  readFileSync(new URL('../wildcards.json', import.meta.url), 'utf8'),
)

const READ = /^[a-z0-9-]+:(Describe|Get|List|Search|Simulate)[A-Z]\w*$/

export const justifies = ({ at: where, actions }: Wildcard, { at: place, action }: Anywhere): boolean =>
  (where.startsWith('*') ? place.endsWith(where.slice(1)) : place === where) &&
  (actions === 'reads' ? READ.test(action) : actions.includes(action))

const isJustified = (each: Anywhere) => WILDCARDS.some((wildcard) => justifies(wildcard, each))

/**
 * What AWS's service authorization reference says of each action.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const REFERENCE: Record<string, { resources: object } | undefined> = JSON.parse(
  readFileSync(new URL('../../serverless/service-authorization.json', import.meta.url), 'utf8'),
)

const knowsNoResource = ({ action }: Anywhere) =>
  Object.keys(REFERENCE[action]?.resources ?? { unknown: true }).length === 0

export interface Anywhere {
  at: string
  action: string
}

/** What is allowed on any resource. */
export const anywhere = (template: Template): Anywhere[] =>
  allowed(template).flatMap(({ at: place, statement: { Action, Resource: resources } }) =>
    resources.includes('*') ? Action.map((action) => ({ at: place, action })) : [],
  )

const allowed = (template: Template): { at: string; statement: Statement }[] =>
  policiesOf(template).flatMap(({ at: place, statements }) =>
    statements.filter(({ Effect }) => Effect === 'Allow').map((statement) => ({ at: place, statement })),
  )

const ofType = ({ Resources }: Template, type: string): [string, Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type)

/** A service of AWS, and of those no person. */
const isService = (principal: unknown) => {
  const kinds = Object.keys(Object(principal))
  return typeof principal === 'object' && kinds.length === 1 && kinds[0] === 'Service'
}

/** Name of the resource that a value refers to. */
function target(value: unknown): string | undefined {
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = Object(value)
  if (typeof ref === 'string') return ref
  if (Array.isArray(attribute)) return attribute[0]
  return typeof text === 'string' ? /^\$\{(\w+)[.}]/.exec(text)?.[1] : undefined
}

const roleOf = target

/** A reference leads to a resource of the template, or is one of CloudFormation's own. */
const isThere = ({ Resources }: Template, value: unknown): boolean => {
  const name = target(value)
  return name === undefined || name.startsWith('AWS::') || Resources[name] !== undefined
}

/** Whether a policy on it denies all that comes without TLS. */
const isTlsOnly = (template: Template, name: string): boolean =>
  policiesOf(template)
    .flatMap(({ statements }) => statements)
    .some(
      ({ Effect, Principal, Resource: resources, Condition }) =>
        Effect === 'Deny' &&
        Principal === '*' &&
        resources.some((each) => mentions(each, name)) &&
        String(Condition?.['Bool']?.['aws:SecureTransport']) === 'false',
    )

/** Whether a value names the resource: by reference, or inside a text. */
const mentions = (value: unknown, name: string): boolean =>
  new RegExp(`"${name}"|\\$\\{${name}[.}]`).test(JSON.stringify(value))

/** What lies at a path of names. */
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, name) => Object(inner)[name], value)
