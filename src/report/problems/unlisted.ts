import { unreadStoreLists } from '../../inventory/data-stores.js'
import { unreadLists } from '../../inventory/databases.js'
import type { Inventory, RegionInventory } from '../../inventory/inventory.js'
import { whyPlaceless } from '../../inventory/placeless.js'
import type { CollectFailure } from '../../model/collected.js'
import type { Capability, JudgedProblem, Subject } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import { databaseSubject } from '../subjects.js'
import { GAP_WORDS, gapRemedy } from './api.js'

/** What no finding speaks of, and keeps verdicts or postures open all the same. */
interface Unlisted {
  failure: CollectFailure
  /** What may be missing bears on tunnels: without the lists of RDS no VPC's verdict is known, without others its posture. */
  blocks: Capability[]
  /** VPCs of which databases may be missing, or a database that lies nobody knows where. */
  subjects: Subject[]
}

/** Lists of databases that could not be read, and databases of which it is not known where they lie. */
export function unlistedProblems({ regions, snapshot: { accountId } }: Inventory): JudgedProblem[] {
  return regions.flatMap((region) => {
    const all = [...(region.vpcs.length === 0 ? [] : unread(region, accountId)), ...placeless(region, accountId)]
    return [...groupBy(all, ({ failure }) => failure.api)].map(([api, each]) => problemOf(api, each, region, accountId))
  })
}

function unread({ region, vpcs, snapshot, databasesUnread }: RegionInventory, accountId: string): Unlisted[] {
  const failed = unreadLists(snapshot)
  const subjects = vpcs.map(
    ({ vpcId, name }): Subject => ({
      ...{ kind: 'vpc', id: vpcId, vpcId, region, accountId },
      ...(name !== '' && { name }),
    }),
  )
  const failures = failed.length > 0 || databasesUnread === undefined ? failed : [databasesUnread]
  return [
    ...failures.map((failure): Unlisted => ({ failure, subjects, blocks: ['tunnel'] })),
    ...unreadStoreLists(snapshot).map((failure): Unlisted => ({ failure, subjects, blocks: [] })),
  ]
}

const placeless = ({ databases, snapshot }: RegionInventory, accountId: string): Unlisted[] =>
  databases
    .filter(({ vpcId }) => vpcId === undefined)
    .map((database) => ({
      failure: whyPlaceless(database, snapshot),
      blocks: ['tunnel'],
      subjects: [{ ...databaseSubject(database), accountId }],
    }))

function problemOf(
  api: string,
  all: readonly Unlisted[],
  { region }: RegionInventory,
  accountId: string,
): JudgedProblem {
  const subjects = all.flatMap((each) => each.subjects)
  const outcome = all[0]?.failure.outcome ?? 'error'
  const remedy = gapRemedy({ api, outcome })
  const [vpcId, ...others] = new Set(subjects.map((subject) => subject.vpcId))
  const words = wordsOf(api, outcome, region, subjects)
  return {
    key: [accountId, 'api', region, api].join('/'),
    level: 'unknown',
    checkId: 'vpc-jump-host',
    reason: `api-${outcome}`,
    ...words,
    blocks: [...new Set(all.flatMap(({ blocks }) => blocks))],
    ...(vpcId !== undefined && others.length === 0 && { vpcId }),
    region,
    subjects,
    symptoms: [],
    ...(remedy && { remedy }),
  }
}

function wordsOf(
  api: string,
  outcome: CollectFailure['outcome'],
  region: string,
  subjects: readonly Subject[],
): Pick<JudgedProblem, 'message' | 'headline'> {
  const failed = `${api} ${GAP_WORDS[outcome]} (${region})`
  if (subjects.some(({ kind }) => kind === 'vpc'))
    return { message: `${failed}, so that databases may be missing from this report.`, headline: `${failed}.` }
  const names = subjects.map(({ id }) => id).join(', ')
  const why = outcome === 'error' ? `${api} does not say it (${region})` : failed
  return { message: `In which VPC ${names} lies is not known: ${why}.`, headline: `${why}.` }
}
