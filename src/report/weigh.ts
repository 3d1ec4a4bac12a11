import type { Finding } from '../model/finding.js'

/** What a passed runtime check tells about static ones. */
interface Evidence {
  /** An `unknown` there no longer bears on the verdict; a `fail` there becomes a `warn`. */
  proves: ReadonlySet<string>
  /** An `unknown` there bears as a `warn`. */
  supports: ReadonlySet<string>
}

const EVIDENCE: Record<string, Evidence> = {
  'node-channel': {
    proves: new Set([
      'path-ssmmessages',
      'vpc-dns',
      'node-registered',
      'role-attached',
      'role-trust',
      'host-metadata-service',
    ]),
    supports: new Set(['role-session-permissions']),
  },
  'node-online': { proves: new Set(['path-ssm']), supports: new Set() },
  'probe-database': { proves: new Set(['database-path', 'database-name']), supports: new Set() },
}

/** A finding and how it bears on verdicts. */
export interface WeighedFinding {
  finding: Finding
  bears: 'fail' | 'unknown' | 'warn' | 'no'
}

/**
 * Weighs static findings by the runtime evidence among them: what is seen to work, works.
 * @param findings all findings that bear on one host, or on one tunnel
 */
export function weigh(findings: readonly Finding[]): WeighedFinding[] {
  const evidence = evidenceAmong(findings)
  return findings.map((finding) => ({ finding, bears: bearing(finding, evidence) }))
}

function bearing(finding: Finding, evidence: readonly Finding[]): WeighedFinding['bears'] {
  const { status } = finding
  if (status === 'pass' || status === 'skip') return 'no'
  if (status === 'warn') return 'warn'
  return outweighed(finding, evidence)?.as ?? status
}

/** What outweighs a finding, and as what the finding bears then. */
export interface Outweighed {
  /** E.g. `node-channel`. */
  by: string
  as: 'warn' | 'no'
}

/** `undefined` where no evidence outweighs the finding. */
export function outweighed(finding: Finding, findings: readonly Finding[]): Outweighed | undefined {
  if (finding.status !== 'fail' && finding.status !== 'unknown') return undefined
  const passed = evidenceAmong(findings)
  const proof = passed.find((e) => EVIDENCE[e.checkId]?.proves.has(finding.checkId))
  if (proof) return { by: proof.checkId, as: finding.status === 'fail' ? 'warn' : 'no' }
  const support = passed.find((e) => EVIDENCE[e.checkId]?.supports.has(finding.checkId))
  return support && finding.status === 'unknown' ? { by: support.checkId, as: 'warn' } : undefined
}

const evidenceAmong = (findings: readonly Finding[]) =>
  findings.filter((f) => f.status === 'pass' && Object.hasOwn(EVIDENCE, f.checkId))
