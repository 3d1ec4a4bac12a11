import { unreadLists } from '../../inventory/databases.js'
import type { Inventory, RegionInventory } from '../../inventory/inventory.js'
import type { CollectFailure } from '../../model/collected.js'
import type { JudgedProblem } from '../../model/finding.js'
import { GAP_WORDS, gapRemedy } from './api.js'

/** Lists of databases that could not be read: no finding is about a database that nobody lists, yet VPCs stay UNKNOWN. */
export function unlistedProblems({ regions, snapshot: { accountId } }: Inventory): JudgedProblem[] {
  return regions.flatMap((r) => (r.vpcs.length === 0 ? [] : unread(r).map((list) => problemOf(list, r, accountId))))
}

function unread({ snapshot, databasesUnread }: RegionInventory): CollectFailure[] {
  const failed = unreadLists(snapshot)
  return failed.length > 0 || databasesUnread === undefined ? failed : [databasesUnread]
}

function problemOf(
  { api, outcome }: CollectFailure,
  { region, vpcs }: RegionInventory,
  accountId: string,
): JudgedProblem {
  const remedy = gapRemedy({ api, outcome })
  const [first, ...others] = vpcs
  return {
    key: [accountId, 'api', region, api].join('/'),
    level: 'unknown',
    checkId: 'vpc-jump-host',
    reason: `api-${outcome}`,
    message: `${api} ${GAP_WORDS[outcome]} (${region}), so that databases may be missing from this report.`,
    headline: `${api} ${GAP_WORDS[outcome]} (${region}).`,
    blocks: ['tunnel'],
    ...(first && others.length === 0 && { vpcId: first.vpcId }),
    region,
    subjects: vpcs.map(({ vpcId, name }) => ({
      ...{ kind: 'vpc', id: vpcId, vpcId, region, accountId },
      ...(name !== '' && { name }),
    })),
    symptoms: [],
    ...(remedy && { remedy }),
  }
}
