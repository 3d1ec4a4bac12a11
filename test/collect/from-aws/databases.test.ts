import { DescribeDBProxiesCommand, DescribeDBProxyTargetsCommand, RDSClient } from '@aws-sdk/client-rds'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { collectDbProxies } from '../../../src/collect/rds.js'
import { context, failure } from './context.js'

const rds = mockClient(RDSClient)
afterEach(() => rds.reset())

describe('database proxies', () => {
  it('each with its targets, and the reason where those cannot be read', async () => {
    rds.on(DescribeDBProxiesCommand).resolves({
      DBProxies: ['a', 'b'].map((DBProxyName) => ({
        DBProxyName,
        ...{ Status: 'available', EngineFamily: 'MYSQL', VpcSubnetIds: ['subnet-1'], VpcSecurityGroupIds: ['sg-1'] },
      })),
    })
    rds.on(DescribeDBProxyTargetsCommand, { DBProxyName: 'a' }).resolves({ Targets: [{ RdsResourceId: 'db-1' }] })
    rds.on(DescribeDBProxyTargetsCommand, { DBProxyName: 'b' }).rejects(failure('AccessDenied'))
    expect(await collectDbProxies(context())).toMatchObject({
      value: [
        { dbProxyName: 'a', targets: { outcome: 'ok', value: [{ rdsResourceId: 'db-1' }] } },
        { dbProxyName: 'b', targets: { outcome: 'denied', api: 'rds:DescribeDBProxyTargets' } },
      ],
    })
  })

  it('with how clients log in, as far as RDS tells', async () => {
    const proxy = { DBProxyName: 'a', Status: 'available' as const, VpcSubnetIds: [], VpcSecurityGroupIds: [] }
    rds.on(DescribeDBProxiesCommand).resolves({
      DBProxies: [
        { ...proxy, DefaultAuthScheme: 'NONE', Auth: [{ IAMAuth: 'REQUIRED', SecretArn: 'arn' }, {}] },
        { ...proxy, DBProxyName: 'b' },
      ],
    })
    rds.on(DescribeDBProxyTargetsCommand).resolves({ Targets: [] })
    const { value = [] } = { value: undefined, ...(await collectDbProxies(context())) }
    expect(value).toMatchObject([{ defaultAuthScheme: 'NONE', auth: [{ iamAuth: 'REQUIRED' }, {}] }, {}])
    expect(JSON.stringify(value)).not.toContain('SecretArn')
    expect(value?.[1]).not.toHaveProperty('auth')
  })
})
