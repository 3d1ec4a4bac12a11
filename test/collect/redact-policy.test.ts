import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/collect/redact.js'
import { redactPolicy } from '../../src/collect/redact-policy.js'
import { articleSnapshot } from '../support/article.js'

describe('redactPolicy', () => {
  const redact = createRedactor(articleSnapshot(), 'seed')
  const variable = '$' + '{aws:userid}'

  it('keeps grammar, actions, AWS services, numbers and dates; replaces names, tags and accounts', () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AcmeTeam',
          Effect: 'Allow',
          Principal: { Service: 'backup.amazonaws.com', AWS: 'arn:aws:iam::123456789012:root' },
          Action: ['ssm:StartSession', 's3:Get*'],
          Resource: [
            'arn:aws:ssm:*:*:document/AWS-StartSSHSession',
            'arn:aws:s3:::amazon-ssm-eu-west-1/*',
            'arn:aws:s3:::acme-*',
          ],
          Condition: {
            StringLike: { 'ssm:resourceTag/acme': ['red'], 'aws:userid': variable },
            StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' },
            NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
            DateLessThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' },
            Bool: { 'aws:SecureTransport': 'false' },
          },
        },
      ],
    }
    const made = JSON.parse(redactPolicy(JSON.stringify(policy), redact))
    const [statement] = made.Statement
    expect(statement.Action).toEqual(['ssm:StartSession', 's3:Get*'])
    expect(statement.Principal).toEqual({
      Service: 'backup.amazonaws.com',
      AWS: `arn:aws:iam::${redact('123456789012')}:root`,
    })
    expect(statement.Resource.slice(0, 2)).toEqual(policy.Statement[0]?.Resource.slice(0, 2))
    expect(statement.Resource[2]).toBe(`arn:aws:s3:::${redact('acme')}-*`)
    expect(statement.Condition).toEqual({
      ...policy.Statement[0]?.Condition,
      StringLike: { [`ssm:resourceTag/${redact('acme')}`]: [redact('red')], 'aws:userid': variable },
    })
    expect(JSON.stringify(made).toLowerCase()).not.toContain('acme')
  })

  it('replaces names in text that is no JSON', () => {
    expect(redactPolicy('{"Resource": "acme', redact)).toBe(`{"${redact('Resource')}": "${redact('acme')}`)
  })

  it('keeps what a wildcard matches', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^q[acd-ik-z0-9]{2,11}$/), fc.nat(11), (name, cut) => {
        const prefix = name.slice(0, Math.min(cut, name.length - 1))
        expect(redact(name).startsWith(redact(prefix))).toBe(true)
      }),
    )
  })
})
