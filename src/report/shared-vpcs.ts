import type { Finding, Problem, Status } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { VpcReport } from '../model/report.js'
import { type Body, servedElsewhere, type Unserved } from './served-elsewhere.js'
import { joinSharedTargets } from './shared-targets.js'
import { bestOf, vpcVerdict } from './verdicts.js'

/**
 * A VPC that one account shares with others is seen by each of them with its own hosts and databases alone. Here it is
 * told once: with all of them, and of the VPC itself what its owner sees.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
 */
export function joinSharedVpcs(body: Body): Body {
  const seen = sharedAmong(body)
  if (seen.length === 0) return body
  const { body: joined, dropped: copies } = joinSharedTargets(body, seen)
  const rows = [...groupBy(joined.vpcs, ({ vpcId }) => vpcId).values()]
  const shared = sharedAmong(joined)
  const served = servedElsewhere(joined, shared)
  const owners = new Map(shared.map((group) => [group[0]?.vpcId ?? '', ownerRow(group)?.accountId ?? '']))
  const { findings, dropped } = eachOnce(served.findings, owners)
  return {
    ...served,
    vpcs: rows.flatMap((group) => (group.length > 1 ? joinedRow(group, served.unserved) : group)),
    findings,
    problems: served.problems.filter(
      (problem) => !isLeftOver(problem, new Set([...dropped, ...copies]), served.databases),
    ),
  }
}

const sharedAmong = ({ vpcs }: Pick<Body, 'vpcs'>): VpcReport[][] =>
  [...groupBy(vpcs, ({ vpcId }) => vpcId).values()].filter(({ length }) => length > 1)

/** The owner's own row, where the owner was audited. */
const ownerRow = (rows: readonly VpcReport[]) => rows.find(({ ownerId }) => ownerId === undefined) ?? rows[0]

function joinedRow(rows: readonly VpcReport[], unserved: Unserved): VpcReport[] {
  const owner = ownerRow(rows)
  if (owner === undefined) return []
  const { posture: _posture, verdictBesidesAccepted: _besides, ...rest } = owner
  const verdict = overall(rows, (row) => unserved.verdictOf(row, row.verdict))
  const besides = overall(rows, (row) => unserved.verdictOf(row, row.verdictBesidesAccepted ?? row.verdict))
  const posture = POSTURES_WORST_FIRST.find((each) => rows.some((row) => row.posture === each))
  const needs = new Map(rows.flatMap((row) => row.needs).map((need) => [need.service, need]))
  const joined = {
    ...rest,
    name: owner.name || (rows.find(({ name }) => name !== '')?.name ?? ''),
    accountIds: rows.map(({ accountId }) => accountId),
    verdict,
    ...(besides !== verdict && { verdictBesidesAccepted: besides }),
    ...(posture !== undefined && { posture }),
    hostIds: rows.flatMap(({ hostIds }) => hostIds),
    databaseIds: rows.flatMap(({ databaseIds }) => databaseIds),
    needs: [...needs.values()],
  }
  return [joined]
}

const POSTURES_WORST_FIRST = ['DEVIATING', 'UNKNOWN', 'COMPLIANT'] as const

/** Each account's verdict on its own databases counts as one of a database; hosts alone where nobody has any. */
function overall(
  rows: readonly VpcReport[],
  verdictOf: (row: VpcReport) => VpcReport['verdict'],
): VpcReport['verdict'] {
  const judged = rows.flatMap((row) => {
    const verdict = verdictOf(row)
    return verdict === 'NOT_APPLICABLE' ? [] : [{ row, verdict }]
  })
  const deciding = judged.filter(({ row, verdict }) => row.databaseIds.length > 0 || verdict === 'UNKNOWN')
  if (deciding.length === 0) return bestOf(judged.map(({ verdict }) => verdict)) ?? 'NOT_APPLICABLE'
  return vpcVerdict({
    databases: deciding.map(({ verdict }) => verdict),
    ...{ shells: [], hostsKnown: true, databasesKnown: true },
  })
}

/** These follow from the hosts and databases that an account has; the others from the VPC itself. */
const OF_HOSTS = new Set(['vpc-jump-host', 'vpc-jump-host-redundancy'])
const WORST_FIRST: readonly Status[] = ['fail', 'unknown', 'warn', 'pass', 'skip']

/** Of a check's findings on one shared VPC the worst; where the owner could tell, no doubt of somebody who cannot see. */
function eachOnce(
  findings: readonly Finding[],
  owners: ReadonlyMap<string, string>,
): { findings: Finding[]; dropped: Set<Finding> } {
  const ofShared = findings.filter(({ subject }) => subject.kind === 'vpc' && owners.has(subject.id))
  const dropped = new Set(ofShared)
  for (const alike of groupBy(ofShared, ({ checkId, subject }) => `${checkId} ${subject.id}`).values()) {
    const told = alike.some((finding) => isToldByOwner(finding, owners))
      ? alike.filter(({ status }) => status !== 'unknown')
      : alike
    const [kept] = told.toSorted((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status))
    if (kept) dropped.delete(kept)
  }
  return { findings: findings.filter((finding) => !dropped.has(finding)), dropped }
}

const isToldByOwner = ({ checkId, status, subject }: Finding, owners: ReadonlyMap<string, string>) =>
  !OF_HOSTS.has(checkId) &&
  owners.get(subject.id) === subject.accountId &&
  (status === 'pass' || status === 'warn' || status === 'fail')

/** A problem of findings that are told no more, and of nothing else. */
function isLeftOver(
  { checkId, subjects, symptoms, key }: Problem,
  dropped: Set<Finding>,
  databases: Body['databases'],
) {
  const isDropped = (subject: Problem['subjects'][number]) =>
    [...dropped].some(
      (finding) =>
        finding.checkId === checkId &&
        finding.subject.id === subject.id &&
        finding.subject.kind === subject.kind &&
        finding.subject.accountId === subject.accountId,
    )
  return symptoms.length === 0 && subjects.every(isDropped) && databases.every(({ problem }) => problem !== key)
}
