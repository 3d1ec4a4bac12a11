import { writeAuditedNames } from '../files/audited-names.js'
import type { AuditedName } from '../model/audited-names.js'
import type { Report } from '../model/report.js'
import type { Io } from './io.js'
import type { AccountOptions } from './options.js'
import { profileOf } from './profile.js'

/** Keeps the names of a whole account for completion, and those of no sample or file. */
export async function remember(report: Report, options: AccountOptions, io: Io): Promise<void> {
  const { scope, vpcs, hosts, databases } = report
  if (options.sample !== undefined || options.snapshot !== undefined) return
  // What is in other accounts is asked for with other profiles.
  if (scope.accounts !== undefined) return
  if (scope.vpcIds !== undefined || scope.hostIds !== undefined || vpcs.length === 0) return
  await writeAuditedNames(io.env, {
    accountId: scope.accountId,
    profile: profileOf(options, io.env),
    regions: scope.regions,
    vpcs: vpcs.map((vpc) => named(vpc.vpcId, vpc.name, vpc.region)),
    hosts: hosts.map((host) => named(host.instanceId, host.name, host.region)),
    databases: databases.map(({ databaseId, region }) => ({ id: databaseId, region })),
  })
}

const named = (id: string, name: string, region: string): AuditedName =>
  name === '' || name === id ? { id, region } : { id, name, region }
