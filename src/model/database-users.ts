import type { ArnScope } from './session-permissions.js'
import type { DbProxy } from './snapshot-databases.js'
import type { ManagedPolicy, Role, User } from './snapshot-iam.js'

/** What a login by token asks for. */
export const DATABASE_CONNECT = 'rds-db:connect'

/** Stands for a database user whom no policy names; made of words that redaction keeps. */
const SOMEBODY = 'ssm-ready'

/** How a variable of a policy begins. */
const VARIABLE = '$' + '{'

/**
 * Whether a proxy lets nobody in by password.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_UserAuthConfigInfo.html
 */
export function takesTokensOnly({ defaultAuthScheme, auth = [] }: DbProxy): boolean {
  return (auth.length > 0 || defaultAuthScheme === 'IAM_AUTH') && auth.every(({ iamAuth }) => iamAuth === 'REQUIRED')
}

/**
 * How policies name a proxy: by `prx-…`, the end of its ARN, never by its name. `undefined` where AWS did not say it.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html
 */
export function proxyResourceId({ arn }: Pick<DbProxy, 'arn'>): string | undefined {
  return arn?.split(':db-proxy:')[1]
}

/** Of the proxies that take tokens only, as far as AWS said them. */
export const tokenDatabaseIds = (proxies: readonly DbProxy[]): string[] =>
  proxies.filter(takesTokensOnly).flatMap((proxy) => proxyResourceId(proxy) ?? [])

/** ARNs of the managed policies that speak for a role or user, those of its groups included. */
export function attachedPolicyArns(principal: Role | User): string[] {
  return holdersOf(principal).flatMap(({ attachedPolicies }) =>
    attachedPolicies.outcome === 'ok' ? attachedPolicies.value.map((policy) => policy.policyArn) : [],
  )
}

/** The texts of all of them, as far as they could be read. */
export function policyTexts(principal: Role | User, managed: (arn: string) => ManagedPolicy | undefined): string[] {
  const inline = holdersOf(principal).flatMap(({ inlinePolicies }) =>
    inlinePolicies.outcome === 'ok' ? inlinePolicies.value.map(({ document }) => document) : [],
  )
  return [...inline, ...attachedPolicyArns(principal).flatMap((arn) => managed(arn)?.document ?? [])]
}

function holdersOf(principal: Role | User): Pick<Role, 'attachedPolicies' | 'inlinePolicies'>[] {
  const groups = 'groups' in principal && principal.groups.outcome === 'ok' ? principal.groups.value : []
  return [principal, ...groups]
}

/**
 * The users of a database whom an operator may be meant to log in as, as ARNs: those whom the operator's policies name, and
 * before them any other. Nothing lists the users of a database.
 */
export function databaseUserArns(
  scope: ArnScope,
  resourceId: string,
  policies: readonly string[],
  username: string | undefined,
): string[] {
  const named = policies.flatMap(databaseUsers).flatMap(({ id, user }) => {
    if (id !== resourceId && !/[*?$]/.test(id)) return []
    const name = user.replace(/\$\{aws:username\}/g, () => username ?? VARIABLE).replace(/[*?]/g, '-')
    // Whom another variable stands for is not known.
    return name === '-' || name.includes(VARIABLE) ? [] : [name]
  })
  return [...new Set([SOMEBODY, ...named])].map((user) => databaseUserArn(scope, resourceId, user))
}

export function databaseUserArn({ partition, region, accountId }: ArnScope, resourceId: string, user: string): string {
  return `arn:${partition}:rds-db:${region}:${accountId}:dbuser:${resourceId}/${user}`
}

const USER_ARN = /:dbuser:([^/]*)\/(.+)$/

function databaseUsers(policy: string): { id: string; user: string }[] {
  const found: { id: string; user: string }[] = []
  const note = (_: string, value: unknown) => {
    const [, id, user] = (typeof value === 'string' && USER_ARN.exec(value)) || []
    if (id !== undefined && user !== undefined) found.push({ id, user })
    return value
  }
  try {
    JSON.parse(policy, note)
  } catch {
    // Evaluation says of such a text that it is malformed.
  }
  return found
}
