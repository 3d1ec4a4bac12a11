import { CAPABILITIES } from '../model/finding.js'
import type { Change, Report } from '../model/report.js'
import { regionsLookedAt } from '../model/report-scope.js'
import { inAccount } from '../model/report-subjects.js'
import { keyOfSubject, subjectKeyAmongAccounts } from '../model/subject-key.js'

/** As much of a report as is compared; one of an older version may lack the rest. */
export type Comparable = Pick<Report, 'vpcs' | 'hosts' | 'databases' | 'tunnels' | 'scope' | 'gaps'>

/** One thing whose state two reports can be compared by. */
interface State {
  key: string
  what: Omit<Change, 'before' | 'after' | 'since'>
  state: string
}

/**
 * What differs from an earlier report: verdicts that changed, and hosts, databases, VPCs and tunnels that are new
 * or gone. Subjects are matched by what identifies them. Only what both reports looked at is compared: another account or a region that was not audited,
 * or a list that could not be read, makes nothing new and nothing gone.
 */
export function changesBetween(previous: Comparable & { generatedAt: string }, current: Comparable): Change[] {
  const before = new Map(statesWithin(previous).map((s) => [s.key, s]))
  const after = new Map(statesWithin(current).map((s) => [s.key, s]))
  const since = previous.generatedAt
  const changed = [...after.values()].flatMap((now): Change[] => {
    const then = before.get(now.key)
    if (!covers(previous, now) || !covers(current, now)) return []
    if (then === undefined) return listed(previous, now.what) ? [{ ...now.what, after: now.state, since }] : []
    return then.state === now.state ? [] : [{ ...now.what, before: then.state, after: now.state, since }]
  })
  const gone = [...before.values()].filter(
    (then) => !after.has(then.key) && covers(previous, then) && covers(current, then) && listed(current, then.what),
  )
  return [...changed, ...gone.map((then): Change => ({ ...then.what, before: then.state, since }))]
}

/** States that one report may have of one account, and the other of several. */
function statesWithin(report: Comparable): (State & { accountId: string })[] {
  const { accountId: own, accounts } = report.scope
  const owners = new Map(report.vpcs.map((vpc) => [vpc.vpcId, vpc.accountId]))
  return statesOf(report).map(({ what, state }) => {
    const ofVpc = what.kind === 'vpc' && accounts !== undefined ? owners.get(what.id) : undefined
    const accountId = what.accountId ?? ofVpc ?? own
    return {
      ...{ accountId, state, key: `${subjectKeyAmongAccounts({ ...what, accountId })} ${what.capability ?? ''}` },
      what: accounts === undefined ? what : { ...what, accountId },
    }
  })
}

/** Whether the audit behind a report looked at all that the subject's state follows from. */
function covers(
  { scope }: Comparable,
  { accountId, what: { kind, id, vpcId, region } }: { accountId: string; what: State['what'] },
): boolean {
  if (!regionsLookedAt(scope, accountId).includes(region)) return false
  if (scope.vpcIds !== undefined && (vpcId === undefined || !scope.vpcIds.includes(vpcId))) return false
  if (scope.hostIds === undefined) return true
  // With other hosts left out, a VPC's verdict is another question.
  return (
    (kind === 'host' || kind === 'tunnel') &&
    scope.hostIds.some((hostId) => id === hostId || id.startsWith(`${hostId}/`))
  )
}

const DATABASE_LISTS = ['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBProxies']
const LISTS: Record<Change['kind'], readonly string[]> = {
  vpc: ['ec2:DescribeVpcs'],
  host: ['ec2:DescribeInstances'],
  database: DATABASE_LISTS,
  tunnel: ['ec2:DescribeInstances', ...DATABASE_LISTS],
}

/** Whether the lists that a subject would be in could be read. */
export function listed(
  { gaps }: Pick<Comparable, 'gaps'>,
  { kind, region, accountId }: Pick<Change, 'kind' | 'region' | 'accountId'>,
): boolean {
  return !gaps.some(
    (gap) =>
      gap.region === region &&
      LISTS[kind].includes(gap.api) &&
      (accountId === undefined || gap.accountId === accountId),
  )
}

/** Everything of a report whose state is compared. */
export function statesOf({
  vpcs,
  hosts,
  databases,
  tunnels,
}: Pick<Comparable, 'vpcs' | 'hosts' | 'databases' | 'tunnels'>): State[] {
  return [
    ...vpcs.map(({ vpcId: id, name, region, verdict }) =>
      stateOf({ kind: 'vpc', id, ...(name !== '' && { name }), vpcId: id, region }, verdict),
    ),
    // No more fields are taken than are named: commands are made when they are first read.
    ...hosts.flatMap((host) => {
      const { instanceId: id, name, vpcId, region, verdicts } = host
      const what = { ...inAccount(host), kind: 'host' as const, id, ...(name !== '' && { name }), vpcId, region }
      return CAPABILITIES.map((capability) => stateOf({ ...what, capability }, verdicts[capability]))
    }),
    ...databases.map((database) => {
      const { databaseId: id, kind: databaseKind, vpcId, region } = database
      return stateOf({ ...inAccount(database), kind: 'database', id, databaseKind, vpcId, region }, 'present')
    }),
    ...tunnels.map((tunnel) => {
      const { hostId, databaseId, databaseKind, vpcId, region, verdict } = tunnel
      const id = `${hostId}/${databaseId}`
      return stateOf({ ...inAccount(tunnel), kind: 'tunnel', id, databaseKind, vpcId, region }, verdict)
    }),
  ]
}

const stateOf = (what: State['what'], state: string): State => ({ key: stateKey(what), what, state })

/** What tells one state from every other of a report. */
export const stateKey = (what: State['what']): string =>
  `${keyOfSubject({ accounts: what.accountId })(what)} ${what.capability ?? ''}`
