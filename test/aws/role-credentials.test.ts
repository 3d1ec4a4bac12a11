import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { roleCredentials } from '../../src/aws/role-credentials.js'

const START = Date.parse('2026-11-24T06:00:00.000Z')
const MINUTE = 60_000
const ROLE = {
  ...{ partition: 'aws-cn', accountId: '222233334444', roleName: 'team/audit', externalId: 'a b' },
  sessionName: 'ssm-ready audit',
}

/** STS with a clock, whose sessions last an hour; from the given call on it refuses. */
function clock(refusedFrom = Number.POSITIVE_INFINITY) {
  const sts = new STSClient({ region: 'cn-north-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' } })
  const inputs: object[] = []
  let now = START
  sts.middlewareStack.add(
    () => async (args) => {
      inputs.push(args.input)
      if (inputs.length >= refusedFrom) throw Object.assign(new Error('no more'), { name: 'AccessDenied' })
      const count = inputs.length
      return {
        response: {},
        output: {
          $metadata: {},
          Credentials: {
            ...{ AccessKeyId: `ASIA${count}`, SecretAccessKey: 'secret', SessionToken: 'token' },
            Expiration: new Date(now + 60 * MINUTE),
          },
          AssumedRoleUser: {
            Arn: 'arn:aws-cn:sts::222233334444:assumed-role/audit/ssm-ready-audit',
            AssumedRoleId: 'x',
          },
        },
      }
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
  const later = (minutes: number) => {
    now = START + minutes * MINUTE
  }
  return { sts, inputs, later, now: () => now }
}

describe('credentials of a role in another account', () => {
  it('are asked for by its ARN in the partition of whoever asks, with the external id', async () => {
    const { sts, inputs, now } = clock()
    const { identity } = await roleCredentials(sts, ROLE, now)
    expect(identity).toMatchObject({ accountId: '222233334444', partition: 'aws-cn' })
    expect(inputs).toEqual([
      {
        ...{ RoleArn: 'arn:aws-cn:iam::222233334444:role/team/audit', ExternalId: 'a b' },
        RoleSessionName: 'ssm-ready-audit',
      },
    ])
    expect(inputs[0]).toEqual(new AssumeRoleCommand(inputs[0] as never).input)
  })

  it('are made anew before they expire, once for all who ask at the same time', async () => {
    const { sts, inputs, later, now } = clock()
    const { credentials } = await roleCredentials(sts, ROLE, now)
    later(54)
    expect((await credentials()).accessKeyId).toBe('ASIA1')
    later(56)
    const asked = await Promise.all([credentials(), credentials(), credentials()])
    expect(asked.map(({ accessKeyId }) => accessKeyId)).toEqual(['ASIA2', 'ASIA2', 'ASIA2'])
    later(100)
    expect((await credentials()).accessKeyId).toBe('ASIA2')
    later(112)
    expect((await credentials()).accessKeyId).toBe('ASIA3')
    expect(inputs).toHaveLength(3)
  })

  it('that cannot be made anew are used to their end, and then the refusal is told', async () => {
    const { sts, later, now } = clock(2)
    const { credentials } = await roleCredentials(sts, ROLE, now)
    later(57)
    expect((await credentials()).accessKeyId).toBe('ASIA1')
    later(61)
    await expect(credentials()).rejects.toThrow('no more')
  })
})
