import type { Finding, Problem, Subject } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { DatabaseReport, Report, VpcReport } from '../model/report.js'

/** What of a report is of VPCs. */
export type Body = Pick<Report, 'vpcs' | 'hosts' | 'databases' | 'tunnels' | 'findings' | 'problems'>

/** VPCs that an account has databases in and no host, where another account's hosts may serve them. */
export interface Unserved {
  verdictOf(row: VpcReport, verdict: VpcReport['verdict']): VpcReport['verdict']
}

const CHECK = 'vpc-jump-host'
/** Said of one account alone, too, where what is seen of it leaves such a way open. */
const UNJUDGED = 'hosts-of-another-account'

/**
 * In a shared VPC a host of one account may well reach a database of another: that the latter's account has no host of
 * its own there is no proof that there is no way. Nobody judged one that leads from account to account: it is unknown.
 * @param shared the rows of each shared VPC
 */
export function servedElsewhere(body: Body, shared: readonly (readonly VpcReport[])[]): Body & { unserved: Unserved } {
  const usable = new Set(
    body.hosts.filter(({ verdicts }) => verdicts.tunnel !== 'BLOCKED').map((host) => host.instanceId),
  )
  const strangers = new Map(
    shared.flatMap((rows) => rows.flatMap((row) => strangersFor(row, rows, usable))).map((each) => [each.place, each]),
  )
  const strangersOf = ({ id, vpcId = id, accountId = '' }: Pick<Subject, 'id' | 'vpcId'> & { accountId?: string }) =>
    strangers.get(placeOf(accountId, vpcId))
  const isOpen = (database: DatabaseReport) =>
    database.verdict === 'BLOCKED' &&
    database.via === undefined &&
    strangersOf({ ...database, id: database.databaseId }) !== undefined
  const open = groupBy(body.databases.filter(isOpen), ({ accountId = '', vpcId }) => placeOf(accountId, vpcId))
  return {
    ...body,
    databases: body.databases.map((database) => (isOpen(database) ? { ...database, verdict: 'UNKNOWN' } : database)),
    findings: body.findings.map((finding) => {
      const found = isUnserved(finding, finding.subject) ? strangersOf(finding.subject) : undefined
      return found ? { ...finding, ...wordsOf(finding.subject, found), status: 'unknown' } : finding
    }),
    problems: body.problems.map((problem) => {
      const [subject] = problem.subjects
      const found = subject && isUnserved(problem, subject) ? strangersOf(subject) : undefined
      if (subject === undefined || found === undefined) return problem
      const words = wordsOf(subject, found)
      return { ...problem, ...words, level: 'unknown', headline: words.message }
    }),
    unserved: {
      verdictOf: ({ accountId, vpcId }, verdict) =>
        verdict === 'BLOCKED' && open.has(placeOf(accountId, vpcId)) ? 'UNKNOWN' : verdict,
    },
  }
}

interface Strangers {
  place: string
  /** Hosts of other accounts that tunnels may be opened through. */
  hosts: { accountId: string; hostIds: string[] }[]
}

const placeOf = (accountId: string, vpcId: string) => `${accountId} ${vpcId}`

function strangersFor(row: VpcReport, rows: readonly VpcReport[], usable: ReadonlySet<string>): Strangers[] {
  if (row.databaseIds.length === 0 || row.hostIds.length > 0) return []
  const hosts = rows
    .map(({ accountId, hostIds }) => ({ accountId, hostIds: hostIds.filter((id) => usable.has(id)) }))
    .filter(({ hostIds }) => hostIds.length > 0)
  return hosts.length === 0 ? [] : [{ place: placeOf(row.accountId, row.vpcId), hosts }]
}

const isUnserved = ({ checkId, reason }: Pick<Finding | Problem, 'checkId' | 'reason'>, { kind }: Subject) =>
  checkId === CHECK && kind === 'vpc' && (reason === 'no-jump-host' || reason === UNJUDGED)

function wordsOf({ id, accountId }: Subject, { hosts }: Strangers) {
  const named = hosts.map((each) => `${each.hostIds.join(', ')} of account ${each.accountId}`).join(', ')
  const remedy = {
    text: `Try it through ${named}, with credentials of that account; or launch a jump host in account ${accountId}.`,
  }
  return {
    reason: UNJUDGED,
    message: `Account ${accountId} has no jump host in ${id}, which is shared; whether ${named} can reach its databases there was not judged.`,
    remedy,
  }
}
