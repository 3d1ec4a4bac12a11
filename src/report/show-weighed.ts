import type { Inventory } from '../inventory/inventory.js'
import type { Finding } from '../model/finding.js'
import type { FindingIndex } from './index-findings.js'
import { hostSubject } from './subjects.js'
import { type Outweighed, outweighed } from './weigh.js'

/**
 * The findings as the report shows them: a fail that runtime evidence outweighs is a warn ("works now, although …"),
 * an unknown that it outweighs says in its evidence as what it still bears. A VPC's finding is outweighed only where
 * every host of the VPC outweighs it.
 */
export function showWeighed(inventory: Inventory, findings: readonly Finding[], index: FindingIndex): Finding[] {
  return findings.map((finding) => {
    if (finding.status !== 'fail' && finding.status !== 'unknown') return finding
    const weighed = evidenceAgainst(finding, inventory, index)
    if (weighed === undefined) return finding
    const evidence = { ...finding.evidence, weighedBy: weighed.by, weighedAs: weighed.as }
    if (finding.status !== 'fail') return { ...finding, evidence }
    const message = `Works now (${weighed.by} passes), although: ${finding.message}`
    return { ...finding, status: 'warn', message, evidence }
  })
}

function evidenceAgainst(finding: Finding, inventory: Inventory, index: FindingIndex): Outweighed | undefined {
  const { subject } = finding
  const { kind, region, id } = subject
  if (kind !== 'vpc') return outweighed(finding, index.of(subject))
  const hosts = inventory.regions.find((r) => r.region === region)?.knownHostsOf(id) ?? []
  const evidence = hosts.map((host) => outweighed(finding, index.of(hostSubject(region, host))))
  return evidence.every((weighed) => weighed !== undefined) ? evidence[0] : undefined
}
