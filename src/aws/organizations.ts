import { type Caller, jsonCall } from './json-call.js'

/** An account of an organisation. */
export interface OrganizationAccount {
  accountId: string
  name: string
  /** `ACTIVE`, `SUSPENDED`, …; absent where AWS does not say. */
  state?: string
}

interface AccountRow {
  Id?: string
  Name?: string
  State?: string
  /** What `State` was called until September 2026. */
  Status?: string
}

/** @throws what Organizations refuses */
export const allAccounts = (caller: Caller, partition: string): Promise<OrganizationAccount[]> =>
  accounts(caller, partition, 'ListAccounts', {})

/**
 * The accounts of an organisational unit or root and of all units below it.
 * @throws what Organizations refuses
 */
export async function accountsBelow(caller: Caller, partition: string, parent: string): Promise<OrganizationAccount[]> {
  const own = await accounts(caller, partition, 'ListAccountsForParent', { ParentId: parent })
  const units = await rows<{ Id?: string }>(caller, partition, {
    ...{ operation: 'ListOrganizationalUnitsForParent', list: 'OrganizationalUnits', input: { ParentId: parent } },
  })
  // One after the other: Organizations takes few requests a second.
  const below: OrganizationAccount[] = []
  for (const { Id } of units) below.push(...(await accountsBelow(caller, partition, known(Id, 'unit'))))
  return [...own, ...below]
}

/** @throws what Organizations refuses */
export async function tagsOfAccount(caller: Caller, partition: string, id: string): Promise<Map<string, string>> {
  const tags = await rows<{ Key?: string; Value?: string }>(caller, partition, {
    ...{ operation: 'ListTagsForResource', list: 'Tags', input: { ResourceId: id } },
  })
  return new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}

async function accounts(caller: Caller, partition: string, operation: string, input: object) {
  const found = await rows<AccountRow>(caller, partition, { operation, list: 'Accounts', input })
  return found.map(({ Id, Name = '', State, Status }): OrganizationAccount => {
    const state = State ?? Status
    return { accountId: known(Id, 'account'), name: Name, ...(state !== undefined && { state }) }
  })
}

function known(id: string | undefined, what: string): string {
  if (id === undefined) throw new Error(`Organizations named an ${what} without its id`)
  return id
}

/** Where Organizations answers, for all regions of a partition. */
const HOMES: Record<string, string> = { aws: 'us-east-1', 'aws-cn': 'cn-northwest-1', 'aws-us-gov': 'us-gov-west-1' }

/**
 * All pages; one may be empty, and another follow.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
async function rows<T>(
  caller: Caller,
  partition: string,
  { operation, list, input }: { operation: string; list: string; input: object },
): Promise<T[]> {
  const region = HOMES[partition]
  if (region === undefined)
    throw new Error(`Where Organizations answers in ${partition} is not known: list the accounts.`)
  const all: T[] = []
  let token: string | undefined
  do {
    const page = (await jsonCall(caller, 'organizations', region, `AWSOrganizationsV20161128.${operation}`, {
      ...input,
      ...(token !== undefined && { NextToken: token }),
    })) as Record<string, unknown>
    const some = page[list]
    if (!Array.isArray(some)) throw new Error(`organizations:${operation} answered without ${list}`)
    all.push(...(some as T[]))
    token = typeof page['NextToken'] === 'string' && page['NextToken'] !== '' ? page['NextToken'] : undefined
  } while (token !== undefined)
  return all
}
