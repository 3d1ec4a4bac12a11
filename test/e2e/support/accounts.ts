import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { audit } from './function-role.js'
import { type ArticleIds, CREDENTIALS, REGION, type Sim } from './sim.js'

/** Of a test's organization. */
export const HOME = '123456789012'
export const ROLE = 'ssm-ready-read'
export const EXTERNAL_ID = 'an-audit-of-a-test'

type Credentials = typeof CREDENTIALS & { sessionToken?: string }

/** Credentials that may do everything in an account: those of a role that is not there. */
export async function insideOf(accountId: string, { url }: Pick<Sim, 'url'>): Promise<Credentials> {
  return accountId === HOME ? CREDENTIALS : sessionIn(accountId, 'nobody-made-it', url, CREDENTIALS)
}

async function sessionIn(accountId: string, role: string, endpoint: string, credentials: Credentials) {
  const sts = new STSClient({ endpoint, region: REGION, credentials })
  const RoleArn = `arn:aws:iam::${accountId}:role/${role}`
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a-test' }))
  sts.destroy()
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

/** The reference account in another account. */
export async function articleIn(accountId: string, sim: Sim): Promise<ArticleIds> {
  const { accessKeyId, secretAccessKey, sessionToken } = await insideOf(accountId, sim)
  return sim.article({ access_key: accessKeyId, secret_key: secretAccessKey, session_token: sessionToken })
}

const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement })

/** The role of an audit in a member account: it reads, and trusts the home account under an external id. */
export async function readRoleIn(accountId: string, sim: Sim, externalId = EXTERNAL_ID): Promise<void> {
  const trust = {
    ...{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${HOME}:root` }, Action: 'sts:AssumeRole' },
    Condition: { StringEquals: { 'sts:ExternalId': externalId } },
  }
  await makeRole(ROLE, [trust], audit, await insideOf(accountId, sim), sim)
}

async function makeRole(RoleName: string, trust: object, rights: object, credentials: Credentials, { url }: Sim) {
  const iam = new IAMClient({ endpoint: url, region: REGION, credentials })
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }))
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: document(rights) }))
  iam.destroy()
}

/** Whoever audits: in the home account, where the role cannot be assumed, with the right to assume it elsewhere. @returns its environment */
export async function auditor(sim: Sim, more: object[] = []): Promise<Record<string, string>> {
  const trust = [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }]
  const assume = { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: `arn:aws:iam::*:role/${ROLE}` }
  const notHere = { Effect: 'Deny', Action: ['sts:AssumeRole'], Resource: `arn:aws:iam::${HOME}:role/${ROLE}` }
  await makeRole('auditor', trust, [assume, notHere, ...more], CREDENTIALS, sim)
  const session = await sessionIn(HOME, 'auditor', sim.url, CREDENTIALS)
  return {
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
  }
}
