import { GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT, failure } from './context.js'
import { asked, collect, iam, oneRole, ROLE, TARGET } from './role.js'

beforeEach(oneRole)

describe('the simulator', () => {
  it('is asked once for what the agent does anywhere, and once per kind of target', async () => {
    const sessionKeyArn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`
    const bucketKeyArn = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/b`
    const { simulations } = await collect({
      targets: [
        { ...TARGET, sessionKeyArn, bucketKeyArn, s3BucketName: 'logs', s3KeyPrefix: 'ssm', logGroupName: '/ssm' },
      ],
    })
    expect(asked().map(({ ActionNames = [], ResourceArns }) => [ActionNames.length, ResourceArns])).toEqual([
      [11, ['*']],
      [1, [sessionKeyArn]],
      [1, ['arn:aws:s3:::logs']],
      [1, ['arn:aws:s3:::logs/ssm/session.log']],
      [1, [bucketKeyArn]],
      [3, [`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/ssm:log-stream:session`]],
      [1, [`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group::log-stream:`]],
    ])
    expect(simulations[ROLE]).toMatchObject({ outcome: 'ok' })
    expect(simulations[ROLE]?.outcome === 'ok' && simulations[ROLE].value).toHaveLength(19)
  })

  it('is asked by each resource for people, in calls of a hundred', async () => {
    const hostIds = Array.from({ length: 250 }, (_, i) => `i-${i}`)
    await collect({ profileArns: [], operatorArns: [ROLE], targets: [{ region: 'eu-west-1', hostIds }] })
    const starts = asked().filter((input) => input.ActionNames?.includes('ssm:StartSession'))
    expect(starts.map((input) => input.ResourceArns?.length)).toEqual([100, 100, 54])
    expect(starts[0]?.ResourceArns).toContain(
      'arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSessionToRemoteHost',
    )
  })

  it('is asked about the very instances by a role that may not register just anything', async () => {
    const refusing = (decision: 'allowed' | 'implicitDeny') =>
      iam.on(SimulatePrincipalPolicyCommand, { ResourceArns: ['*'] }).resolves({
        EvaluationResults: [{ EvalActionName: 'ssm:UpdateInstanceInformation', EvalDecision: decision }],
      })
    const instances = () =>
      asked().flatMap(({ ResourceArns = [] }) => ResourceArns.filter((arn) => arn.includes(':ec2:')))
    const targets = [{ region: 'eu-west-1', hostIds: ['i-1'] }]
    refusing('allowed')
    await collect({ targets })
    expect(instances()).toEqual([])
    refusing('implicitDeny')
    const { simulations } = await collect({ targets })
    expect(instances()).toEqual([`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`])
    expect(simulations[ROLE]?.outcome === 'ok' && simulations[ROLE].value).toContainEqual(
      expect.objectContaining({
        action: 'ssm:UpdateInstanceInformation',
        resource: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`,
      }),
    )
  })

  it('reads decisions on each resource, and what took part in them', async () => {
    iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [], ResourceArns = [] }) => ({
      EvaluationResults: ActionNames.map((EvalActionName: string) => ({
        EvalActionName,
        EvalDecision: 'explicitDeny',
        OrganizationsDecisionDetail: { AllowedByOrganizations: false },
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
        ResourceSpecificResults: ResourceArns.map((EvalResourceName: string, i: number) => ({
          EvalResourceName,
          EvalResourceDecision: i === 0 ? 'explicitDeny' : 'allowed',
          MissingContextValues: i === 0 ? ['aws:SourceIp'] : [],
          MatchedStatements: [{ SourcePolicyId: 'p', SourcePolicyType: 'IAM Policy' }],
        })),
      })),
    }))
    const keys = ['a', 'b'].map((key) => ({ ...TARGET, sessionKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${key}` }))
    const { simulations } = await collect({ targets: keys })
    const decrypt =
      simulations[ROLE]?.outcome === 'ok' ? simulations[ROLE].value.filter((s) => s.action === 'kms:Decrypt') : []
    expect(decrypt).toEqual([
      {
        action: 'kms:Decrypt',
        resource: keys[0]?.sessionKeyArn,
        decision: 'explicitDeny',
        missingContextValues: ['aws:SourceIp'],
        allowedByOrganizations: false,
        allowedByPermissionsBoundary: true,
        matchedStatements: [{ sourcePolicyId: 'p', sourcePolicyType: 'IAM Policy' }],
      },
      expect.objectContaining({ resource: keys[1]?.sessionKeyArn, decision: 'allowed', missingContextValues: [] }),
    ])
  })

  it('is read page by page', async () => {
    const page = (action: string) => ({
      EvaluationResults: [{ EvalActionName: action, EvalDecision: 'allowed' as const }],
    })
    iam
      .on(SimulatePrincipalPolicyCommand, { ResourceArns: ['*'] })
      .resolvesOnce({ ...page('a:A'), IsTruncated: true, Marker: 'm' })
      .resolves(page('b:B'))
    const { simulations } = await collect()
    expect(simulations[ROLE]?.outcome === 'ok' && simulations[ROLE].value.map((s) => s.action)).toEqual(
      expect.arrayContaining(['a:A', 'b:B']),
    )
  })

  it.each([
    ['AccessDenied', 'denied'],
    ['Throttling', 'throttled'],
  ])('%s: what it said elsewhere does not count', async (name, outcome) => {
    iam.on(SimulatePrincipalPolicyCommand, { ActionNames: ['s3:GetEncryptionConfiguration'] }).rejects(failure(name))
    expect((await collect()).simulations[ROLE]).toMatchObject({ outcome, api: 'iam:SimulatePrincipalPolicy' })
  })

  it('does not take the most restrictive decision for that of each resource', async () => {
    iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [] }) => ({
      EvaluationResults: ActionNames.map((EvalActionName: string) => ({
        EvalActionName,
        EvalDecision: 'explicitDeny',
      })),
    }))
    const keys = ['a', 'b'].map((key) => ({ ...TARGET, sessionKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${key}` }))
    expect((await collect({ targets: keys })).simulations[ROLE]).toMatchObject({ outcome: 'error' })
  })

  it('does not ask for a role that is not there', async () => {
    iam.on(GetRoleCommand).rejects(failure('NoSuchEntityException'))
    await collect({ operatorArns: [ROLE] })
    expect(asked()).toEqual([])
  })

  it('asks for an operator whose role cannot be read', async () => {
    iam.on(GetRoleCommand).rejects(failure('AccessDenied'))
    const { roles, simulations } = await collect({ profileArns: [], operatorArns: [ROLE] })
    expect(roles['jump']?.outcome).toBe('denied')
    expect(simulations[ROLE]?.outcome).toBe('ok')
  })
})
