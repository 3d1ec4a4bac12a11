import type { Finding } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { DatabaseReport, VpcReport } from '../model/report.js'
import type { Body } from './served-elsewhere.js'
import { bestOf } from './verdicts.js'

/**
 * The config names a target once, and every account that sees its VPC tells of it. Here it is one database: as the account
 * sees it that has the best way to it.
 * @param shared the rows of each shared VPC
 */
export function joinSharedTargets(
  body: Body,
  shared: readonly (readonly VpcReport[])[],
): { body: Body; dropped: Set<Finding> } {
  const places = new Set(shared.flatMap((rows) => rows.map(({ vpcId }) => vpcId)))
  const targets = body.databases.filter(({ kind, vpcId }) => kind === 'target' && places.has(vpcId))
  const copies = new Set(
    [...groupBy(targets, ({ vpcId, databaseId }) => `${vpcId} ${databaseId}`).values()].flatMap(allButTheBest),
  )
  if (copies.size === 0) return { body, dropped: new Set() }
  const isCopy = ({ subject }: Finding) =>
    subject.kind === 'database' &&
    [...copies].some(
      ({ databaseId, vpcId, accountId, kind }) =>
        databaseId === subject.id &&
        kind === subject.databaseKind &&
        vpcId === subject.vpcId &&
        accountId === subject.accountId,
    )
  const vpcs = body.vpcs.map((row) => withoutCopies(row, copies))
  const emptied = new Set(vpcs.filter((row, i) => row !== body.vpcs[i] && row.databaseIds.length === 0).map(rowKey))
  // No host of an account that has no database left is missed by nobody.
  const isMissed = ({ checkId, subject: { kind, id, accountId } }: Finding) =>
    kind === 'vpc' && checkId === 'vpc-jump-host' && emptied.has(`${accountId} ${id}`)
  const dropped = new Set(body.findings.filter((finding) => isCopy(finding) || isMissed(finding)))
  return {
    body: {
      ...body,
      vpcs,
      databases: body.databases.filter((database) => !copies.has(database)),
      findings: body.findings.filter((finding) => !dropped.has(finding)),
    },
    dropped,
  }
}

const rowKey = ({ accountId, vpcId }: VpcReport) => `${accountId} ${vpcId}`

function allButTheBest(alike: readonly DatabaseReport[]): DatabaseReport[] {
  // A way that somebody has judged says more than that somebody has no host.
  const judged = alike.filter(({ via }) => via !== undefined)
  const telling = judged.length > 0 ? judged : alike
  const best = bestOf(telling.map(({ verdict }) => verdict))
  const kept = telling.find(({ verdict }) => verdict === best)
  return alike.filter((each) => each !== kept)
}

function withoutCopies(row: VpcReport, copies: ReadonlySet<DatabaseReport>): VpcReport {
  const databaseIds = [...row.databaseIds]
  for (const { databaseId, vpcId, accountId } of copies)
    if (vpcId === row.vpcId && accountId === row.accountId && databaseIds.includes(databaseId))
      databaseIds.splice(databaseIds.indexOf(databaseId), 1)
  if (databaseIds.length === row.databaseIds.length) return row
  return { ...row, databaseIds, ...(databaseIds.length === 0 && { verdict: 'NOT_APPLICABLE' as const }) }
}
