import type { Finding } from '../model/finding.js'
import { EVIDENCE } from './evidence.js'

/** A finding and how it bears on verdicts. */
export interface WeighedFinding {
  finding: Finding
  bears: 'fail' | 'unknown' | 'warn' | 'none'
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
  if (status === 'pass' || status === 'skip') return 'none'
  if (status === 'warn') return 'warn'
  return against(finding, evidence)?.as ?? status
}

/** What outweighs a finding, and as what the finding bears then. */
export interface Outweighed {
  /** E.g. `node-channel`. */
  by: string
  as: 'warn' | 'none'
}

/** `undefined` where no evidence outweighs the finding. */
export function outweighed(finding: Finding, findings: readonly Finding[]): Outweighed | undefined {
  if (finding.status !== 'fail' && finding.status !== 'unknown') return undefined
  return against(finding, evidenceAmong(findings))
}

function against(finding: Finding, passed: readonly Finding[]): Outweighed | undefined {
  const proof = passed.find((e) => EVIDENCE.get(e.checkId)?.proves.has(finding.checkId))
  if (proof) return { by: proof.checkId, as: finding.status === 'fail' ? 'warn' : 'none' }
  const support = passed.find((e) => EVIDENCE.get(e.checkId)?.supports.has(finding.checkId))
  return support && finding.status === 'unknown' ? { by: support.checkId, as: 'warn' } : undefined
}

/** False for what bears on no verdict, whatever stands beside it: most findings of a large account. */
export const maySway = ({ status, checkId }: Finding): boolean =>
  status !== 'skip' && (status !== 'pass' || EVIDENCE.has(checkId))

const evidenceAmong = (findings: readonly Finding[]) =>
  findings.filter((f) => f.status === 'pass' && EVIDENCE.has(f.checkId))
