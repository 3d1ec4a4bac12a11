import type { JudgedFinding } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import { bearsOnHost, isMendedWith, stopsUpdates } from '../model/run-command.js'

/** An agent is updated by Run Command: what keeps commands from the host is mended first, and by the same plan. */
export function withUpdatesInOrder(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const stops = groupBy(findings.filter(stopsUpdates), ({ subject }) => subject.region)
  if (stops.size === 0) return [...findings]
  const mending = findings.filter(({ checkId, remedy }) => remedy !== undefined && MENDING.test(checkId))
  return findings.map((finding) => {
    const { remedy, subject } = finding
    if (remedy?.id !== 'update-agent') return finding
    const first = (stops.get(subject.region) ?? []).filter((stop) => bearsOnHost(stop, subject))
    if (first.length === 0) return finding
    const checks = [...new Set(first.map(({ checkId }) => checkId))]
    const text = `First mend ${checks.join(', ')}: no command is carried out on the host before. ${remedy.text}`
    const before = mending.filter((other) => first.some((stop) => isMendedWith(stop, subject, other)))
    return { ...finding, remedy: { ...remedy, text, after: remediesOf(before) } }
  })
}

/** Checks that are about what keeps commands away; the rest is of no interest here. */
const MENDING = /^(path|endpoint|role|node|host|vpc)-/

const remediesOf = (findings: readonly JudgedFinding[]): string[] => [
  ...new Set(
    findings.flatMap(({ remedy }) => [
      ...(remedy?.id === undefined ? [] : [remedy.id]),
      ...(remedy?.changes ?? []).map((change) => change.remedy),
    ]),
  ),
]
