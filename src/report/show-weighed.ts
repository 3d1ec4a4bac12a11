import type { Finding } from '../model/finding.js'
import type { Audit } from '../scope/audit.js'
import { type FindingIndex, indexFindings } from './index-findings.js'
import { outweighedBy } from './weigh.js'

/**
 * The findings as the report shows them: a fail that runtime evidence outweighs is a warn ("works now, although …"),
 * an unknown that it outweighs says so. A VPC's finding is outweighed only when every host of the VPC outweighs it.
 */
export function showWeighed(audit: Audit, findings: readonly Finding[]): Finding[] {
  const index = indexFindings(findings)
  return findings.map((finding) => {
    const by = evidenceAgainst(finding, audit, index)
    if (by === undefined) return finding
    const evidence = { ...finding.evidence, weighedBy: by }
    if (finding.status !== 'fail') return { ...finding, evidence }
    return { ...finding, status: 'warn', message: `Works now (${by} passes), although: ${finding.message}`, evidence }
  })
}

function evidenceAgainst(finding: Finding, audit: Audit, index: FindingIndex): string | undefined {
  const { kind, region, id } = finding.subject
  if (kind !== 'vpc') return outweighedBy(finding, index.of(kind, region, id))
  const hosts = audit.regions.find((r) => r.region === region)?.hostsByVpc.get(id) ?? []
  const evidence = hosts.map((host) => outweighedBy(finding, index.of('host', region, host.instanceId)))
  return evidence.every((by) => by !== undefined) ? evidence[0] : undefined
}
