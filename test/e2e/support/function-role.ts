import { createRequire } from 'node:module'
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { type CallRow, CREDENTIALS, REGION, type Sim } from './sim.js'

export interface Statement {
  Effect: string
  Action: string[]
  Resource: unknown
  Condition?: Record<string, Record<string, string>>
}

type Statements = (variables: { resolveVariable(name: string): Promise<string> }) => Promise<Statement[]>

const statements: Statements = createRequire(import.meta.url)('../../../serverless/remediate-statements.cjs')
export const audit: Statement[] = createRequire(import.meta.url)('../../../serverless/audit-statements.json')

interface Account {
  sim: Sim
  aws: { iam: IAMClient }
}

export const ROLE = 'remediation-of-a-test'

/** The statements of the function's role for some remedies, as CloudFormation fills them in. */
export async function statementsOf(remedies: readonly string[], accountId: string): Promise<Statement[]> {
  const made = JSON.stringify(await statements({ resolveVariable: async () => remedies.join(',') }))
  const filled = made.replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1').replace(/\$\{AWS::Partition\}/g, 'aws')
  return JSON.parse(filled.replace(/\$\{AWS::AccountId\}/g, accountId).replace(/\$\{AWS::StackName\}/g, 'a-stack'))
}

/**
 * Makes the role that the function has for some remedies: what it reads by a managed policy, what it changes by an inline one.
 * @returns the environment of a session of it
 */
export async function functionRole(remedies: readonly string[], accountId: string, { sim, aws }: Account) {
  const session = await sessionOf(ROLE, await statementsOf(remedies, accountId), { sim, aws })
  const reads = { PolicyName: `${ROLE}-reads`, PolicyDocument: document(audit) }
  const { Policy } = await aws.iam.send(new CreatePolicyCommand(reads))
  await aws.iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: Policy?.Arn }))
  return { ...session, SSM_READY_REMEDIES: remedies.join(',') }
}

/** Makes a role with these statements. @returns the environment of a session of it */
export async function sessionOf(RoleName: string, Statement: object[], { sim, aws }: Account) {
  const trust = [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com', AWS: '*' }, Action: 'sts:AssumeRole' },
  ]
  const AssumeRolePolicyDocument = document(trust)
  const { Role } = await aws.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  const PolicyDocument = document(Statement)
  await aws.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }))
  const sts = new STSClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
  const RoleArn = Role?.Arn
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'function' }))
  sts.destroy()
  return {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
  }
}

const document = (Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })

/** Calls of the role that were refused. */
export const refusals = (calls: readonly CallRow[]) =>
  calls
    .filter(({ error }) => /Unauthorized|AccessDenied/.test(error ?? ''))
    .map(({ action, error }) => `${action}: ${error}`)

/** What the remedies add to an audit's rights. */
export async function grantedBeyondAudit(remedies: readonly string[]): Promise<string[]> {
  const read = new Set(audit.flatMap(({ Action }) => Action))
  const granted = (await statementsOf(remedies, '')).filter(({ Effect }) => Effect === 'Allow')
  return [...new Set(granted.flatMap(({ Action }) => Action))].filter((action) => !read.has(action)).sort()
}
