import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAllowed } from '../../src/iam/is-allowed.js'
import { runs } from '../support/runs.js'
import { iamOf, PRINCIPAL } from './support.js'

const ACTIONS = ['ssm:StartSession', 'ssm:SendCommand', 'ssmmessages:OpenDataChannel', 'kms:Decrypt']
const RESOURCES = ['*', 'arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1', 'arn:aws:ssm:eu-west-1::document/AWS-X']

const selector = (name: string, patterns: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.boolean(), fc.array(patterns, { minLength: 1, maxLength: 3 }))
    .map(([negated, values]) => ({ [negated ? `Not${name}` : name]: values }))

const actionPattern = fc.constantFrom(
  '*',
  'ssm:*',
  'ssm:Start*',
  'SSM:startsession',
  'ssm*:*',
  'kms:D?crypt',
  ...ACTIONS,
)
const resourcePattern = fc.constantFrom(
  '*',
  'arn:aws:ec2:*:*:instance/*',
  'arn:*:ssm:*',
  `arn:aws:s3:::\${aws:username}/*`,
  ...RESOURCES,
)
const condition = fc.option(
  fc.constantFrom(
    { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    { StringNotLike: { 'aws:RequestedRegion': 'eu-*' } },
    { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
    { 'ForAllValues:StringLike': { 'kms:EncryptionContextKeys': ['a*'] } },
    { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    { Null: { 'aws:TokenIssueTime': 'true' } },
    { NumericLessThan: { 'aws:MultiFactorAuthAge': 'soon' } },
  ),
  { nil: undefined },
)
const statement = (effect: fc.Arbitrary<'Allow' | 'Deny'>) =>
  fc
    .tuple(effect, selector('Action', actionPattern), selector('Resource', resourcePattern), condition)
    .map(([Effect, action, resource, Condition]) => ({
      Effect,
      ...action,
      ...resource,
      ...(Condition && { Condition }),
    }))

const anyStatement = statement(fc.constantFrom('Allow', 'Deny'))
const statements = fc.array(anyStatement, { maxLength: 6 })
const request = fc.record({ action: fc.constantFrom(...ACTIONS), resource: fc.constantFrom(...RESOURCES) })

const CONTEXT = { 'aws:RequestedRegion': ['eu-west-1'], 'kms:EncryptionContextKeys': ['ab', 'c'] }
const document = (list: object[]) => ({ Version: '2012-10-17', Statement: list })
const decide = (list: object[], { action, resource }: { action: string; resource: string }, boundary?: object[]) =>
  isAllowed(
    iamOf([document(list)], [{ action, resource }], boundary && document(boundary)),
    PRINCIPAL,
    action,
    resource,
    CONTEXT,
  ).decision

/** From most to least. */
const POWER = ['allowed', 'unknown', 'implicit-deny', 'explicit-deny']
const power = (decision: string) => -POWER.indexOf(decision)
/** Whether the request goes through: an explicit and an implicit deny are alike. */
const gain = (decision: string) => Math.max(power(decision), -2)

describe('local evaluation', () => {
  it('never grants by one more Deny', () => {
    fc.assert(
      fc.property(statements, statement(fc.constant('Deny')), request, (list, deny, asked) => {
        expect(gain(decide([...list, deny], asked))).toBeLessThanOrEqual(gain(decide(list, asked)))
      }),
      runs(300, 2000),
    )
  })

  it('never revokes by one more Allow', () => {
    fc.assert(
      fc.property(statements, statement(fc.constant('Allow')), request, (list, allow, asked) => {
        expect(power(decide([...list, allow], asked))).toBeGreaterThanOrEqual(power(decide(list, asked)))
      }),
      runs(300, 2000),
    )
  })

  it('does not care for order', () => {
    const shuffled = statements.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, request, ([list, other], asked) => {
        expect(decide(other, asked)).toBe(decide(list, asked))
      }),
      runs(300, 2000),
    )
  })

  it('does not care how statements are spread over policies', () => {
    fc.assert(
      fc.property(statements, fc.nat(6), request, (list, at, { action, resource }) => {
        const spread = iamOf([document(list.slice(0, at)), document(list.slice(at))], [{ action, resource }])
        expect(isAllowed(spread, PRINCIPAL, action, resource, CONTEXT).decision).toBe(
          decide(list, { action, resource }),
        )
      }),
      runs(200, 1000),
    )
  })

  it('never grants by a narrower resource of an Allow', () => {
    const narrower: Record<string, string> = {
      '*': 'arn:aws:ec2:*:*:instance/*',
      'arn:aws:ec2:*:*:instance/*': 'arn:aws:ec2:*:*:instance/i-0b*',
      'arn:*:ssm:*': 'arn:aws:ssm:us-east-1:*',
    }
    const pattern = fc.constantFrom(...Object.keys(narrower))
    fc.assert(
      fc.property(
        statements,
        actionPattern,
        pattern,
        condition,
        request,
        (list, Action, Resource, Condition, asked) => {
          const allow = (resource: string | undefined) => ({
            Effect: 'Allow',
            Action,
            Resource: resource,
            ...(Condition && { Condition }),
          })
          const narrow = decide([...list, allow(narrower[Resource])], asked)
          expect(power(narrow)).toBeLessThanOrEqual(power(decide([...list, allow(Resource)], asked)))
        },
      ),
      runs(300, 2000),
    )
  })

  it('never grants by a permissions boundary', () => {
    fc.assert(
      fc.property(statements, statements, request, (list, boundary, asked) => {
        expect(gain(decide(list, asked, boundary))).toBeLessThanOrEqual(gain(decide(list, asked)))
      }),
      runs(200, 1000),
    )
  })

  it('never grants by knowing less', () => {
    fc.assert(
      fc.property(statements, request, (list, { action, resource }) => {
        const blind = isAllowed(iamOf([document(list)], [{ action, resource }]), PRINCIPAL, action, resource).decision
        const known = decide(list, { action, resource })
        if (known !== 'allowed' && known !== 'unknown') expect(blind).not.toBe('allowed')
        if (known === 'allowed') expect(['allowed', 'unknown']).toContain(blind)
      }),
      runs(300, 2000),
    )
  })

  it('is sure of no permission where the simulator did not see the organization', () => {
    fc.assert(
      fc.property(statements, statements, request, (list, boundary, asked) => {
        const { action, resource } = asked
        const seen = decide(list, asked, boundary)
        const unseen = isAllowed(iamOf([document(list)], [], document(boundary)), PRINCIPAL, action, resource, CONTEXT)
        expect(unseen.decision).toBe(seen === 'allowed' ? 'unknown' : seen)
      }),
      { numRuns: 1000 },
    )
  })

  it('never throws, whatever the document', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"Statement":${json}}`),
        ),
        (text) => {
          const iam = iamOf([], [{ action: 'ssm:StartSession', resource: '*' }])
          const role = iam.snapshot.iam.roles['tester']
          if (role?.outcome === 'ok' && role.value?.inlinePolicies.outcome === 'ok')
            role.value.inlinePolicies.value.push({ policyName: 'x', document: text })
          expect(isAllowed(iam, PRINCIPAL, 'ssm:StartSession', '*').decision).not.toBe('allowed')
        },
      ),
    )
  })

  it('matches hostile patterns in time', () => {
    const hostile = `arn:${'*a'.repeat(2000)}`
    const started = performance.now()
    decide([{ Effect: 'Allow', Action: '*', Resource: hostile }], {
      action: 'ssm:StartSession',
      resource: `arn:${'a'.repeat(1900)}`,
    })
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
