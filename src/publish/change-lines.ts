import type { Change, Report } from '../model/report.js'
import type { Occasion } from './publisher.js'

/**
 * The verdicts that changed.
 * @throws where the report before this one is lost: no change may be taken for none
 */
export function changesOf({ report, lost }: Pick<Occasion, 'report' | 'lost'>): readonly Change[] {
  if (lost !== undefined) throw new Error(`what has changed is not known: ${lost}`)
  return report.changes ?? []
}

/**
 * A change of a verdict in one line: `tunnel i-0a1/orders (vpc-0a1, eu-west-1): READY → BLOCKED`.
 * @param of what else its place is to name: of a report of several accounts, the account
 */
export function changeLine(change: Change, of: { accounts?: boolean } = {}): string {
  const { kind, id, name, accountId, vpcId, region, capability, before, after } = change
  const called = name === undefined || name === '' ? id : `${name} [${id}]`
  const places = [of.accounts ? accountId : undefined, vpcId, region]
  const place = places.filter((word) => word !== undefined && word !== id).join(', ')
  const what = capability === undefined ? '' : `, ${capability}`
  return `${kind} ${called} (${place}${what}): ${before ?? 'new'} → ${after ?? 'gone'}`
}

/** What somebody who is told of changes reads first. */
export const headline = ({ scope, summary: { vpcs, tunnels } }: Report): string =>
  `${scope.accountId}: ${tunnels.BLOCKED} of ${Object.values(tunnels).reduce((sum, n) => sum + n, 0)} tunnels blocked, ${vpcs.READY} VPCs ready`
