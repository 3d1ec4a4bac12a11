import { describe, expect, it } from 'vitest'
import { endpointPolicyAllows } from '../../src/iam/endpoint-policy.js'

const ACCOUNT = '123456789012'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/jump-host`
const SESSIONS = `arn:aws:sts::${ACCOUNT}:assumed-role`
const ask = (statements: object[], more: Partial<Parameters<typeof endpointPolicyAllows>[1]> = {}) =>
  endpointPolicyAllows(JSON.stringify({ Version: '2012-10-17', Statement: statements }), {
    principalArn: ROLE,
    accountId: ACCOUNT,
    actions: ['ssmmessages:CreateControlChannel', 'ssmmessages:OpenDataChannel'],
    resource: '*',
    ...more,
  })
const allow = (more: object = {}) => ({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...more })

describe('endpointPolicyAllows', () => {
  it.each([
    ['the default policy', [allow()], 'allowed'],
    ['one of two actions', [allow({ Action: 'ssmmessages:OpenDataChannel' })], 'denied'],
    ['another service', [allow({ Action: 'ec2:*' })], 'denied'],
    ['a principal by ARN', [allow({ Principal: { AWS: ROLE } })], 'allowed'],
    ['another principal', [allow({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` } })], 'denied'],
    ['the account', [allow({ Principal: { AWS: ACCOUNT } })], 'allowed'],
    ['the account root', [allow({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })], 'allowed'],
    ['another account', [allow({ Principal: { AWS: '210987654321' } })], 'denied'],
    ['aws:PrincipalAccount', [allow({ Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } })], 'allowed'],
    ['aws:PrincipalArn', [allow({ Condition: { ArnLike: { 'aws:PrincipalArn': '*:role/team/*' } } })], 'allowed'],
    ['aws:ResourceAccount', [allow({ Condition: { StringEquals: { 'aws:ResourceAccount': ACCOUNT } } })], 'allowed'],
    ['aws:PrincipalOrgID', [allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })], 'unknown'],
    [
      'a deny outside of the organization',
      [allow(), { ...allow(), Effect: 'Deny', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
      'unknown',
    ],
    ['an explicit deny', [allow(), { ...allow(), Effect: 'Deny', Action: 'ssmmessages:*' }], 'denied'],
    ['nothing', [], 'denied'],
  ])('%s', (_, statements, decision) => {
    expect(ask(statements).decision).toBe(decision)
  })

  it.each([
    ['everybody', '*', 'allowed'],
    ['everybody, as AWS', { AWS: '*' }, 'allowed'],
    ['the account', { AWS: ACCOUNT }, 'denied'],
    ['the account root', { AWS: `arn:aws:iam::${ACCOUNT}:root` }, 'denied'],
    ['the account in a list', { AWS: ['210987654321', ACCOUNT] }, 'denied'],
  ])('takes an account on a gateway endpoint for its root user alone: %s', (_, Principal, decision) => {
    const answer = ask([allow({ Principal })], { gateway: true })
    expect({ decision: answer.decision, rootUserOnly: answer.rootUserOnly ?? false }).toEqual({
      decision,
      rootUserOnly: decision === 'denied',
    })
  })

  it.each([
    ['the role', { AWS: ROLE }, 'unknown'],
    ['another role', { AWS: `arn:aws:iam::${ACCOUNT}:role/other` }, 'denied'],
    ['the session of the host', { AWS: `${SESSIONS}/jump-host/i-0a1` }, 'unknown'],
    ['the session of another host', { AWS: `${SESSIONS}/jump-host/i-0b2` }, 'denied'],
  ])('does not know what a gateway endpoint makes of another Principal than "*": %s', (_, Principal, decision) => {
    const answer = ask([allow({ Principal })], { gateway: true, session: 'i-0a1' })
    expect({ decision: answer.decision, namedOnGateway: answer.namedOnGateway ?? false }).toEqual({
      decision,
      namedOnGateway: decision === 'unknown',
    })
    const condition = { StringEquals: { 'aws:PrincipalArn': ROLE } }
    expect(ask([allow({ Principal }), allow({ Condition: condition })], { gateway: true }).decision).toBe('allowed')
  })

  it.each([
    ['of the host', `${SESSIONS}/jump-host/i-0a1`, 'i-0a1', 'allowed'],
    ['of another host', `${SESSIONS}/jump-host/i-0b2`, 'i-0a1', 'denied'],
    ['of another role', `${SESSIONS}/other/i-0a1`, 'i-0a1', 'denied'],
    ['that may be any', `${SESSIONS}/jump-host/i-0a1`, undefined, 'unknown'],
  ])('takes the session of an instance for its own: %s', (_, AWS, session, decision) => {
    expect(ask([allow({ Principal: { AWS } })], session === undefined ? {} : { session }).decision).toBe(decision)
  })

  it('cannot tell on a gateway endpoint whom a statement denies that names the account', () => {
    const deny = { ...allow({ Principal: { AWS: ACCOUNT } }), Effect: 'Deny' }
    expect(ask([allow(), deny], { gateway: true }).decision).toBe('unknown')
  })

  it('says what decided', () => {
    expect(ask([allow({ Sid: 'Only', Action: 'ssmmessages:OpenDataChannel' })])).toMatchObject({
      action: 'ssmmessages:CreateControlChannel',
    })
    expect(ask([allow(), { ...allow(), Sid: 'No', Effect: 'Deny' }]).statement).toMatchObject({ sid: 'No', index: 1 })
    expect(ask([allow({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })]).conditions).toMatchObject([
      { key: 'aws:MultiFactorAuthPresent', effect: 'Allow' },
    ])
  })

  it('does not know an unnamed role', () => {
    const { decision } = endpointPolicyAllows(
      JSON.stringify({ Version: '2012-10-17', Statement: [allow({ Principal: { AWS: ROLE } })] }),
      { accountId: ACCOUNT, actions: ['ssm:UpdateInstanceInformation'], resource: '*' },
    )
    expect(decision).toBe('unknown')
  })

  it.each([
    '{',
    '[]',
    '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"__proto__":{"a":"b"}}}]}',
  ])('concludes nothing from %s', (text) => {
    const answer = endpointPolicyAllows(text, { accountId: ACCOUNT, actions: ['ssm:*'], resource: '*' })
    expect(answer.decision).toBe('unknown')
    expect(answer.malformed).toBeDefined()
  })
})
