import {
  GetRolePolicyCommand,
  IAMClient,
  paginateListRolePolicies,
  paginateListRoles,
  type Role,
} from '@aws-sdk/client-iam'
import { type CallRow, CREDENTIALS, REGION, type Sim } from './sim.js'

/** What a role of the stack is granted although no test of the stack sees it used, and why. */
const WITHOUT_USE: readonly { action: string; why: string }[] = [
  {
    action: 'sqs:SendMessage',
    why: 'Lambda and Scheduler put what failed into the queue; the simulation has no such destinations.',
  },
  { action: 'xray:PutTelemetryRecords', why: "Lambda's daemon sends traces; the simulation has none." },
  { action: 'xray:PutTraceSegments', why: "Lambda's daemon sends traces; the simulation has none." },
  {
    action: 'states:RedriveExecution',
    why: 'Step Functions redrives children when somebody redrives the run; the simulation has no redrive.',
  },
  {
    action: 's3:ListBucket',
    why: 'Nobody lists: without the right, S3 says AccessDenied of a file that is not there yet, where the simulation says NoSuchKey.',
  },
  { action: 's3:AbortMultipartUpload', why: 'Step Functions writes results in parts where they are large.' },
  { action: 's3:ListMultipartUploadParts', why: 'Step Functions writes results in parts where they are large.' },
]

/**
 * Actions that the inline policies of roles grant and that none of these calls used, as `ROLE action`. What an audit reads is a
 * managed policy: each of those calls is made somewhere in `audit-faults.test.ts`.
 */
export async function unusedRights(sim: Sim, roles: RegExp, calls: readonly CallRow[]): Promise<string[]> {
  const iam = new IAMClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
  try {
    const granted: string[] = []
    for await (const { Roles = [] } of paginateListRoles({ client: iam }, {}))
      for (const role of Roles.filter(({ RoleName = '' }) => roles.test(RoleName)))
        granted.push(...(await grantedTo(iam, role)))
    const used = new Set(calls.map(({ role, action }) => `${role} ${action}`))
    const excused = new Set(WITHOUT_USE.map(({ action }) => action))
    return granted.filter((right) => !used.has(right) && !excused.has(right.split(' ')[1] ?? ''))
  } finally {
    iam.destroy()
  }
}

async function grantedTo(iam: IAMClient, { RoleName }: Role): Promise<string[]> {
  const actions = new Set<string>()
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client: iam }, { RoleName }))
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))
      const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as {
        Statement: { Effect: string; Action: string | string[] }[]
      }
      for (const { Effect, Action } of Statement)
        if (Effect === 'Allow') for (const action of [Action].flat()) actions.add(action)
    }
  return [...actions].map((action) => `${RoleName} ${action}`)
}
