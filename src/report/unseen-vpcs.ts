import type { AccountResult } from '../model/account-result.js'
import type { Report, VpcReport } from '../model/report.js'

/**
 * The VPCs of accounts and regions that nobody could look at now, as far as an earlier report knew them: UNKNOWN.
 * What another account sees of a VPC that they share goes before.
 */
export function unseenVpcs(results: readonly AccountResult[], previous: Report | undefined): VpcReport[] {
  const seen = new Set(
    results.flatMap((result) => ('report' in result ? result.report.vpcs.map(({ vpcId }) => vpcId) : [])),
  )
  const unseen = results.filter((result) => 'failure' in result)
  return (previous?.vpcs ?? [])
    .filter(
      ({ vpcId, accountId, region }) =>
        !seen.has(vpcId) &&
        unseen.some((result) => result.accountId === accountId && (result.region ?? region) === region),
    )
    .map(({ vpcId, name, accountId, ownerId, region }) => ({
      ...{ vpcId, name, accountId, ...(ownerId !== undefined && { ownerId }), region },
      ...{ verdict: 'UNKNOWN', posture: 'UNKNOWN', hostIds: [], databaseIds: [], needs: [] },
    }))
}
