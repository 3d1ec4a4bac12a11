import {
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type Role,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { mockClient } from 'aws-sdk-client-mock'
import { createClients } from '../../../src/aws/clients.js'
import { collectIam, type IamRequest } from '../../../src/collect/iam.js'
import type { SessionTargets } from '../../../src/collect/iam-questions.js'
import { createRunners } from '../../../src/collect/runner.js'
import { iamSnapshotSchema } from '../../../src/model/snapshot-iam.js'
import { ACCOUNT } from './context.js'

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/jump`
export const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/team/db/jump-profile`
export const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
export const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`
export const TRUST = '{"Version":"2012-10-17","Statement":[]}'
export const TARGET: SessionTargets = { region: 'eu-west-1', hostIds: ['i-0a1', 'i-0b2'] }

export const iam = mockClient(IAMClient)
export const sdkRole = (more: Partial<Role> = {}): Role => ({
  RoleName: 'jump',
  RoleId: 'AROAJUMP',
  Arn: ROLE,
  Path: '/team/',
  CreateDate: new Date(0),
  AssumeRolePolicyDocument: encodeURIComponent(TRUST),
  ...more,
})

/** One role with one policy, behind one profile; the simulator allows everything. */
export function oneRole(): void {
  iam.reset()
  iam.on(GetInstanceProfileCommand).resolves({
    InstanceProfile: {
      Arn: PROFILE,
      InstanceProfileName: 'jump-profile',
      InstanceProfileId: 'AIPA',
      Path: '/team/db/',
      CreateDate: new Date(0),
      Roles: [sdkRole()],
    },
  })
  iam.on(GetRoleCommand).resolves({ Role: sdkRole() })
  iam.on(ListAttachedRolePoliciesCommand).resolves({ AttachedPolicies: [{ PolicyArn: CORE, PolicyName: 'Core' }] })
  iam.on(ListRolePoliciesCommand).resolves({ PolicyNames: [] })
  iam.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: 'v2' } })
  iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encodeURIComponent('{"a":"%"}') } })
  iam.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [], ResourceArns = [] }) => ({
    EvaluationResults: ActionNames.map((EvalActionName: string) => ({
      EvalActionName,
      EvalDecision: 'allowed',
      ...(ResourceArns[0] !== '*' && {
        ResourceSpecificResults: ResourceArns.map((EvalResourceName: string) => ({
          EvalResourceName,
          EvalResourceDecision: 'allowed',
        })),
      }),
    })),
  }))
}

export const collect = async (request: Partial<IamRequest> = {}) => {
  const snapshot = await collectIam({
    clients: createClients({
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      defaultRegion: 'eu-west-1',
      env: {},
    }),
    runner: createRunners().forRegion('global'),
    accountId: ACCOUNT,
    partition: 'aws',
    profileArns: [PROFILE],
    roleNames: [],
    operatorArns: [],
    targets: [TARGET],
    ...request,
  })
  return iamSnapshotSchema.parse(snapshot)
}
export const asked = () => iam.commandCalls(SimulatePrincipalPolicyCommand).map((call) => call.args[0].input)
