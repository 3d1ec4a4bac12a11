import type { Inventory } from '../inventory/inventory.js'
import type { JudgedFinding } from '../model/finding.js'
import type { FindingIndex } from './index-findings.js'
import { hostSubject } from './subjects.js'
import { type Outweighed, outweighed } from './weigh.js'

/**
 * The findings with what runtime evidence made of them: a fail that it outweighs is a warn ("works now, although …"),
 * an unknown that it outweighs bears as a warn or on nothing; `weighed` says so. A VPC's finding is outweighed only
 * where every host of the VPC outweighs it.
 */
export function finishFindings(
  inventory: Inventory,
  findings: readonly JudgedFinding[],
  index: FindingIndex,
): JudgedFinding[] {
  return findings.map((finding) => {
    if (finding.status !== 'fail' && finding.status !== 'unknown') return finding
    const weighed = evidenceAgainst(finding, inventory, index)
    if (weighed === undefined) return finding
    if (finding.status !== 'fail') return { ...finding, weighed }
    return { ...finding, status: 'warn', message: worksNow(weighed.by) + finding.message, weighed }
  })
}

const worksNow = (by: string) => `Works now (${by} passes), although: `

/** The message of a finding as it was before evidence outweighed it. */
export function withoutEvidence({ message, weighed }: JudgedFinding): string {
  const prefix = weighed === undefined ? '' : worksNow(weighed.by)
  return message.startsWith(prefix) ? message.slice(prefix.length) : message
}

function evidenceAgainst(finding: JudgedFinding, inventory: Inventory, index: FindingIndex): Outweighed | undefined {
  const { subject } = finding
  const { kind, region, id } = subject
  if (kind !== 'vpc') return outweighed(finding, index.of(subject))
  const hosts = inventory.regions.find((r) => r.region === region)?.knownHostsOf(id) ?? []
  const evidence = hosts.map((host) => outweighed(finding, index.of(hostSubject(region, host))))
  return evidence.every((weighed) => weighed !== undefined) ? evidence[0] : undefined
}

/** All hops of findings that need an eye; those of passes only where they were asked for. */
export function withHops(findings: readonly JudgedFinding[], all: boolean): JudgedFinding[] {
  if (all) return [...findings]
  return findings.map((finding) => {
    if (finding.status !== 'pass' || finding.hops === undefined) return finding
    const { hops, ...rest } = finding
    return rest
  })
}
