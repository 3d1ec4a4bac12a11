import type { Finding, Status, Subject } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { Report, VpcReport } from '../model/report.js'
import { STATUS_ORDER } from './words.js'

/** Findings with one cause and one fix. */
export interface Problem {
  /** The one to tell; the others say the same of other subjects, or of other services. */
  first: Finding
  checkIds: string[]
  /** Of all its findings, without repeats. */
  subjectIds: string[]
}

/** What is in the way, by VPC, and what is in the way of all VPCs of a region or of one operator. */
export interface Problems {
  of(vpc: VpcReport): Problem[]
  shared: { of: string; problems: Problem[] }[]
}

/** A finding as it bears on verdicts, runtime evidence weighed. */
const bears = ({ status, evidence }: Finding): Status =>
  status !== 'unknown'
    ? status
    : evidence['weighedAs'] === 'no'
      ? 'skip'
      : evidence['weighedAs'] === 'warn'
        ? 'warn'
        : status

export function problemsOf(report: Report): Problems {
  const bearing = report.findings.filter((f) => f.blocks.length > 0 && ['fail', 'unknown', 'warn'].includes(bears(f)))
  const byVpc = groupBy(bearing, ({ subject }) => (isShared(subject) ? undefined : subject.vpcId))
  const shared = groupBy(
    bearing.filter((f) => isShared(f.subject)),
    (f) => f.subject.id,
  )
  return {
    of: (vpc) => {
      const all = byVpc.get(vpc.vpcId) ?? []
      // In a VPC that is ready, warnings are no problem.
      return grouped(vpc.verdict === 'READY' ? all.filter((f) => bears(f) !== 'warn') : all)
    },
    shared: [...shared].map(([of, findings]) => ({ of, problems: grouped(findings) })),
  }
}

const isShared = ({ kind }: Subject) => kind === 'region' || kind === 'caller'

/** Posture findings that deviate, over all VPCs. */
export function deviationsOf(report: Report): Problem[] {
  return grouped(
    report.findings.filter((f) => f.posture && f.status === 'fail'),
    byCheck,
  )
}

/** Findings that bear on no verdict and no posture, over all VPCs. */
export function remarksOf(report: Report): Problem[] {
  return grouped(
    report.findings.filter(
      ({ blocks, posture, status }) =>
        blocks.length === 0 && (status === 'warn' || status === 'unknown' || (status === 'fail' && !posture)),
    ),
    byCheck,
  )
}

const byCheck = ({ checkId, reason, accepted }: Finding) => [checkId, reason, accepted?.reason ?? ''].join('\n')

/** Paths with the same cause and fix are one problem, whatever they lead to. */
const byCause = ({ status, reason, remedy, checkId, hops, accepted }: Finding) =>
  [status, reason, remedy?.id ?? remedy?.text ?? '', hops ? '' : checkId, accepted?.reason ?? ''].join('\n')

/** Worst first; then causes before what only shows that something is wrong. */
function grouped(findings: readonly Finding[], keyOf = byCause): Problem[] {
  return [...groupBy(findings, keyOf).values()]
    .flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      return [
        { first, checkIds: unique(group.map((f) => f.checkId)), subjectIds: unique(group.map((f) => f.subject.id)) },
      ]
    })
    .sort((a, b) => rank(a.first) - rank(b.first))
}

const unique = (values: string[]) => [...new Set(values)]

function rank(finding: Finding): number {
  const symptom = finding.checkId.startsWith('node-') ? 2 : finding.hops === undefined ? 1 : 0
  return STATUS_ORDER.indexOf(bears(finding)) * 3 + symptom
}
