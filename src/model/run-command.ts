import type { JudgedFinding, Subject } from './finding.js'
import { subjectKey } from './subject-key.js'

/** A finding that speaks of a host: by itself, or of its VPC or region. */
export function bearsOnHost(
  { subject }: Pick<JudgedFinding, 'subject'>,
  host: Pick<Subject, 'id' | 'vpcId' | 'region'>,
): boolean {
  if (subject.region !== host.region) return false
  if (subject.kind === 'host') return subject.id === host.id
  if (subject.kind === 'vpc') return subject.id === host.vpcId
  return subject.kind === 'region'
}

/**
 * True where no agent can be updated by Run Command for what a finding says: no command arrives, or what it fetches from S3 does
 * not. Of shells' logs in S3 nothing of the kind follows, and such findings name `shell`, too.
 */
export function stopsUpdates({ checkId, status, blocks, hops = [] }: JudgedFinding): boolean {
  if (!blocks.includes('runCommand')) return false
  if (status === 'fail') return true
  return (
    checkId === 'path-s3' && status === 'warn' && blocks.length === 1 && hops.some(({ outcome }) => outcome === 'fail')
  )
}

/** What stops a host's updates goes away with another finding: a way that ends for want of an endpoint with that of the endpoint. */
export function isMendedWith(stop: JudgedFinding, host: Subject, { checkId, subject }: JudgedFinding): boolean {
  if (checkId === stop.checkId) return subjectKey(subject) === subjectKey(stop.subject)
  const endpoint = stop.checkId.replace(/^path-/, 'endpoint-')
  return checkId === endpoint && subject.id === host.vpcId && subject.region === host.region
}
