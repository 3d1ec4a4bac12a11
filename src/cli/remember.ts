import { writeAuditedNames } from '../files/audited-names.js'
import type { AuditedName } from '../model/audited-names.js'
import type { EnteredAccount, Report } from '../model/report.js'
import { enteredAccounts } from '../model/report-scope.js'
import type { Io } from './io.js'
import type { AccountOptions } from './options.js'
import { profileOf } from './profile.js'

/** Keeps the names of whole accounts for completion, and those of no sample or file. */
export async function remember(report: Report, options: AccountOptions, io: Io): Promise<void> {
  const { scope, vpcs } = report
  if (options.sample !== undefined || options.snapshot !== undefined) return
  if (scope.vpcIds !== undefined || scope.hostIds !== undefined || vpcs.length === 0) return
  const own = { accountId: scope.accountId, profile: profileOf(options, io.env), regions: scope.regions }
  if (scope.accounts === undefined) return writeAuditedNames(io.env, { ...own, ...namesOf(report, () => true) })
  for (const account of enteredAccounts(scope)) {
    const profile = account.profile ?? (account.accountId === own.accountId ? own.profile : undefined)
    // Nobody can ask for what is in an account without a profile for it.
    if (profile !== undefined) await writeAuditedNames(io.env, namesIn(report, account, profile))
  }
}

const namesIn = (report: Report, { accountId, regions }: EnteredAccount, profile: string) => ({
  ...{ accountId, profile, regions },
  ...namesOf(report, (own, shared) => own === accountId || shared?.includes(accountId) === true),
})

function namesOf(
  { vpcs, hosts, databases }: Report,
  isIn: (accountId: string | undefined, accountIds?: readonly string[]) => boolean,
) {
  return {
    vpcs: vpcs
      .filter(({ accountId, accountIds }) => isIn(accountId, accountIds))
      .map((vpc) => named(vpc.vpcId, vpc.name, vpc.region)),
    hosts: hosts
      .filter(({ accountId }) => isIn(accountId))
      .map((host) => named(host.instanceId, host.name, host.region)),
    databases: databases
      .filter(({ accountId }) => isIn(accountId))
      .map(({ databaseId, region }) => ({ id: databaseId, region })),
  }
}

const named = (id: string, name: string, region: string): AuditedName =>
  name === '' || name === id ? { id, region } : { id, name, region }
